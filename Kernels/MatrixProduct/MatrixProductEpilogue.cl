// The epilogue of a matrix product (no kernel here): + bias[column] with HAS_BIAS, + addend[at] with
// HAS_ADDEND, then ACTIVATE, or, with HAS_GATE, · DERIVATIVE of ACTIVATION at gate[at].
//
// EPILOGUE_ARGUMENTS belongs in the parameter list before `output`, BIND_EPILOGUE in the body. Addend,
// gate and output may be stored in half precision.
// Macros: ACTIVATION; HAS_BIAS, HAS_ADDEND, HAS_GATE: 0 or 1.
// Needs: Activation.

#if HAS_BIAS
#define BIAS_ARGUMENT IN(float, bias),
#define BIND_BIAS BIND_IN(float, bias);
#define ADD_BIAS(T, v, column) v += READ_AS(32, T, bias, column);
#else
#define BIAS_ARGUMENT
#define BIND_BIAS
#define ADD_BIAS(T, v, column)
#endif
#if HAS_ADDEND
#define ADDEND_ARGUMENT IN(STORED(addend), addend),
#define BIND_ADDEND BIND_IN(STORED(addend), addend);
#define ADD_ADDEND(T, v, at) v += READ(T, addend, at);
#else
#define ADDEND_ARGUMENT
#define BIND_ADDEND
#define ADD_ADDEND(T, v, at)
#endif
#if HAS_GATE
#define GATE_ARGUMENT IN(STORED(gate), gate),
#define BIND_GATE BIND_IN(STORED(gate), gate);
#define APPLY_ACTIVATION(T, v, at) v *= DERIVATIVE(T, READ(T, gate, at));
#else
#define GATE_ARGUMENT
#define BIND_GATE
#define APPLY_ACTIVATION(T, v, at) v = ACTIVATE(T, v);
#endif
#define EPILOGUE_ARGUMENTS BIAS_ARGUMENT ADDEND_ARGUMENT GATE_ARGUMENT
#define BIND_EPILOGUE BIND_BIAS BIND_ADDEND BIND_GATE

// Applies the epilogue to an accumulator, or a vector of them, and stores it at element `at`, which is
// of column `column`.
#define FINISH(T, sum, at, column)    \
  {                                   \
    T finished = (sum);               \
    ADD_BIAS(T, finished, column)     \
    ADD_ADDEND(T, finished, at)       \
    APPLY_ACTIVATION(T, finished, at) \
    WRITE(T, output, at, finished);   \
  }
