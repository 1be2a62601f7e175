// Divides the scale of the loss out of its gradients, decides whether the step updates the parameters,
// and adapts the scale.
//
// lossUnscaling: for each tensor (gradient, unscaled, count), then (scale, faults, blocks, firstGroup);
//                see MultiTensor.cl
//   unscaled = gradient / scale, exact for a scale that is a power of two.
//   faults[firstGroup + g] = 1 where work-group g met a value that is not finite, else 0.
//   unscaled may share the memory of gradient. Work-groups of at most MOST_ITEMS, on a CPU of one
//   work-item.
// lossScaling:   (faults, scale, steps, finite, updates, proceeds, halts, newScale, newSteps, count,
//                 interval)
//   Merges `count` faults. Where `finite` is 1 and no fault is 1, the step updates, and after `interval`
//   such steps in a row the scale doubles. With a fault the step does not update and the scale halves.
//   With a fault at scale 1, or where `finite` is not 1, the training run halts, and scale and steps
//   stay. One work-group of at most MOST_ITEMS.
// Both families.
// Needs: MultiTensor.

#define MOST_ITEMS 256

#define ARGUMENTS(n) \
  IN_SHARED(float, gradient##n), OUT_SHARED(float, unscaled##n), const int count##n,

#define SELECT(n)                      \
  case n:                              \
    gradient = POINTER(gradient, n);   \
    unscaled = POINTER(unscaled, n);   \
    count = count##n;                  \
    break;

// A product with 0 is 0 for finite values and NaN for others, and a sum keeps a NaN.
#define UNSCALE(T, i)                        \
  {                                          \
    const T g = LOAD(T, gradient + (i));     \
    zeros_##T += g * 0.0f;                   \
    STORE(T, unscaled + (i), g * factor);    \
  }

__kernel void lossUnscaling(EACH_TENSOR(ARGUMENTS) IN(float, scale), OUT(int, faults),
                            const int blocks, const int firstGroup) {
  BIND_IN(float, scale);
  BIND_OUT(int, faults);
  const float factor = 1.0f / scale[0];
  wide zeros_wide = (wide)(0.0f);
  float zeros_float = 0.0f;
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const float *gradient = 0;
    __global float *unscaled = 0;
    int count = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    FOR_BLOCK(UNSCALE, block, count)
  }
  // By the exponent's bits, because a compiler may fold isnan() away.
  const uint bits = as_uint(zeros_float + sumLanes(zeros_wide));
  const int isFaulty = (bits & 0x7f800000u) == 0x7f800000u;
#if FAMILY_CPU
  faults[firstGroup + get_global_id(0)] = isFaulty;
#else
  __local int faulty[MOST_ITEMS];
  faulty[get_local_id(0)] = isFaulty;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) {
    int any = 0;
    for (int item = 0; item < get_local_size(0); ++item) any |= faulty[item];
    faults[firstGroup + get_group_id(0)] = any;
  }
#endif
}

__kernel void lossScaling(IN(int, faults), IN_SHARED(float, scale), IN_SHARED(float, steps),
                          IN(int, finite), OUT(int, updates), OUT(int, proceeds), OUT(int, halts),
                          OUT_SHARED(float, newScale), OUT_SHARED(float, newSteps), const int count,
                          const int interval) {
  BIND_IN(int, faults);
  BIND_IN(float, scale);
  BIND_IN(float, steps);
  BIND_IN(int, finite);
  BIND_OUT(int, updates);
  BIND_OUT(int, proceeds);
  BIND_OUT(int, halts);
  BIND_OUT(float, newScale);
  BIND_OUT(float, newSteps);
  __local int faulty[MOST_ITEMS];
  int own = 0;
  for (int i = get_local_id(0); i < count; i += get_local_size(0)) own |= faults[i];
  faulty[get_local_id(0)] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_local_id(0) == 0) {
    int any = 0;
    for (int item = 0; item < get_local_size(0); ++item) any |= faulty[item];
    const bool goesOn = finite[0] == 1 && (any == 0 || scale[0] > 1.0f);
    const bool isDue = steps[0] + 1.0f >= (float)interval;
    updates[0] = goesOn && any == 0;
    proceeds[0] = goesOn;
    halts[0] = !goesOn;
    newScale[0] = scale[0] * (!goesOn ? 1.0f : any != 0 ? 0.5f : isDue ? 2.0f : 1.0f);
    newSteps[0] = !goesOn ? steps[0] : any != 0 || isDue ? 0.0f : steps[0] + 1.0f;
  }
}
