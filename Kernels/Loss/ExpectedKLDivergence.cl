// Kullback-Leibler divergence of N(mean, exp(v)) from N(0, 1), v the log-variance, weighted for each
// class of each sample, with its gradients.
//
// expectedKLDivergence: (mean, logVariance, weights, meanGradient, logVarianceGradient, weightGradient,
//                        partials, rows, columns, scale), rows = batch * classes, scale = 1 / batch
//   term = (exp(v) - 1 - v + mean * mean) / 2, meanGradient = mean * weight * scale,
//   logVarianceGradient = (exp(v) - 1) / 2 * weight * scale
//   weightGradient and partials, of each row: ExpectedLoss.cl, which comes first, says which, and
//   states the work-groups.
// The gradients may share the memory of mean and logVariance.
// Needs: Vectors, ExpectedLoss.

#define TERM(T, row, i, factor, sum)                                                       \
  {                                                                                        \
    const ulong at = (row) * columns + (i);                                                \
    const T m = LOAD(T, mean + at), v = LOAD(T, logVariance + at);                         \
    const T excess = expm1(v);                                                             \
    sum += (m * m + (excess - v)) * 0.5f;                                                  \
    STORE(T, meanGradient + at, m * factor);                                               \
    STORE(T, logVarianceGradient + at, excess * (0.5f * factor));                          \
  }

__kernel void expectedKLDivergence(IN_SHARED(float, mean), IN_SHARED(float, logVariance),
                                   IN(float, weights), OUT_SHARED(float, meanGradient),
                                   OUT_SHARED(float, logVarianceGradient),
                                   OUT(float, weightGradient), OUT(float, partials),
                                   const int rows, const int columns, const float scale) {
  BIND_IN(float, mean);
  BIND_IN(float, logVariance);
  BIND_IN(float, weights);
  BIND_OUT(float, meanGradient);
  BIND_OUT(float, logVarianceGradient);
  BIND_OUT(float, weightGradient);
  BIND_OUT(float, partials);
  STORE_EXPECTED_LOSS(TERM, weights, weightGradient, partials, rows, columns, scale)
}
