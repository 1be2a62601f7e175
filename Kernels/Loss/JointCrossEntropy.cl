// The cross-entropies of several heads over the labelled rows, and their gradients: MaskedCrossEntropy.cl for
// each head.
//
// jointCrossEntropy: for each head (logits, labels, gradient, partials, classes), then (mask, rows, repeats,
//                    gradientScale)
// gradient may share the memory of the head's logits. CPU: each work-item has a contiguous range of blocks of
// ROWS rows of every head. GPU: one work-group of ROWS for each block and head, global size (blocks, heads).
// Needs: MaskedCrossEntropy, MultiTensor.

#define ARGUMENTS(n)                                                                   \
  IN_SHARED(float, logits##n), IN(int, labels##n), OUT_SHARED(float, gradient##n),     \
  OUT(float, partials##n), const int classes##n,

#define SELECT(n)                     \
  case n:                             \
    logits = POINTER(logits, n);      \
    labels = POINTER(labels, n);      \
    gradient = POINTER(gradient, n);  \
    partials = POINTER(partials, n);  \
    classes = classes##n;             \
    break;

__kernel void jointCrossEntropy(EACH_TENSOR(ARGUMENTS) IN(int, mask), const int rows,
                                const int repeats, const float gradientScale) {
  BIND_IN(int, mask);
  const int entries = rows / repeats;
#if FAMILY_CPU
  for (int head = 0; head < TENSORS; ++head) {
#else
  __local int counts[ROWS];
  __local float lanes[ROWS];
  const int lane = get_local_id(0), head = get_group_id(1);
  {
#endif
    __global const float *logits = 0;
    __global const int *labels = 0;
    __global float *gradient = 0, *partials = 0;
    int classes = 1, labelled = 0;
    switch (head) { EACH_TENSOR(SELECT) }
#if FAMILY_CPU
    for (int e = 0; e < entries; ++e)
      labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
    const float inverseCount = 1.0f / max(labelled * repeats, 1);
    FOR_ELEMENTS(p, (rows + ROWS - 1) / ROWS) {
      const ulong first = p * ROWS;
      partials[p] = inverseCount * crossEntropyRows(logits + first * classes, labels, mask,
                                                    gradient + first * classes, first,
                                                    min(ROWS, (int)(rows - first)), classes,
                                                    repeats, inverseCount * gradientScale);
    }
#else
    for (int e = lane; e < entries; e += ROWS)
      labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
    labelled = sumWorkGroupInt(counts, labelled, lane, ROWS, 1);
    const float inverseCount = 1.0f / max(labelled * repeats, 1);
    const ulong r = get_global_id(0);
    float term = 0.0f;
    if (r < rows)
      term = crossEntropyRow(logits + r * classes, gradient + r * classes,
                             labelOf(labels[r / repeats], mask[r / repeats], classes), classes,
                             inverseCount, inverseCount * gradientScale);
    const float total = sumWorkGroupFloat(lanes, term, lane, ROWS, 1);
    if (lane == 0) partials[get_group_id(0)] = total;
#endif
  }
}
