// What batch normalisation makes of the totals over a channel's rows, in vectors or single channels (no kernel
// here).
//
// FINISH_MOMENTS: mean, variance and scale = gamma / sqrt(variance + epsilon), from the mean `center` of `seen`
// rows and their second moment about it. FINISH_SUMS: betaGradient, gammaGradient and the factors
// [3][channels] of BatchNormalizationInputGradient.cl, from the sums of g and of g * (x - mean).
// Needs: GradOutput, Vectors.

#define FINISH_MOMENTS(T, c, center, moment, seen)                          \
  {                                                                         \
    const T spread = (moment) / (seen);                                     \
    STORE(T, mean + (c), center);                                           \
    STORE(T, variance + (c), spread);                                       \
    STORE(T, scale + (c), LOAD(T, gamma + (c)) / sqrt((spread) + epsilon)); \
  }
#define FINISH_SUMS(T, c, sum, product)                                                 \
  {                                                                                     \
    const T inverse = (T)(1.0f) / sqrt(LOAD(T, variance + (c)) + epsilon);              \
    const T dGamma = (product) * inverse;                                               \
    STORE(T, betaGradient + (c), sum);                                                  \
    STORE(T, gammaGradient + (c), dGamma);                                              \
    STORE(T, factors + (c),                                                             \
          NORMALIZATION_SCALE(LOAD(T, gamma + (c)), LOAD(T, variance + (c)), epsilon)); \
    STORE(T, factors + channels + (c), (sum) / (float)rows);                            \
    STORE(T, factors + 2 * channels + (c), dGamma * inverse / (float)rows);             \
  }
