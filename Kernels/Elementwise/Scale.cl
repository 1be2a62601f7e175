// y = factor · x, element by element.
//
// scale: (x, y, count, factor)
// One kernel for both families; any work-group size. Input and output may be the same memory.

__kernel void scale(IN_SHARED(float, x), OUT_SHARED(float, y), const int count,
                    const float factor) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  INDEPENDENT
  FOR_ELEMENTS(i, count) {
    y[i] = factor * x[i];
  }
}
