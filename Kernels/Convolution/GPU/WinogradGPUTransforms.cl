// Transforms of Winograd's F(2 x 2, 3 x 3) for WinogradGPU, of the GPU family, and the transform of
// the weights. The interpolation points are 0, 1, -1 and infinity.
//
// winogradGPUWeights(w [3,3,IN_CHANNELS,OUT_CHANNELS],
//   packed [ELEMENTS][SOURCE_CHANNELS][TARGET_CHANNELS]); any one-dimensional global size.
// Needs: ConvolutionLayout.

#if FAMILY_GPU
// alpha^2 = 16 elements of a tile in the Winograd domain.
#define ELEMENTS 16

#define INLINE static inline __attribute__((always_inline)) void

// G g of three taps, Bt d of four patch values in place, and At m of four products.
INLINE transformTaps(const float *g, const int step, float *u) {
  const float ends = 0.5f * (g[0] + g[2 * step]), middle = 0.5f * g[step];
  u[0] = g[0];
  u[1] = ends + middle;
  u[2] = ends - middle;
  u[3] = g[2 * step];
}
INLINE transformPatch(float *d, const int step) {
  const float second = d[step], third = d[2 * step];
  d[0] -= third;
  d[step] = second + third;
  d[2 * step] = third - second;
  d[3 * step] -= second;
}
INLINE transformProducts(const float *m, const int step, float *y) {
  y[0] = m[0] + m[step] + m[2 * step];
  y[1] = m[step] - m[2 * step] + m[3 * step];
}

__kernel void winogradGPUWeights(IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  FOR_ELEMENTS(at, SOURCE_CHANNELS * TARGET_CHANNELS) {
    const int s = (int)at / TARGET_CHANNELS, t = (int)at % TARGET_CHANNELS;
    float taps[9], lines[12], elements[4];
#pragma unroll
    for (int k = 0; k < 9; ++k)
      taps[k] = REVERSED ? w[((8 - k) * IN_CHANNELS + t) * OUT_CHANNELS + s]
                         : w[(k * IN_CHANNELS + s) * OUT_CHANNELS + t];
    // Columns first: line j holds the transform of column j.
#pragma unroll
    for (int j = 0; j < 3; ++j) transformTaps(taps + j, 3, lines + 4 * j);
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      transformTaps(lines + i, 4, elements);
#pragma unroll
      for (int j = 0; j < 4; ++j)
        packed[(4 * i + j) * (SOURCE_CHANNELS * TARGET_CHANNELS) + (int)at] = elements[j];
    }
  }
}
#endif
