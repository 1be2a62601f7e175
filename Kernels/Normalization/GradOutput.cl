// The gradient before a fused activation, from the one after it; a part of the programs of batch
// normalisation's gradient and of its sums, behind Activation.cl.
//
// The derivative is that at the activation's output y, and y is computed again from the deviation
// x - mean as Normalize.cl does it, which spares reading it: the passes are bound by memory.

// The scale of the forward pass, as it is computed there.
#define UPSTREAM_SCALE(gamma, variance, epsilon) ((gamma) / sqrt((variance) + (epsilon)))

#if ACTIVATION
#define GRAD_OUTPUT(T, upstream, deviation, scale, beta) \
  ((upstream) * DERIVATIVE(T, ACTIVATE(T, fma(deviation, scale, beta))))
#else
#define GRAD_OUTPUT(T, upstream, deviation, scale, beta) (upstream)
#endif
