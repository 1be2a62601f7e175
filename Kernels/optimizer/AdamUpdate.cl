// Adam in one pass: m' = beta1 * m + (1 - beta1) * g, v' = beta2 * v + (1 - beta2) * g^2,
// p' = p - rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m' / (sqrt(v') + epsilon).
//
// adamUpdate: (parameter, gradient, mean, square, state, flag, parameter', mean', square', count,
//              rate, beta1, beta2, log beta1, log beta2, epsilon)
//   state: int32 [3], the random state, whose last word is the step; t = step + 1.
// Where the flag is not 1, the new values are the old ones, bit for bit. Both families; any
// work-group size. New values may be the same memory as old ones.

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), m = LOAD(T, mean + (i));                    \
    T v = LOAD(T, square + (i));                                                \
    if (enabled) {                                                              \
      const T g = LOAD(T, gradient + (i));                                      \
      m = beta1 * m + (1.0f - beta1) * g;                                       \
      v = beta2 * v + (1.0f - beta2) * (g * g);                                 \
      p -= corrected * m / (sqrt(v) + epsilon);                                 \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newMean + (i), m);                                                 \
    STORE(T, newSquare + (i), v);                                               \
  }

__kernel void adamUpdate(IN_SHARED(float, parameter), IN(float, gradient), IN_SHARED(float, mean),
                         IN_SHARED(float, square), IN(int, state), IN(int, flag),
                         OUT_SHARED(float, newParameter), OUT_SHARED(float, newMean),
                         OUT_SHARED(float, newSquare), const int count, const float rate,
                         const float beta1, const float beta2, const float logBeta1,
                         const float logBeta2, const float epsilon) {
  BIND_IN(float, parameter);
  BIND_IN(float, gradient);
  BIND_IN(float, mean);
  BIND_IN(float, square);
  BIND_IN(int, state);
  BIND_IN(int, flag);
  BIND_OUT(float, newParameter);
  BIND_OUT(float, newMean);
  BIND_OUT(float, newSquare);
  const bool enabled = flag[0] == 1;
  const float t = (float)((uint)state[2]) + 1.0f;
  // 1 - beta^t without cancellation.
  const float corrected = rate * sqrt(-expm1(t * logBeta2)) / -expm1(t * logBeta1);
  FOR_WIDE(UPDATE, count)
}
