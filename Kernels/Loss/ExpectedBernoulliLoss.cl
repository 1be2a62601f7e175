// Bernoulli negative log-likelihood from logits l [batch, classes, ...] and targets t [batch, ...] in
// 0...1, weighted for each class of each sample, with its gradients.
//
// expectedBernoulliLoss: (logits, targets, weights, gradient, weightGradient, partials, rows, columns,
//                         classes, scale), rows = batch * classes, scale = 1 / batch
//   term = max(l, 0) - l * t + log(1 + exp(-|l|)); gradient = (sigmoid(l) - t) * weight * scale
//   weightGradient and partials, of each row: ExpectedLoss.cl, which comes first, says which, and
//   states the work-groups.
// gradient may share the memory of logits.
// Needs: Vectors, ExpectedLoss, LogOnePlus.

#define TERM(T, row, i, factor, sum)                                                       \
  {                                                                                        \
    const T l = LOAD(T, logits + (row) * columns + (i));                                   \
    const T t = LOAD(T, targets + (row) / classes * columns + (i));                        \
    /* In 0...1, so that neither the exponential nor the quotient overflows. */            \
    const T e = exp(-fabs(l)), inverse = (T)(1.0f) / ((T)(1.0f) + e);                      \
    LOG_ONE_PLUS(T, e, rest)                                                               \
    sum += (l > (T)(0.0f) ? l : (T)(0.0f)) - l * t + rest;                                 \
    STORE(T, gradient + (row) * columns + (i),                                             \
          ((l < (T)(0.0f) ? e * inverse : inverse) - t) * factor);                         \
  }

__kernel void expectedBernoulliLoss(IN_SHARED(float, logits), IN(float, targets),
                                    IN(float, weights), OUT_SHARED(float, gradient),
                                    OUT(float, weightGradient), OUT(float, partials),
                                    const int rows, const int columns, const int classes,
                                    const float scale) {
  BIND_IN(float, logits);
  BIND_IN(float, targets);
  BIND_IN(float, weights);
  BIND_OUT(float, gradient);
  BIND_OUT(float, weightGradient);
  BIND_OUT(float, partials);
  STORE_EXPECTED_LOSS(TERM, weights, weightGradient, partials, rows, columns, scale)
}
