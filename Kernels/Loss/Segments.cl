// Sums of a loss's terms over segments of SEGMENT elements; a part of other programs, behind
// Vectors.cl. The second launch, lossSum, adds the segments.
//
// SUM_SEGMENTS(TERM, partials, count) is the whole body of a kernel after its bindings. TERM(T, i,
// sum) adds the terms of the elements from i on, `wide` or one `float`, to `sum` and stores what
// else belongs to them.
// CPU: a work-item takes a run of segments. GPU: one work-group of GROUP, a power of two, for each
// segment; its sum is a tree.

#define SEGMENT 2048

#if FAMILY_CPU
#define SUM_SEGMENTS(TERM, partials, count)                                      \
  const ulong segments = ((ulong)(count) + SEGMENT - 1) / SEGMENT;               \
  FOR_ELEMENTS(p, segments) {                                                    \
    ulong i = p * SEGMENT;                                                       \
    const ulong last = min(i + SEGMENT, (ulong)(count));                         \
    wide sums = (wide)(0.0f);                                                    \
    for (; i + LANES <= last; i += LANES) TERM(wide, i, sums)                    \
    float sum = sumLanes(sums);                                                  \
    for (; i < last; ++i) TERM(float, i, sum)                                    \
    partials[p] = sum;                                                           \
  }
#else
#define SUM_SEGMENTS(TERM, partials, count)                                      \
  __local float lanes[GROUP];                                                    \
  const ulong first = (ulong)get_group_id(0) * SEGMENT;                          \
  const ulong last = min(first + SEGMENT, (ulong)(count));                       \
  const int lane = get_local_id(0);                                              \
  float sum = 0.0f;                                                              \
  for (ulong i = first + lane; i < last; i += GROUP) TERM(float, i, sum)         \
  lanes[lane] = sum;                                                             \
  barrier(CLK_LOCAL_MEM_FENCE);                                                  \
  for (int reach = GROUP / 2; reach > 0; reach /= 2) {                              \
    if (lane < reach) lanes[lane] += lanes[lane + reach];                          \
    barrier(CLK_LOCAL_MEM_FENCE);                                                \
  }                                                                              \
  if (lane == 0) partials[get_group_id(0)] = lanes[0];
#endif
