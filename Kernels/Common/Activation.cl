// Element-wise activations and their derivatives, for the epilogue of any kernel (no kernel here).
//
// ACTIVATE(T, x) is the activation of x, DERIVATIVE(T, y) its derivative, as a function of the
// activation's output y so that the input need not be kept. T is float or a float vector.
// ACTIVATION: 0 identity, 1 relu, 2 sigmoid, 3 tanh, 4 softplus.
// Comparisons are written so that NaN passes through: a diverged loss must be seen, not hidden.

#ifndef ACTIVATION
#define ACTIVATION 0
#endif

#define ACTIVATE_0(T, x) (x)
#define ACTIVATE_1(T, x) ((x) < (T)(0.0f) ? (T)(0.0f) : (x))
#define ACTIVATE_2(T, x) ((T)(1.0f) / ((T)(1.0f) + exp(-(x))))
#define ACTIVATE_3(T, x) tanh(x)
#define ACTIVATE_4(T, x) (fmax((x), (T)(0.0f)) + log1p(exp(-fabs(x))))
// ACTIVATE with the activation as an argument, for kernels that apply a second one.
#define ACTIVATE_TOKENS(activation) ACTIVATE_##activation
#define ACTIVATE_NUMBER(activation, T, x) ACTIVATE_TOKENS(activation)(T, x)
#define ACTIVATE(T, x) ACTIVATE_NUMBER(ACTIVATION, T, x)

#if ACTIVATION == 1
#define DERIVATIVE(T, y) ((y) > (T)(0.0f) ? (T)(1.0f) : (T)(0.0f))
#elif ACTIVATION == 2
#define DERIVATIVE(T, y) ((y) * ((T)(1.0f) - (y)))
#elif ACTIVATION == 3
#define DERIVATIVE(T, y) ((T)(1.0f) - (y) * (y))
#elif ACTIVATION == 4
#define DERIVATIVE(T, y) (-expm1(-(y)))
#else
#define DERIVATIVE(T, y) ((T)(1.0f))
#endif
