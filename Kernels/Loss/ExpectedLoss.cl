// Losses whose rows [batch, classes] have a weight each: the sums of a row's terms, which the second
// launch, lossSum, adds (no kernel here).
//
// STORE_EXPECTED_LOSS(TERM, weights, weightGradient, partials, rows, columns, scale) is the whole body of
// a kernel after its bindings. TERM(T, row, i, factor, sum) adds the terms of row `row` from column i on,
// one `wide` or one `float`, to `sum` and stores their gradients times `factor`, which is
// weights[row] * scale. With r the sum of a row, partials[row] = weights[row] * r and
// weightGradient[row] = r * scale.
// CPU: each work-item has a contiguous range of rows. GPU: one work-group of GROUP, a power of two, for
// each row, which it adds as a tree.
// Needs: Vectors, WorkGroupSum.

#if FAMILY_CPU
#define STORE_EXPECTED_LOSS(TERM, weights, weightGradient, partials, rows, columns, scale) \
  FOR_ELEMENTS(row, rows) {                                                                \
    const float weight = weights[row], factor = weight * scale;                            \
    wide sums = (wide)(0.0f);                                                              \
    int i = 0;                                                                             \
    for (; i + LANES <= columns; i += LANES) TERM(wide, row, i, factor, sums)              \
    float sum = sumLanes(sums);                                                            \
    for (; i < columns; ++i) TERM(float, row, i, factor, sum)                              \
    partials[row] = weight * sum;                                                          \
    weightGradient[row] = sum * scale;                                                     \
  }
#else
#define STORE_EXPECTED_LOSS(TERM, weights, weightGradient, partials, rows, columns, scale) \
  __local float lanes[GROUP];                                                              \
  const ulong row = get_group_id(0);                                                       \
  const int lane = get_local_id(0);                                                        \
  const float weight = weights[row], factor = weight * scale;                              \
  float sum = 0.0f;                                                                        \
  for (int i = lane; i < columns; i += GROUP) TERM(float, row, i, factor, sum)             \
  const float total = sumWorkGroupFloat(lanes, sum, lane, GROUP, 1);                       \
  if (lane == 0) {                                                                         \
    partials[row] = weight * total;                                                        \
    weightGradient[row] = total * scale;                                                   \
  }
#endif
