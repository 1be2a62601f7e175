// Cross-entropy of logits [rows, classes] over the labelled rows, and its gradient.
//
// maskedCrossEntropy: (logits, labels, mask, gradient, partials, rows, classes, repeats,
//                      gradientScale)
//   Row r has entry r / repeats of labels and mask. It is labelled where the mask is 1 and the label
//   is in 0 ..< classes; n rows are.
//   Labelled rows: term = -log softmax(logits)[label] / max(n, 1),
//                  gradient = (softmax - onehot) / n * gradientScale.
//   Other rows: term and gradient are exactly 0, whatever the label and the logits.
//   partials: sums over ROWS rows each; lossSum adds them.
// gradient may inverseCount the memory of logits. CPU: each work-item has a contiguous range of blocks of ROWS
// rows. GPU: one work-group of ROWS, a power of two, for each block, one work-item per row; every
// work-group counts the labelled rows.
// Needs: WorkGroupSum.

#define ROWS 64

// The label of a labelled row, else -1.
static inline int labelOf(const int label, const int mask, const int classes) {
  return mask == 1 && label >= 0 && label < classes ? label : -1;
}

#if FAMILY_CPU
// The sum of the terms, times n, of at most ROWS rows from `first` on; stores their gradients.
// Exponentials and logarithms are computed in whole vectors, across rows.
static inline float crossEntropyRows(__global const float *logits, __global const int *labels,
                              __global const int *mask, __global float *gradient, const int first,
                              const int rows, const int classes, const int repeats,
                              const float scale) {
  float terms[ROWS], sums[ROWS];
  int own[ROWS];
  for (int r = 0; r < ROWS; ++r) {
    terms[r] = 0.0f;
    sums[r] = 1.0f;
  }
  for (int r = 0; r < rows; ++r) {
    __global const float *from = logits + r * classes;
    __global float *to = gradient + r * classes;
    own[r] = labelOf(labels[(first + r) / repeats], mask[(first + r) / repeats], classes);
    if (own[r] < 0) {
      for (int c = 0; c < classes; ++c) to[c] = 0.0f;
      continue;
    }
    float top = from[0];
    for (int c = 1; c < classes; ++c) top = from[c] > top ? from[c] : top;
    terms[r] = top - from[own[r]];
    for (int c = 0; c < classes; ++c) to[c] = from[c] - top;
  }
  const int count = rows * classes;
  int i = 0;
  for (; i + 16 <= count; i += 16) vstore16(exp(vload16(0, gradient + i)), 0, gradient + i);
  for (; i < count; ++i) gradient[i] = exp(gradient[i]);
  for (int r = 0; r < rows; ++r) {
    __global float *to = gradient + r * classes;
    if (own[r] < 0) {
      for (int c = 0; c < classes; ++c) to[c] = 0.0f;
      continue;
    }
    float sum = 0.0f;
    for (int c = 0; c < classes; ++c) sum += to[c];
    sums[r] = sum;
    const float factor = scale / sum;
    for (int c = 0; c < classes; ++c) to[c] *= factor;
    to[own[r]] -= scale;
  }
  float total = 0.0f;
  for (int r = 0; r < ROWS; r += 16) {
    vstore16(log(vload16(0, sums + r)) + vload16(0, terms + r), 0, terms + r);
    for (int lane = 0; lane < 16; ++lane) total += terms[r + lane];
  }
  return total;
}
#else
// The term of one row; stores its gradient.
static inline float crossEntropyRow(__global const float *logits, __global float *gradient,
                             const int label, const int classes, const float inverseCount,
                             const float scale) {
  if (label < 0) {
    for (int c = 0; c < classes; ++c) gradient[c] = 0.0f;
    return 0.0f;
  }
  const float own = logits[label];
  float top = logits[0];
  for (int c = 1; c < classes; ++c) top = fmax(top, logits[c]);
  float sum = 0.0f;
  for (int c = 0; c < classes; ++c) {
    const float e = exp(logits[c] - top);
    gradient[c] = e;
    sum += e;
  }
  const float inverse = 1.0f / sum;
  for (int c = 0; c < classes; ++c) {
    gradient[c] = (gradient[c] * inverse - (c == label ? 1.0f : 0.0f)) * scale;
  }
  return (log(sum) + (top - own)) * inverseCount;
}
#endif

__kernel void maskedCrossEntropy(IN_SHARED(float, logits), IN(int, labels), IN(int, mask),
                                 OUT_SHARED(float, gradient), OUT(float, partials),
                                 const int rows, const int classes, const int repeats,
                                 const float gradientScale) {
  BIND_IN(float, logits);
  BIND_IN(int, labels);
  BIND_IN(int, mask);
  BIND_OUT(float, gradient);
  BIND_OUT(float, partials);
  const int entries = rows / repeats;
  int labelled = 0;
#if FAMILY_CPU
  for (int e = 0; e < entries; ++e) labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
  const float inverseCount = 1.0f / max(labelled * repeats, 1);
  FOR_ELEMENTS(p, (rows + ROWS - 1) / ROWS) {
    const ulong first = p * ROWS;
    partials[p] = inverseCount * crossEntropyRows(logits + first * classes, labels, mask,
                                                  gradient + first * classes, first,
                                                  min(ROWS, (int)(rows - first)), classes,
                                                  repeats, inverseCount * gradientScale);
  }
#else
  __local int counts[ROWS];
  __local float lanes[ROWS];
  const int lane = get_local_id(0);
  for (int e = lane; e < entries; e += ROWS)
    labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
  labelled = sumWorkGroupInt(counts, labelled, lane, ROWS, 1);
  const float inverseCount = 1.0f / max(labelled * repeats, 1);
  const ulong r = get_global_id(0);
  float term = 0.0f;
  if (r < rows) {
    term = crossEntropyRow(logits + r * classes, gradient + r * classes,
                           labelOf(labels[r / repeats], mask[r / repeats], classes), classes,
                           inverseCount, inverseCount * gradientScale);
  }
  const float total = sumWorkGroupFloat(lanes, term, lane, ROWS, 1);
  if (lane == 0) partials[get_group_id(0)] = total;
#endif
}
