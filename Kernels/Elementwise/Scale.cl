// y = factor * x, element by element.
//
// scale: (x, y, count, factor)
// Both families; any work-group size. y may share the memory of x.
// Needs: RowSpans.

__kernel void scale(IN_SHARED(float, x), OUT_SHARED(float, y), const int count,
                    const float factor) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  INDEPENDENT
  FOR_ELEMENTS(i, count) {
    y[i] = factor * x[i];
  }
}
