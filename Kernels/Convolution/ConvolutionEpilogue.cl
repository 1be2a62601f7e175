// What convolution kernels do to a result before they store it (no kernel here): + bias[channel] with
// HAS_BIAS, then ACTIVATE, or, with HAS_GATE, * DERIVATIVE of ACTIVATION at gate[at]. With HAS_SLOPE there is
// no gate, and ACTIVATION is not the result's (ConvolutionStatistics.cl).
// EPILOGUE_ARGUMENTS stands in the parameter list in front of `result`, BIND_EPILOGUE in the body.
// Gate and result may be stored in half precision.
// Needs Activation and Vectors in front; the host defines HAS_BIAS and HAS_GATE (0 or 1).

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
#if HAS_SLOPE
#define SHAPE_RESULT(T, y, at)
#else
#define SHAPE_RESULT(T, y, at) (y) = ACTIVATE(T, y)
#endif
#endif
#if HAS_GATE
#define FETCH_GATE(at) PREFETCH(gate + (at))
#else
#define FETCH_GATE(at)
#endif
#define EPILOGUE_ARGUMENTS BIAS_ARGUMENT GATE_ARGUMENT
#define BIND_EPILOGUE \
  BIND_BIAS;          \
  BIND_GATE

// Finishes the result or vector of results y at element `at`, of target channel `channel` and on;
// then AFTER may use it as `finished`.
#define FINISH_THEN(T, y, at, channel, AFTER) \
  {                                           \
    T finished = (y);                         \
    ADD_BIAS(T, finished, channel);           \
    SHAPE_RESULT(T, finished, at);            \
    WRITE(T, result, at, finished);           \
    AFTER;                                    \
  }
#define FINISH(T, y, at, channel) FINISH_THEN(T, y, at, channel, )

// Fetches what finishing and noting the vector of results at element `at` will touch.
#define FETCH_FINISH(at)            \
  {                                 \
    PREFETCH_TO_WRITE(result + (at)); \
    FETCH_GATE(at);                 \
    FETCH_BESIDE(at);               \
  }
