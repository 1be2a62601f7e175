// Bernoulli negative log-likelihood from logits l and targets t in 0...1, and its gradient.
//
// bernoulliLoss: (logits, targets, gradient, partials, count, scale), scale = 1 / batch
//   term = max(l, 0) - l * t + log(1 + exp(-|l|)); gradient = (sigmoid(l) - t) * scale
//   partials: unscaled sums over chunks; PartialLoss.cl, which comes first, states the work-groups.
// gradient may share the memory of logits or targets.
// Needs: Vectors, PartialLoss, LogOnePlus.

#define TERM(T, i, sum)                                                                    \
  {                                                                                        \
    const T l = LOAD(T, logits + (i)), t = LOAD(T, targets + (i));                         \
    /* In 0...1, so that neither the exponential nor the quotient overflows. */            \
    const T e = exp(-fabs(l)), inverse = (T)(1.0f) / ((T)(1.0f) + e);                      \
    LOG_ONE_PLUS(T, e, rest)                                                               \
    sum += (l > (T)(0.0f) ? l : (T)(0.0f)) - l * t + rest;                                 \
    STORE(T, gradient + (i), ((l < (T)(0.0f) ? e * inverse : inverse) - t) * scale);       \
  }

__kernel void bernoulliLoss(IN_SHARED(float, logits), IN_SHARED(float, targets),
                            OUT_SHARED(float, gradient), OUT(float, partials), const int count,
                            const float scale) {
  BIND_IN(float, logits);
  BIND_IN(float, targets);
  BIND_OUT(float, gradient);
  BIND_OUT(float, partials);
  STORE_PARTIAL_LOSS(TERM, partials, count)
}
