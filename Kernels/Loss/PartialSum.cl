// SUM_PARTIALS(partials, count): the sum of partial losses, always in the same order (no kernel here).
//
// BIND_PARTIAL_SUM belongs in the kernel's body. It declares `lane`, which is 0 in the work-item that stores
// results.
// CPU: one work-item, vectors. GPU: one work-group of GROUP, a power of two, all of whose work-items call
// it; a tree.
// Needs: Vectors, WorkGroupSum.

#define ADD_PARTIAL(T, i, sum) sum += LOAD(T, partials + (i));

#if FAMILY_CPU
#define BIND_PARTIAL_SUM const int lane = 0;
#define SUM_PARTIALS(partials, count) sumPartials(partials, count)

static float sumPartials(__global const float *partials, const int count) {
  wide sums = (wide)(0.0f);
  int i = 0;
  for (; i + LANES <= count; i += LANES) ADD_PARTIAL(wide, i, sums)
  float sum = sumLanes(sums);
  for (; i < count; ++i) ADD_PARTIAL(float, i, sum)
  return sum;
}
#else
#define BIND_PARTIAL_SUM                \
  __local float partialLanes[GROUP];    \
  const int lane = get_local_id(0);
#define SUM_PARTIALS(partials, count) sumPartials(partialLanes, lane, partials, count)

static float sumPartials(__local float *lanes, const int lane, __global const float *partials,
                         const int count) {
  float sum = 0.0f;
  for (int i = lane; i < count; i += GROUP) ADD_PARTIAL(float, i, sum)
  const float total = sumWorkGroupFloat(lanes, sum, lane, GROUP, 1);
  barrier(CLK_LOCAL_MEM_FENCE);
  return total;
}
#endif
