// The gradient of batch normalisation's own output, before a fused activation, from the upstream
// gradient, after it (no kernel here).
//
// GRAD_OUTPUT = upstream * derivative(y), with y the activation's output: recomputed from the deviation
// x - mean exactly as in Normalize.cl, since reading it would cost more: the passes are memory-bound.
// Needs: Activation.

// The scale of the forward pass, with the same rounding.
#define NORMALIZATION_SCALE(gamma, variance, epsilon) ((gamma) / sqrt((variance) + (epsilon)))

#if ACTIVATION
#define GRAD_OUTPUT(T, upstream, deviation, scale, beta) \
  ((upstream) * DERIVATIVE(T, ACTIVATE(T, fma(deviation, scale, beta))))
#else
#define GRAD_OUTPUT(T, upstream, deviation, scale, beta) (upstream)
#endif
