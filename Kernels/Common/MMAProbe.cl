// What one tensor product of a device really gives: the host compares it with its own.
//
// out[g] = rounded(a[g]) · rounded(b[g]) + c[g] for several groups g of [16,8] · [8,8] + [16,8], each by
// one warp with one fragment of each.
// Arguments: a [groups,16,8], b [groups,8,8], c [groups,16,8], out [groups,16,8].
// Work-groups of 32; global size: 32 times groups. The host defines what MMA needs, one
// fragment in both directions.

__kernel __attribute__((reqd_work_group_size(WARP_ITEMS, 1, 1))) void mmaProbe(
    IN(float, a), IN(float, b), IN(float, c), OUT(float, out)) {
  BIND_IN(float, a);
  BIND_IN(float, b);
  BIND_IN(float, c);
  BIND_OUT(float, out);
  TENSOR_EXCHANGE(exchange, WARP_ITEMS);
  const int group = get_group_id(0), high = LANE / 4, low = LANE % 4;
  uint first[1][4], second[1][2];
  float sums[1][1][4];
  for (int r = 0; r < 4; ++r) {
    first[0][r] = tensorRounded(a[(group * 16 + high + r % 2 * 8) * 8 + low + r / 2 * 4]);
    sums[0][0][r] = c[(group * 16 + high + r / 2 * 8) * 8 + low * 2 + r % 2];
  }
  for (int r = 0; r < 2; ++r)
    second[0][r] = tensorRounded(b[(group * 8 + low + r * 4) * 8 + high]);
  mma(sums, first, second, exchange);
  for (int r = 0; r < 4; ++r)
    out[(group * 16 + high + r / 2 * 8) * 8 + low * 2 + r % 2] = sums[0][0][r];
}
