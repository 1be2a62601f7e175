// The sum over the parts of a batch of their weighted gradients.
//
// gradientAccumulation: for each tensor (gradient, accumulated, sum, count), then (part, blocks,
//                       weight); see MultiTensor.cl
//   part: int [2], whether the part is the first and whether it is the last.
//   sum = weight * gradient in the first part, whatever is in `accumulated`, and
//   accumulated + weight * gradient in the others. sum may share the memory of gradient.
// Both families; any work-group size.
// Needs: MultiTensor.

#define ARGUMENTS(n)                                                   \
  IN_SHARED(float, gradient##n), IN(float, accumulated##n),            \
  OUT_SHARED(float, sum##n), const int count##n,

#define SELECT(n)                            \
  case n:                                    \
    gradient = POINTER(gradient, n);         \
    accumulated = POINTER(accumulated, n);   \
    sum = POINTER(sum, n);                   \
    count = count##n;                        \
    break;

#define ACCUMULATE(T, i)                                                        \
  {                                                                             \
    T s = weight * LOAD(T, gradient + (i));                                     \
    if (!isFirst) s += LOAD(T, accumulated + (i));                              \
    STORE(T, sum + (i), s);                                                     \
  }

__kernel void gradientAccumulation(EACH_TENSOR(ARGUMENTS) IN(int, part), const int blocks,
                                   const float weight) {
  BIND_IN(int, part);
  const bool isFirst = part[0] == 1;
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *gradient = 0, *accumulated = 0;
    __global float *sum = 0;
    int count = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(ACCUMULATE, block, count)
  }
}
