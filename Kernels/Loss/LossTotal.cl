// The weighted sum of a step's loss terms, along with what the host reads of the step.
//
// lossTotal: (t0 … t7, halted, total, values, flag, halts, count, w0 … w7)
//   total = sum over i < count of wi * ti; values = total, t0, t1, …; flag = 1 where the total is
//   finite and `halted` is 0, else 0; halts = 1 - flag. Terms and weights from `count` on are unused.
// Finite is decided by the exponent's bits, because a compiler may fold isfinite() away.
// One work-item: the terms are scalars.

__kernel void lossTotal(IN(float, t0), IN(float, t1), IN(float, t2), IN(float, t3), IN(float, t4),
                        IN(float, t5), IN(float, t6), IN(float, t7), IN(int, halted),
                        OUT(float, total), OUT(float, values), OUT(int, flag), OUT(int, halts),
                        const int count, const float w0, const float w1, const float w2,
                        const float w3, const float w4, const float w5, const float w6,
                        const float w7) {
  BIND_IN(float, t0);
  BIND_IN(float, t1);
  BIND_IN(float, t2);
  BIND_IN(float, t3);
  BIND_IN(float, t4);
  BIND_IN(float, t5);
  BIND_IN(float, t6);
  BIND_IN(float, t7);
  BIND_IN(int, halted);
  BIND_OUT(float, total);
  BIND_OUT(float, values);
  BIND_OUT(int, flag);
  BIND_OUT(int, halts);
  if (get_global_id(0) == 0) {
    const float terms[8] = {t0[0], t1[0], t2[0], t3[0], t4[0], t5[0], t6[0], t7[0]};
    const float weights[8] = {w0, w1, w2, w3, w4, w5, w6, w7};
    float sum = 0.0f;
    for (int i = 0; i < count; ++i) {
      sum += weights[i] * terms[i];
      values[i + 1] = terms[i];
    }
    values[0] = sum;
    total[0] = sum;
    const bool finite = (as_uint(sum) & 0x7f800000u) != 0x7f800000u;
    const int proceeds = finite && halted[0] == 0;
    flag[0] = proceeds;
    halts[0] = 1 - proceeds;
  }
}
