// RMSprop with classical momentum in one pass: a' = rho * a + (1 - rho) * g^2,
// m' = momentum * m + rate * g / sqrt(a' + epsilon), p' = p - m'.
//
// rmspropMomentumUpdate: (parameter, gradient, accumulator, velocity, flag, parameter',
//                         accumulator', velocity', count, rate, rho, momentum, epsilon)
// Where the flag is not 1, the new values are the old ones, bit for bit. Both families; any
// work-group size. New values may be the same memory as old ones.

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), a = LOAD(T, accumulator + (i));             \
    T m = LOAD(T, velocity + (i));                                              \
    if (enabled) {                                                              \
      const T g = LOAD(T, gradient + (i));                                      \
      a = rho * a + (1.0f - rho) * (g * g);                                     \
      m = momentum * m + rate * g / sqrt(a + epsilon);                          \
      p -= m;                                                                   \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newAccumulator + (i), a);                                          \
    STORE(T, newVelocity + (i), m);                                             \
  }

__kernel void rmspropMomentumUpdate(IN_SHARED(float, parameter), IN(float, gradient),
                                    IN_SHARED(float, accumulator), IN_SHARED(float, velocity),
                                    IN(int, flag), OUT_SHARED(float, newParameter),
                                    OUT_SHARED(float, newAccumulator),
                                    OUT_SHARED(float, newVelocity), const int count,
                                    const float rate, const float rho, const float momentum,
                                    const float epsilon) {
  BIND_IN(float, parameter);
  BIND_IN(float, gradient);
  BIND_IN(float, accumulator);
  BIND_IN(float, velocity);
  BIND_IN(int, flag);
  BIND_OUT(float, newParameter);
  BIND_OUT(float, newAccumulator);
  BIND_OUT(float, newVelocity);
  const bool enabled = flag[0] == 1;
  FOR_WIDE(UPDATE, count)
}
