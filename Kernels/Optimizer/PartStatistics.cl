// Moving statistics of a batch that is computed in parts, each of which moves them.
//
// partStatistics: for each tensor (moving, pending, value, moving', pending', count, momentum, weight),
//                 then (part, flag, blocks); see MultiTensor.cl
//   part: int [2], whether the part is the first and whether it is the last.
//   pending' = momentum * base + weight * value; base is moving in the first part, else pending.
//   moving' = pending' where the flag is 1; otherwise moving, unchanged.
// Both families; any work-group size. New values may share the memory of old ones.
// Needs: MultiTensor.

#define ARGUMENTS(n)                                                                         \
  IN_SHARED(float, moving##n), IN_SHARED(float, pending##n), IN(float, value##n),            \
  OUT_SHARED(float, newMoving##n), OUT_SHARED(float, newPending##n), const int count##n,     \
  const float momentum##n, const float weight##n,

#define SELECT(n)                        \
  case n:                                \
    moving = POINTER(moving, n);         \
    pending = POINTER(pending, n);       \
    value = POINTER(value, n);           \
    newMoving = POINTER(newMoving, n);   \
    newPending = POINTER(newPending, n); \
    count = count##n;                    \
    momentum = momentum##n;              \
    weight = weight##n;                  \
    break;

#define AVERAGE(T, i)                                                   \
  {                                                                     \
    T m = LOAD(T, moving + (i)), p = m;                                 \
    if (!isFirst) p = LOAD(T, pending + (i));                           \
    p = momentum * p + weight * LOAD(T, value + (i));                   \
    if (enabled) m = p;                                                 \
    STORE(T, newPending + (i), p);                                      \
    STORE(T, newMoving + (i), m);                                       \
  }

__kernel void partStatistics(EACH_TENSOR(ARGUMENTS) IN(int, part), IN(int, flag),
                             const int blocks) {
  BIND_IN(int, part);
  BIND_IN(int, flag);
  const bool isFirst = part[0] == 1, enabled = flag[0] == 1;
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *moving = 0, *pending = 0, *value = 0;
    __global float *newMoving = 0, *newPending = 0;
    int count = 0;
    float momentum = 0.0f, weight = 0.0f;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(AVERAGE, block, count)
  }
}
