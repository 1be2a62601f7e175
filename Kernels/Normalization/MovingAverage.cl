// moving' = momentum * moving + weight * value where the flag is 1; otherwise moving, unchanged.
//
// movingAverage: for each tensor (moving, value, moving', count, momentum, weight), then (flag,
//                blocks); see MultiTensor.cl
// Both families; any work-group size. moving' may share the memory of moving.
// IN_PLACE: without the arguments for old values; see MultiTensor.cl.
// Needs: MultiTensor.

#define ARGUMENTS(n)                                                           \
  OLD(float, moving##n) IN(float, value##n), OUT_SHARED(float, newMoving##n),  \
  const int count##n, const float momentum##n, const float weight##n,

#define SELECT(n)                               \
  case n:                                       \
    moving = OLD_POINTER(moving, newMoving, n); \
    value = POINTER(value, n);                  \
    newMoving = POINTER(newMoving, n);          \
    count = count##n;                           \
    momentum = momentum##n;                     \
    weight = weight##n;                         \
    break;

#define AVERAGE(T, i)                                              \
  {                                                                \
    T m = LOAD(T, moving + (i));                                   \
    if (enabled) m = momentum * m + weight * LOAD(T, value + (i)); \
    STORE(T, newMoving + (i), m);                                  \
  }

__kernel void movingAverage(EACH_TENSOR(ARGUMENTS) IN(int, flag), const int blocks) {
  BIND_IN(int, flag);
  const bool enabled = flag[0] == 1;
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *moving = 0, *value = 0;
    __global float *newMoving = 0;
    int count = 0;
    float momentum = 0.0f, weight = 0.0f;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(AVERAGE, block, count)
  }
}
