// Partial losses: the sums of a loss's terms over chunks of CHUNK elements, which the second launch,
// lossSum, adds (no kernel here).
//
// STORE_PARTIAL_LOSS(TERM, partials, count) is the whole body of a kernel after its bindings.
// TERM(T, i, sum) adds the terms of the elements from i on, one `wide` or one `float`, to `sum` and
// stores their gradients.
// CPU: each work-item has a contiguous range of chunks. GPU: one work-group of GROUP, a power of two,
// for each chunk, which it adds as a tree.
// Needs: Vectors, WorkGroupSum.

#define CHUNK 2048

#if FAMILY_CPU
#define STORE_PARTIAL_LOSS(TERM, partials, count)                                \
  const ulong chunks = ((ulong)(count) + CHUNK - 1) / CHUNK;                     \
  FOR_ELEMENTS(p, chunks) {                                                      \
    ulong i = p * CHUNK;                                                         \
    const ulong last = min(i + CHUNK, (ulong)(count));                           \
    wide sums = (wide)(0.0f);                                                    \
    for (; i + LANES <= last; i += LANES) TERM(wide, i, sums)                    \
    float sum = sumLanes(sums);                                                  \
    for (; i < last; ++i) TERM(float, i, sum)                                    \
    partials[p] = sum;                                                           \
  }
#else
#define STORE_PARTIAL_LOSS(TERM, partials, count)                                \
  __local float lanes[GROUP];                                                    \
  const ulong first = (ulong)get_group_id(0) * CHUNK;                            \
  const ulong last = min(first + CHUNK, (ulong)(count));                         \
  const int lane = get_local_id(0);                                              \
  float sum = 0.0f;                                                              \
  for (ulong i = first + lane; i < last; i += GROUP) TERM(float, i, sum)         \
  const float total = sumWorkGroupFloat(lanes, sum, lane, GROUP, 1);             \
  if (lane == 0) partials[get_group_id(0)] = total;
#endif
