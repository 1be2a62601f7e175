// moving' = momentum * moving + share * value where the flag is 1; otherwise moving, unchanged.
//
// movingAverage: for each member (moving, value, moving', count, momentum, share), then (flag,
//                blocks); see Members.cl
// Both families; any work-group size. moving and moving' may be the same memory.

#define ARGUMENTS(n)                                                                      \
  IN_SHARED(float, moving##n), IN(float, value##n), OUT_SHARED(float, newMoving##n),      \
  const int count##n, const float momentum##n, const float share##n,

#define SELECT(n)                      \
  case n:                              \
    moving = POINTER(moving, n);       \
    value = POINTER(value, n);         \
    newMoving = POINTER(newMoving, n); \
    count = count##n;                  \
    momentum = momentum##n;            \
    share = share##n;                  \
    break;

#define AVERAGE(T, i)                                                 \
  {                                                                   \
    T m = LOAD(T, moving + (i));                                      \
    if (enabled) m = momentum * m + share * LOAD(T, value + (i));     \
    STORE(T, newMoving + (i), m);                                     \
  }

__kernel void movingAverage(EACH_MEMBER(ARGUMENTS) IN(int, flag), const int blocks) {
  BIND_IN(int, flag);
  const bool enabled = flag[0] == 1;
  FOR_BLOCKS(at, blocks) {
    FIND_MEMBER(at, block, member)
    __global const float *moving = 0, *value = 0;
    __global float *newMoving = 0;
    int count = 0;
    float momentum = 0.0f, share = 0.0f;
    switch (member) { EACH_MEMBER(SELECT) }
    FOR_BLOCK(AVERAGE, block, count)
  }
}
