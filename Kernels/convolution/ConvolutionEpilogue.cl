// What convolution kernels do to a result before they store it (no kernel here): + bias[channel] with
// HAS_BIAS, then ACTIVATE, or, with HAS_GATE, * SLOPE of ACTIVATION at gate[at].
// Needs Activation and Vectors in front; the host defines HAS_BIAS and HAS_GATE (0 or 1).

#if HAS_BIAS
#define ADD_BIAS(T, y, channel) (y) += LOAD(T, bias + (channel))
#else
#define ADD_BIAS(T, y, channel)
#endif
#if HAS_GATE
#define SHAPE_RESULT(T, y, at) (y) *= SLOPE(T, LOAD(T, gate + (at)))
#else
#define SHAPE_RESULT(T, y, at) (y) = ACTIVATE(T, y)
#endif

// Finishes the result or vector of results y at element `at`, of target channel `channel` and on.
#define FINISH(T, y, at, channel)                       \
  {                                                     \
    T finished = (y);                                   \
    ADD_BIAS(T, finished, channel);                     \
    SHAPE_RESULT(T, finished, at);                      \
    STORE(T, result + (at), finished);                  \
  }
