// Normalisation with known statistics: y = activation((x - mean) * scale + beta) for x [rows,
// channels], the last pass of batch normalisation.
//
// batchScale:     (gamma, variance, scale, channels, epsilon): gamma / sqrt(variance + epsilon)
// batchNormalize: (x, mean, scale, beta, y, rows, channels)
// The gradient computes the same value from x again (GradOutput.cl): hence the explicit fma.
// x and y may be the same memory, and stored in half precision on a GPU. CPU: each work-item takes a
// run of rows, as in RowPlaces.cl, which is put in front. GPU: work-items (channel, row), rows in a
// grid stride; any local size.

#define SCALE(T, i) \
  STORE(T, scale + (i), LOAD(T, gamma + (i)) / sqrt(LOAD(T, variance + (i)) + epsilon))

__kernel void batchScale(IN(float, gamma), IN(float, variance), OUT(float, scale),
                         const int channels, const float epsilon) {
  BIND_IN(float, gamma);
  BIND_IN(float, variance);
  BIND_OUT(float, scale);
  FOR_WIDE(SCALE, channels)
}

#define NORMALIZE(T, i, c)                                                                \
  {                                                                                       \
    const T value = fma(LOAD(T, x + (i)) - LOAD(T, mean + (c)), LOAD(T, scale + (c)),     \
                        LOAD(T, beta + (c)));                                             \
    STORE(T, y + (i), ACTIVATE(T, value));                                                \
  }

__kernel void batchNormalize(IN_SHARED(STORED(x), x), IN(float, mean), IN(float, scale),
                             IN(float, beta), OUT_SHARED(STORED(y), y), const int rows,
                             const int channels) {
  BIND_IN(STORED(x), x);
  BIND_IN(float, mean);
  BIND_IN(float, scale);
  BIND_IN(float, beta);
  BIND_OUT(STORED(y), y);
#if FAMILY_CPU
  FOR_ROWS(NORMALIZE, rows, channels)
#else
  const int c = get_global_id(0);
  if (c >= channels) return;
  const float center = mean[c], factor = scale[c], shift = beta[c];
  for (ulong row = get_global_id(1); row < rows; row += get_global_size(1)) {
    const float value = fma(READ(float, x, row * channels + c) - center, factor, shift);
    WRITE(float, y, row * channels + c, ACTIVATE(float, value));
  }
#endif
}
