// Gradient descent with momentum in one pass: m' = momentum * m - rate * g, p' = p + m'.
//
// momentumUpdate: (parameter, gradient, velocity, flag, parameter', velocity', count, rate,
//                  momentum)
// Where the flag is not 1, the new values are the old ones, bit for bit. Both families; any
// work-group size. New values may be the same memory as old ones.

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), m = LOAD(T, velocity + (i));                \
    if (enabled) {                                                              \
      m = momentum * m - rate * LOAD(T, gradient + (i));                        \
      p += m;                                                                   \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newVelocity + (i), m);                                             \
  }

__kernel void momentumUpdate(IN_SHARED(float, parameter), IN(float, gradient),
                             IN_SHARED(float, velocity), IN(int, flag),
                             OUT_SHARED(float, newParameter), OUT_SHARED(float, newVelocity),
                             const int count, const float rate, const float momentum) {
  BIND_IN(float, parameter);
  BIND_IN(float, gradient);
  BIND_IN(float, velocity);
  BIND_IN(int, flag);
  BIND_OUT(float, newParameter);
  BIND_OUT(float, newVelocity);
  const bool enabled = flag[0] == 1;
  FOR_WIDE(UPDATE, count)
}
