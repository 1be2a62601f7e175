// Normalisation with known statistics, the last pass of batch normalisation:
// y = activation((x - mean) * scale + beta) for x [rows, channels].
//
// batchScale:     (gamma, variance, scale, channels, epsilon)   scale = gamma / sqrt(variance + epsilon)
// batchNormalize: (x, mean, scale, beta, y, rows, channels)
// y may share the memory of x, and both may be stored in half precision on a GPU. The fma is explicit
// because the gradient recomputes the same value (GradOutput.cl).
// CPU: work-items as in RowStreams.cl. GPU: work-items (channel, row), rows in a grid stride; any local
// size.
// Needs: Activation, Vectors, RowStreams.

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
