// loss = scale * the sum of `count` partial losses, always in the same order.
//
// lossSum: (partials, loss, count, scale)
// CPU: one work-item. GPU: one work-group of GROUP, a power of two.
// Needs: PartialSum.

__kernel void lossSum(IN(float, partials), OUT(float, loss), const int count,
                      const float scale) {
  BIND_IN(float, partials);
  BIND_OUT(float, loss);
  BIND_PARTIAL_SUM
  const float total = SUM_PARTIALS(partials, count);
  if (lane == 0) loss[0] = scale * total;
}
