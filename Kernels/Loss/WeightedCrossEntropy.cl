// Cross-entropy of logits [rows, classes] over the labelled rows, each weighted by its class, and its
// gradient.
//
// weightedCrossEntropy: (logits, labels, mask, weights, gradient, partials, rows, classes, repeats,
//                        gradientScale)
//   Rows and their labels are those of MaskedCrossEntropy.cl; n rows are labelled.
//   Labelled rows: term = -weights[label] * log softmax(logits)[label] / max(n, 1),
//                  gradient = weights[label] * (softmax - onehot) / n * gradientScale.
//   Other rows: term and gradient are exactly 0, whatever the label and the logits.
//   partials: sums over ROWS rows each; lossSum adds them.
// gradient may share the memory of logits. CPU: each work-item has a contiguous range of blocks of ROWS
// rows. GPU: one work-group of ROWS, a power of two, for each block, one work-item per row; every
// work-group counts the labelled rows.
// Needs: MaskedCrossEntropy.

// The term of one row; stores its gradient. Reads a logit before it stores in its place.
inline float weightedRow(__global const float *logits, __global const float *weights,
                         __global float *gradient, const int label, const int classes,
                         const float inverseCount, const float gradientScale) {
  if (label < 0) {
    for (int c = 0; c < classes; ++c) gradient[c] = 0.0f;
    return 0.0f;
  }
  const float own = logits[label], weight = weights[label] * inverseCount;
  float top = logits[0];
  for (int c = 1; c < classes; ++c) top = fmax(top, logits[c]);
  float sum = 0.0f;
  for (int c = 0; c < classes; ++c) {
    const float e = exp(logits[c] - top);
    gradient[c] = e;
    sum += e;
  }
  const float inverse = 1.0f / sum, scale = weight * gradientScale;
  for (int c = 0; c < classes; ++c)
    gradient[c] = (gradient[c] * inverse - (c == label ? 1.0f : 0.0f)) * scale;
  return (log(sum) + (top - own)) * weight;
}

#define ROW_TERM(r)                                                                               \
  weightedRow(logits + (r) * classes, weights, gradient + (r) * classes,                          \
              labelOf(labels[(r) / repeats], mask[(r) / repeats], classes), classes, inverseCount, \
              gradientScale)

__kernel void weightedCrossEntropy(IN_SHARED(float, logits), IN(int, labels), IN(int, mask),
                                   IN(float, weights), OUT_SHARED(float, gradient),
                                   OUT(float, partials), const int rows, const int classes,
                                   const int repeats, const float gradientScale) {
  BIND_IN(float, logits);
  BIND_IN(int, labels);
  BIND_IN(int, mask);
  BIND_IN(float, weights);
  BIND_OUT(float, gradient);
  BIND_OUT(float, partials);
  const int entries = rows / repeats;
  int labelled = 0;
#if FAMILY_CPU
  for (int e = 0; e < entries; ++e) labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
  const float inverseCount = 1.0f / max(labelled * repeats, 1);
  FOR_ELEMENTS(p, (rows + ROWS - 1) / ROWS) {
    const int last = min((int)(p + 1) * ROWS, rows);
    float total = 0.0f;
    for (int r = (int)p * ROWS; r < last; ++r) total += ROW_TERM(r);
    partials[p] = total;
  }
#else
  __local int counts[ROWS];
  __local float lanes[ROWS];
  const int lane = get_local_id(0);
  for (int e = lane; e < entries; e += ROWS)
    labelled += labelOf(labels[e], mask[e], classes) >= 0 ? 1 : 0;
  labelled = sumWorkGroupInt(counts, labelled, lane, ROWS, 1);
  const float inverseCount = 1.0f / max(labelled * repeats, 1);
  const int r = get_global_id(0);
  const float term = r < rows ? ROW_TERM(r) : 0.0f;
  const float total = sumWorkGroupFloat(lanes, term, lane, ROWS, 1);
  if (lane == 0) partials[get_group_id(0)] = total;
#endif
}
