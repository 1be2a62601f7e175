// Kullback-Leibler divergence of N(mean, exp(v)) from N(0, 1), v the log-variance, and its
// gradients.
//
// klDivergence: (mean, logVariance, meanGradient, logVarianceGradient, partials, count, scale)
//   term = (exp(v) - 1 - v + mean * mean) / 2, meanGradient = mean * scale,
//   logVarianceGradient = (exp(v) - 1) / 2 * scale, scale = 1 / batch
//   partials: unscaled sums over chunks; PartialLoss.cl, which comes first, states the work-groups.
// The gradients may share the memory of any inputs.
// Needs: Vectors, PartialLoss.

#define TERM(T, i, sum)                                                    \
  {                                                                        \
    const T m = LOAD(T, mean + (i)), v = LOAD(T, logVariance + (i));       \
    const T excess = expm1(v);                                             \
    sum += (m * m + (excess - v)) * 0.5f;                                  \
    STORE(T, meanGradient + (i), m * scale);                               \
    STORE(T, logVarianceGradient + (i), excess * (0.5f * scale));          \
  }

__kernel void klDivergence(IN_SHARED(float, mean), IN_SHARED(float, logVariance),
                           OUT_SHARED(float, meanGradient),
                           OUT_SHARED(float, logVarianceGradient), OUT(float, partials),
                           const int count, const float scale) {
  BIND_IN(float, mean);
  BIND_IN(float, logVariance);
  BIND_OUT(float, meanGradient);
  BIND_OUT(float, logVarianceGradient);
  BIND_OUT(float, partials);
  STORE_PARTIAL_LOSS(TERM, partials, count)
}
