// loss = scale * the sum of `count` partial losses, always in the same order.
//
// lossSum: (partials, loss, count, scale)
// CPU: one work-item, vectors. GPU: one work-group of GROUP, a power of two; a tree.
// Needs: Vectors, WorkGroupSum.

#define ADD(T, i, sum) sum += LOAD(T, partials + (i));

__kernel void lossSum(IN(float, partials), OUT(float, loss), const int count,
                      const float scale) {
  BIND_IN(float, partials);
  BIND_OUT(float, loss);
#if FAMILY_CPU
  wide sums = (wide)(0.0f);
  int i = 0;
  for (; i + LANES <= count; i += LANES) ADD(wide, i, sums)
  float sum = sumLanes(sums);
  for (; i < count; ++i) ADD(float, i, sum)
  loss[0] = scale * sum;
#else
  __local float lanes[GROUP];
  const int lane = get_local_id(0);
  float sum = 0.0f;
  for (int i = lane; i < count; i += GROUP) ADD(float, i, sum)
  const float total = sumWorkGroupFloat(lanes, sum, lane, GROUP, 1);
  if (lane == 0) loss[0] = scale * total;
#endif
}
