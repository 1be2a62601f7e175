// RMSprop in one pass: a' = rho * a + (1 - rho) * g^2, p' = p - rate * g / (sqrt(a') + epsilon).
//
// rmspropUpdate: (parameter, gradient, accumulator, flag, parameter', accumulator', count, rate,
//                 rho, epsilon)
// Where the flag is not 1, the new values are the old ones, bit for bit. Both families; any
// work-group size. New values may be the same memory as old ones.

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), a = LOAD(T, accumulator + (i));             \
    if (enabled) {                                                              \
      const T g = LOAD(T, gradient + (i));                                      \
      a = rho * a + (1.0f - rho) * (g * g);                                     \
      p -= rate * g / (sqrt(a) + epsilon);                                      \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newAccumulator + (i), a);                                          \
  }

__kernel void rmspropUpdate(IN_SHARED(float, parameter), IN(float, gradient),
                            IN_SHARED(float, accumulator), IN(int, flag),
                            OUT_SHARED(float, newParameter), OUT_SHARED(float, newAccumulator),
                            const int count, const float rate, const float rho,
                            const float epsilon) {
  BIND_IN(float, parameter);
  BIND_IN(float, gradient);
  BIND_IN(float, accumulator);
  BIND_IN(int, flag);
  BIND_OUT(float, newParameter);
  BIND_OUT(float, newAccumulator);
  const bool enabled = flag[0] == 1;
  FOR_WIDE(UPDATE, count)
}
