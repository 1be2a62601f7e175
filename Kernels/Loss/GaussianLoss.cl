// Gaussian negative log-likelihood of targets x under mean m and standard deviation
// s = softplus(a) + minimum, and its gradients.
//
// gaussianLoss: (mean, excess, targets, meanGradient, excessGradient, partials, count, scale,
//                minimum), with a in `excess`
//   with q = (x - m) / s: term = log(2 pi) / 2 + log s + q * q / 2,
//   meanGradient = -q / s * scale, excessGradient = (1 - q * q) / s * sigmoid(a) * scale,
//   scale = 1 / batch
//   partials: unscaled sums over chunks; PartialLoss.cl, which comes first, states the work-groups.
// The gradients may share the memory of any inputs.
// Needs: Vectors, PartialLoss, LogOnePlus.

#define TERM(T, i, sum)                                                                        \
  {                                                                                            \
    const T a = LOAD(T, excess + (i));                                                         \
    /* In 0...1, so that neither the exponential nor the quotient overflows. */                \
    const T e = exp(-fabs(a)), inverseSum = (T)(1.0f) / ((T)(1.0f) + e);                       \
    LOG_ONE_PLUS(T, e, rest)                                                                   \
    const T s = (a > (T)(0.0f) ? a : (T)(0.0f)) + rest + minimum, inverse = (T)(1.0f) / s;     \
    const T q = (LOAD(T, targets + (i)) - LOAD(T, mean + (i))) * inverse;                      \
    sum += log(s) + (q * q * 0.5f + 0.918938533f);                                             \
    STORE(T, meanGradient + (i), -q * inverse * scale);                                        \
    STORE(T, excessGradient + (i), ((T)(1.0f) - q * q) * inverse *                             \
                                       (a < (T)(0.0f) ? e * inverseSum : inverseSum) * scale); \
  }

__kernel void gaussianLoss(IN_SHARED(float, mean), IN_SHARED(float, excess),
                           IN_SHARED(float, targets), OUT_SHARED(float, meanGradient),
                           OUT_SHARED(float, excessGradient), OUT(float, partials),
                           const int count, const float scale, const float minimum) {
  BIND_IN(float, mean);
  BIND_IN(float, excess);
  BIND_IN(float, targets);
  BIND_OUT(float, meanGradient);
  BIND_OUT(float, excessGradient);
  BIND_OUT(float, partials);
  STORE_PARTIAL_LOSS(TERM, partials, count)
}
