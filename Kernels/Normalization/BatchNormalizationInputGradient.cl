// The gradient of batch normalisation with respect to its input x [rows, channels]: the last pass.
//
// batchInputGradient: (upstream, x, mean, beta, factors, gradient, rows, channels)
//   With g the gradient of the normalisation's output, before a fused activation (GradOutput.cl), and
//   factors [3][channels] from batchGradientMerge:
//   gradient = factors[0] * (g - factors[1] - (x - mean) * factors[2])
// gradient may share the memory of upstream or x; all three may be stored in half precision on a GPU.
// Work-items as in Normalize.cl.
// Needs: GradOutput, Vectors, RowStreams.

#define APPLY(T, i, c)                                                               \
  {                                                                                  \
    const T deviation = READ(T, x, i) - LOAD(T, mean + (c));                         \
    const T scale = LOAD(T, factors + (c));                                          \
    const T g =                                                                      \
        GRAD_OUTPUT(T, READ(T, upstream, i), deviation, scale, LOAD(T, beta + (c))); \
    WRITE(T, gradient, i,                                                            \
          scale * (g - LOAD(T, factors + channels + (c)) -                           \
                   deviation * LOAD(T, factors + 2 * channels + (c))));              \
  }

__kernel void batchInputGradient(IN_SHARED(STORED(upstream), upstream), IN_SHARED(STORED(x), x),
                                 IN(float, mean), IN(float, beta), IN(float, factors),
                                 OUT_SHARED(STORED(gradient), gradient), const int rows,
                                 const int channels) {
  BIND_IN(STORED(upstream), upstream);
  BIND_IN(STORED(x), x);
  BIND_IN(float, mean);
  BIND_IN(float, beta);
  BIND_IN(float, factors);
  BIND_OUT(STORED(gradient), gradient);
#if FAMILY_CPU
  FOR_ROWS(APPLY, rows, channels)
#else
  const int c = get_global_id(0);
  if (c >= channels) return;
  for (ulong row = get_global_id(1); row < rows; row += get_global_size(1)) {
    APPLY(float, row * channels + c, c)
  }
#endif
}
