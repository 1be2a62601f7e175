// What a convolution does to a result before it stores it (no kernel here):
//   + bias[channel] with HAS_BIAS, then ACTIVATE;
//   with HAS_GATE instead of ACTIVATE: * DERIVATIVE of ACTIVATION at gate[at].
// With HAS_DERIVATIVE there is no gate, and ACTIVATION belongs to ConvolutionStatistics.
// EPILOGUE_ARGUMENTS precedes `result` in the parameter list, BIND_EPILOGUE starts the body.
// Gate and result may be stored in half precision.
// The host defines HAS_BIAS and HAS_GATE (0 or 1).
// Needs: Activation, Vectors.

#if HAS_BIAS
#define BIAS_ARGUMENT IN(float, bias),
#define BIND_BIAS BIND_IN(float, bias)
#define ADD_BIAS(T, y, channel) (y) += LOAD(T, bias + (channel))
#else
#define BIAS_ARGUMENT
#define BIND_BIAS __global const float *bias = 0
#define ADD_BIAS(T, y, channel)
#endif
#if HAS_GATE
#define GATE_ARGUMENT IN(STORED(gate), gate),
#define BIND_GATE BIND_IN(STORED(gate), gate)
#define SHAPE_RESULT(T, y, at) (y) *= DERIVATIVE(T, READ(T, gate, at))
#else
#define GATE_ARGUMENT
#define BIND_GATE __global const float *gate = 0
#if HAS_DERIVATIVE
#define SHAPE_RESULT(T, y, at)
#else
#define SHAPE_RESULT(T, y, at) (y) = ACTIVATE(T, y)
#endif
#endif
#if HAS_GATE
#define PREFETCH_GATE(at) PREFETCH(gate + (at))
#else
#define PREFETCH_GATE(at)
#endif
#define EPILOGUE_ARGUMENTS BIAS_ARGUMENT GATE_ARGUMENT
#define BIND_EPILOGUE \
  BIND_BIAS;          \
  BIND_GATE

// Finishes and stores y, a result or vector of results, at element `at`, whose first target channel
// is `channel`; the statement AFTER may read the stored value as `finished`.
#define FINISH_THEN(T, y, at, channel, AFTER) \
  {                                           \
    T finished = (y);                         \
    ADD_BIAS(T, finished, channel);           \
    SHAPE_RESULT(T, finished, at);            \
    WRITE(T, result, at, finished);           \
    AFTER;                                    \
  }
#define FINISH(T, y, at, channel) FINISH_THEN(T, y, at, channel, )

// Prefetches the result, gate and statistics input of the vector at element `at`.
#define PREFETCH_FINISH(at)            \
  {                                 \
    PREFETCH_TO_WRITE(result + (at)); \
    PREFETCH_GATE(at);                 \
    PREFETCH_STATISTICS_INPUT(at);               \
  }
