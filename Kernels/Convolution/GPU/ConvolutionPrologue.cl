// What a convolution of the GPU family does to an operand as it loads it (no kernel here): to the first
// one with NORMALIZED 1, to the second with 2,
//   x = ACTIVATE((x - mean[channel]) * scale[channel] + beta[channel])
// with the activation NORMALIZED_ACTIVATION. The bits equal those that batchNormalize (Normalize.cl)
// stores as float. Padding, and elements beyond a tensor, are not normalised: they stay 0.
// PROLOGUE_ARGUMENTS follows the operands in the parameter list, BIND_PROLOGUE starts the body.
// The host defines NORMALIZED (0, 1 or 2).
// Needs: Activation, Vectors.

#if NORMALIZED
#define PROLOGUE_ARGUMENTS IN(float, mean), IN(float, scale), IN(float, beta),
#define BIND_PROLOGUE   \
  BIND_IN(float, mean); \
  BIND_IN(float, scale);\
  BIND_IN(float, beta)
// Leaves x alone where `exists` is false; the channel must be valid in any case.
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
