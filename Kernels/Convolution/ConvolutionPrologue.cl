// What convolution kernels of the GPU family do to an operand as they load it (no kernel here): with
// NORMALIZED 1 to the first one, with 2 to the second,
//   x = ACTIVATE((x - mean[channel]) * scale[channel] + beta[channel])
// with the activation NORMALIZED_ACTIVATION. These are the bits that batchNormalize (Normalize.cl) would
// have stored as float, and that its gradient computes again. What lies outside an image, or beyond a
// tile, is not normalised: it stays 0.
// PROLOGUE_ARGUMENTS stands in the parameter list behind the operands, BIND_PROLOGUE in the body.
// Needs Activation and Vectors in front; the host defines NORMALIZED (0, 1 or 2).

#if NORMALIZED
#define PROLOGUE_ARGUMENTS IN(float, mean), IN(float, scale), IN(float, beta),
#define BIND_PROLOGUE   \
  BIND_IN(float, mean); \
  BIND_IN(float, scale);\
  BIND_IN(float, beta)
// Where `exists` is false x is left alone; the channel must be one that there is in any case.
#define NORMALIZE(T, x, exists, channel)                                                      \
  {                                                                                           \
    const T normalized = fma((x) - LOAD(T, mean + (channel)), LOAD(T, scale + (channel)),     \
                             LOAD(T, beta + (channel)));                                      \
    if (exists) (x) = ACTIVATE_NUMBER(NORMALIZED_ACTIVATION, T, normalized);                  \
  }
#else
#define PROLOGUE_ARGUMENTS
#define BIND_PROLOGUE
#endif
#if NORMALIZED == 1
#define NORMALIZE_FIRST(T, x, exists, channel) NORMALIZE(T, x, exists, channel)
#else
#define NORMALIZE_FIRST(T, x, exists, channel)
#endif
#if NORMALIZED == 2
#define NORMALIZE_SECOND(T, x, exists, channel) NORMALIZE(T, x, exists, channel)
#else
#define NORMALIZE_SECOND(T, x, exists, channel)
#endif
