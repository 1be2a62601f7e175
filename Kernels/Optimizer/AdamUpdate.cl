// Adam in one pass: m' = beta1 * m + (1 - beta1) * g, v' = beta2 * v + (1 - beta2) * g^2,
// p' = p - rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m' / (sqrt(v') + epsilon).
//
// adamUpdate: for each tensor (parameter, gradient, mean, square, parameter', mean', square',
//             count), then (state, flag, blocks, rate, beta1, beta2, log beta1, log beta2,
//             epsilon); see MultiTensor.cl
//   state: the random state, int32 [3], whose last element is the step; t = step + 1.
// Where the flag is not 1, the new values are the old ones, bit for bit. New values may share the
// memory of old ones. Both families; any work-group size.
// IN_PLACE: without the arguments for old values; see MultiTensor.cl.
// SCHEDULED, CLIPPED: with factors on rate and gradients, before the flag; see UpdateFactors.cl.
// Needs: MultiTensor, UpdateFactors.

#define ARGUMENTS(n)                                                                          \
  OLD(float, parameter##n) IN(float, gradient##n), OLD(float, mean##n) OLD(float, square##n)  \
  OUT_SHARED(float, newParameter##n), OUT_SHARED(float, newMean##n),                          \
  OUT_SHARED(float, newSquare##n), const int count##n,

#define SELECT(n)                                        \
  case n:                                                \
    parameter = OLD_POINTER(parameter, newParameter, n); \
    gradient = POINTER(gradient, n);                     \
    mean = OLD_POINTER(mean, newMean, n);                \
    square = OLD_POINTER(square, newSquare, n);          \
    newParameter = POINTER(newParameter, n);             \
    newMean = POINTER(newMean, n);                       \
    newSquare = POINTER(newSquare, n);                   \
    count = count##n;                                    \
    break;

#define UPDATE(T, i)                                                            \
  {                                                                             \
    T p = LOAD(T, parameter + (i)), m = LOAD(T, mean + (i));                    \
    T v = LOAD(T, square + (i));                                                \
    if (enabled) {                                                              \
      const T g = GRADIENT(T, gradient + (i));                                  \
      m = beta1 * m + (1.0f - beta1) * g;                                       \
      v = beta2 * v + (1.0f - beta2) * (g * g);                                 \
      p -= corrected * m / (sqrt(v) + epsilon);                                 \
    }                                                                           \
    STORE(T, newParameter + (i), p);                                            \
    STORE(T, newMean + (i), m);                                                 \
    STORE(T, newSquare + (i), v);                                               \
  }

__kernel void adamUpdate(EACH_TENSOR(ARGUMENTS) IN(int, state),
                         FACTOR_ARGUMENTS IN(int, flag), const int blocks,
                         const float rate, const float beta1, const float beta2,
                         const float logBeta1, const float logBeta2, const float epsilon) {
  BIND_IN(int, state);
  BIND_IN(int, flag);
  BIND_FACTORS
  const bool enabled = flag[0] == 1;
  const float t = (float)((uint)state[2]) + 1.0f;
  // 1 - beta^t without cancellation.
  const float corrected = RATE * sqrt(-expm1(t * logBeta2)) / -expm1(t * logBeta1);
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *parameter = 0, *gradient = 0, *mean = 0, *square = 0;
    __global float *newParameter = 0, *newMean = 0, *newSquare = 0;
    int count = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(UPDATE, block, count)
  }
}
