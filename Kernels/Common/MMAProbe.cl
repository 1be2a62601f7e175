// What the MMA instruction of a device really computes; the host compares it with its own result.
//
// out[i] = TF32(a[i]) · TF32(b[i]) + c[i] for several cases i of [16,8] · [8,8] + [16,8], each by one
// warp with one fragment of each matrix.
//
// Arguments: a [cases,16,8], b [cases,8,8], c [cases,16,8], out [cases,16,8].
// Macros: TENSOR_PTX; FRAGMENTS_DOWN 1 and FRAGMENTS_ACROSS 1.
// Work-group: (32,1,1). Global size: 32 · cases.
// Needs: MMA.

__kernel __attribute__((reqd_work_group_size(WARP_ITEMS, 1, 1))) void mmaProbe(
    IN(float, a), IN(float, b), IN(float, c), OUT(float, out)) {
  BIND_IN(float, a);
  BIND_IN(float, b);
  BIND_IN(float, c);
  BIND_OUT(float, out);
  MMA_EXCHANGE(exchange, WARP_ITEMS);
  const int i = get_group_id(0), g = LANE / 4, t = LANE % 4;
  uint aFragment[1][4], bFragment[1][2];
  float accumulators[1][1][4];
  for (int r = 0; r < 4; ++r) {
    aFragment[0][r] = roundedToTF32(a[(i * 16 + g + r % 2 * 8) * 8 + t + r / 2 * 4]);
    accumulators[0][0][r] = c[(i * 16 + g + r / 2 * 8) * 8 + t * 2 + r % 2];
  }
  for (int r = 0; r < 2; ++r)
    bFragment[0][r] = roundedToTF32(b[(i * 8 + t + r * 4) * 8 + g]);
  mma(accumulators, aFragment, bFragment, exchange);
  for (int r = 0; r < 4; ++r)
    out[(i * 16 + g + r / 2 * 8) * 8 + t * 2 + r % 2] = accumulators[0][0][r];
}
