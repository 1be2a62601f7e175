// RMSprop with classical momentum in one pass: a' = rho * a + (1 - rho) * g^2,
// m' = momentum * m + rate * g / sqrt(a' + epsilon), p' = p - m'.
//
// rmspropMomentumUpdate: for each tensor (parameter, gradient, accumulator, velocity, parameter',
//                        accumulator', velocity', count), then (flag, blocks, rate, rho, momentum,
//                        epsilon); see MultiTensor.cl
// Where the flag is not 1, the new values are the old ones, bit for bit. New values may share the
// memory of old ones. Both families; any work-group size.
// IN_PLACE: without the arguments for old values; see MultiTensor.cl.
// SCHEDULED, CLIPPED: with factors on rate and gradients, before the flag; see UpdateFactors.cl.
// Needs: MultiTensor, UpdateFactors.

#define ARGUMENTS(n)                                                           \
  OLD(float, parameter##n) IN(float, gradient##n), OLD(float, accumulator##n)  \
  OLD(float, velocity##n) OUT_SHARED(float, newParameter##n),                  \
  OUT_SHARED(float, newAccumulator##n), OUT_SHARED(float, newVelocity##n),     \
  const int count##n,

#define SELECT(n)                                              \
  case n:                                                      \
    parameter = OLD_POINTER(parameter, newParameter, n);       \
    gradient = POINTER(gradient, n);                           \
    accumulator = OLD_POINTER(accumulator, newAccumulator, n); \
    velocity = OLD_POINTER(velocity, newVelocity, n);          \
    newParameter = POINTER(newParameter, n);                   \
    newAccumulator = POINTER(newAccumulator, n);               \
    newVelocity = POINTER(newVelocity, n);                     \
    count = count##n;                                          \
    break;

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), a = LOAD(T, accumulator + (i));             \
    T m = LOAD(T, velocity + (i));                                              \
    if (enabled) {                                                              \
      const T g = GRADIENT(T, gradient + (i));                                  \
      a = rho * a + (1.0f - rho) * (g * g);                                     \
      m = momentum * m + RATE * g / sqrt(a + epsilon);                          \
      p -= m;                                                                   \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newAccumulator + (i), a);                                          \
    STORE(T, newVelocity + (i), m);                                             \
  }

__kernel void rmspropMomentumUpdate(EACH_TENSOR(ARGUMENTS)
                                    FACTOR_ARGUMENTS IN(int, flag), const int blocks,
                                    const float rate, const float rho, const float momentum,
                                    const float epsilon) {
  BIND_IN(int, flag);
  BIND_FACTORS
  const bool enabled = flag[0] == 1;
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *parameter = 0, *gradient = 0, *accumulator = 0, *velocity = 0;
    __global float *newParameter = 0, *newAccumulator = 0, *newVelocity = 0;
    int count = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(UPDATE, block, count)
  }
}
