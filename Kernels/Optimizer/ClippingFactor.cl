// The factor by which all gradients together are clipped to a norm: min(1, 1 / r), where r is their
// Euclidean norm divided by the largest one allowed.
//
// clippingSquares: for each tensor (gradient, count), then (partials, blocks, inverse, firstBlock); see
//                  MultiTensor.cl
//   partials[firstBlock + b] = sum of (gradient * inverse)^2 over block b, inverse = 1 / largest norm:
//   the result does not depend on how blocks are divided among launches and work-items. On a GPU a
//   work-group of GROUP adds a block as a tree.
// clippingFactor: (partials, factor, count)
//   factor = min(1, 1 / sqrt(sum of the partials)); 1 where the sum is NaN. CPU: one work-item. GPU: one
//   work-group of GROUP, a tree.
// GROUP is a power of two. Both families.
// Needs: MultiTensor, WorkGroupSum.

#define ARGUMENTS(n) IN(float, gradient##n), const int count##n,

#define SELECT(n)                      \
  case n:                              \
    gradient = POINTER(gradient, n);   \
    count = count##n;                  \
    break;

#define SQUARE(T, i)                                     \
  {                                                      \
    const T g = LOAD(T, gradient + (i)) * inverse;       \
    sum_##T += g * g;                                    \
  }

__kernel void clippingSquares(EACH_TENSOR(ARGUMENTS) OUT(float, partials), const int blocks,
                              const float inverse, const int firstBlock) {
  BIND_OUT(float, partials);
#if FAMILY_GPU
  __local float lanes[GROUP];
#endif
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *gradient = 0;
    int count = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    wide sum_wide = (wide)(0.0f);
    float sum_float = 0.0f;
    FOR_BLOCK(SQUARE, block, count)
    const float own = sumLanes(sum_wide) + sum_float;
#if FAMILY_CPU
    partials[firstBlock + at] = own;
#else
    const int lane = get_local_id(0);
    const float total = sumWorkGroupFloat(lanes, own, lane, GROUP, 1);
    if (lane == 0) partials[firstBlock + at] = total;
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
  }
}

#define ADD(T, i, sum) sum += LOAD(T, partials + (i));

__kernel void clippingFactor(IN(float, partials), OUT(float, factor), const int count) {
  BIND_IN(float, partials);
  BIND_OUT(float, factor);
#if FAMILY_CPU
  wide sums = (wide)(0.0f);
  int i = 0;
  for (; i + LANES <= count; i += LANES) ADD(wide, i, sums)
  float total = sumLanes(sums);
  for (; i < count; ++i) ADD(float, i, total)
  factor[0] = total > 1.0f ? 1.0f / sqrt(total) : 1.0f;
#else
  __local float lanes[GROUP];
  const int lane = get_local_id(0);
  float sum = 0.0f;
  for (int i = lane; i < count; i += GROUP) ADD(float, i, sum)
  const float total = sumWorkGroupFloat(lanes, sum, lane, GROUP, 1);
  if (lane == 0) factor[0] = total > 1.0f ? 1.0f / sqrt(total) : 1.0f;
#endif
}
