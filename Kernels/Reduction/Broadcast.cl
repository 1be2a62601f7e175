// y[outer, repeat, inner] = scale * x[outer, inner]: the gradient of a sum or a mean.
//
// broadcast: (x, y, outer, repeat, inner, scale)
// Both families; any work-group size. CPU: a work-item copies whole rows of `inner` elements, or repeats
// one element where inner is 1. GPU: single elements in a grid stride.

__kernel void broadcast(IN(float, x), OUT(float, y), const int outer, const int repeat,
                        const int inner, const float scale) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
#if FAMILY_GPU
  FOR_ELEMENTS(i, (ulong)outer * repeat * inner)
    y[i] = x[i / ((ulong)repeat * inner) * inner + i % inner] * scale;
#else
  if (inner == 1) {
    FOR_ELEMENTS(o, (ulong)outer) {
      const float value = x[o] * scale;
      for (int r = 0; r < repeat; ++r) y[o * repeat + r] = value;
    }
  } else {
    FOR_ELEMENTS(row, (ulong)outer * repeat) {
      __global const float *from = x + row / repeat * inner;
      for (int i = 0; i < inner; ++i) y[row * inner + i] = from[i] * scale;
    }
  }
#endif
}
