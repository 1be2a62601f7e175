// Gaussian negative log-likelihood of targets x under mean m and standard deviation s > 0, and its
// gradients.
//
// gaussianLoss: (mean, deviation, targets, meanGradient, deviationGradient, partials, count, scale)
//   with q = (x - m) / s: term = log(2 pi) / 2 + log s + q * q / 2,
//   meanGradient = -q / s * scale, deviationGradient = (1 - q * q) / s * scale, scale = 1 / batch
//   partials: unscaled sums of segments (Segments.cl, which states the work-groups).
// The gradients may be the same memory as any inputs.

#define TERM(T, i, sum)                                                           \
  {                                                                               \
    const T s = LOAD(T, deviation + (i)), inverse = (T)(1.0f) / s;                \
    const T q = (LOAD(T, targets + (i)) - LOAD(T, mean + (i))) * inverse;         \
    sum += log(s) + (q * q * 0.5f + 0.918938533f);                                \
    STORE(T, meanGradient + (i), -q * inverse * scale);                           \
    STORE(T, deviationGradient + (i), ((T)(1.0f) - q * q) * inverse * scale);     \
  }

__kernel void gaussianLoss(IN_SHARED(float, mean), IN_SHARED(float, deviation),
                           IN_SHARED(float, targets), OUT_SHARED(float, meanGradient),
                           OUT_SHARED(float, deviationGradient), OUT(float, partials),
                           const int count, const float scale) {
  BIND_IN(float, mean);
  BIND_IN(float, deviation);
  BIND_IN(float, targets);
  BIND_OUT(float, meanGradient);
  BIND_OUT(float, deviationGradient);
  BIND_OUT(float, partials);
  SUM_SEGMENTS(TERM, partials, count)
}
