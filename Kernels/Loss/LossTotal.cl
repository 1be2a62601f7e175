// The weighted sum of a step's loss terms, along with what the host reads of the step.
//
// lossTotal: (t0 … t7, halted, total, values, flag, halts, count, w0 … w7)
//   total = sum over i < count of wi * ti; values = total, t0, t1, …; flag = 1 where the total is
//   finite and `halted` is 0, else 0; halts = 1 - flag. Terms and weights from `count` on are unused.
//   CHUNKED: with the last argument `first`, for one launch per eight terms, in order: the terms are
//            those from `first` on, and are added to the total of the launch before. The last launch
//            decides the flags.
//   SCHEDULED: with `factor` before `halted` and the last argument `scheduled`: the weight of term
//            `scheduled`, counted over all launches, is multiplied by factor[0].
// Finite is decided by the exponent's bits, because a compiler may fold isfinite() away.
// One work-item: the terms are scalars.

#if CHUNKED
#define FIRST first
#define FIRST_ARGUMENT , const int first
#else
#define FIRST 0
#define FIRST_ARGUMENT
#endif

#if SCHEDULED
#define FACTOR_ARGUMENT IN(float, factor),
#define BIND_FACTOR BIND_IN(float, factor);
#define SCHEDULED_ARGUMENT , const int scheduled
#define WEIGHT(i) (FIRST + (i) == scheduled ? weights[i] * factor[0] : weights[i])
#else
#define FACTOR_ARGUMENT
#define BIND_FACTOR
#define SCHEDULED_ARGUMENT
#define WEIGHT(i) weights[i]
#endif

__kernel void lossTotal(IN(float, t0), IN(float, t1), IN(float, t2), IN(float, t3), IN(float, t4),
                        IN(float, t5), IN(float, t6), IN(float, t7),
                        FACTOR_ARGUMENT IN(int, halted),
                        OUT(float, total), OUT(float, values), OUT(int, flag), OUT(int, halts),
                        const int count, const float w0, const float w1, const float w2,
                        const float w3, const float w4, const float w5, const float w6,
                        const float w7 FIRST_ARGUMENT SCHEDULED_ARGUMENT) {
  BIND_IN(float, t0);
  BIND_IN(float, t1);
  BIND_IN(float, t2);
  BIND_IN(float, t3);
  BIND_IN(float, t4);
  BIND_IN(float, t5);
  BIND_IN(float, t6);
  BIND_IN(float, t7);
  BIND_FACTOR
  BIND_IN(int, halted);
  BIND_OUT(float, total);
  BIND_OUT(float, values);
  BIND_OUT(int, flag);
  BIND_OUT(int, halts);
  if (get_global_id(0) == 0) {
    const float terms[8] = {t0[0], t1[0], t2[0], t3[0], t4[0], t5[0], t6[0], t7[0]};
    const float weights[8] = {w0, w1, w2, w3, w4, w5, w6, w7};
    float sum = FIRST == 0 ? 0.0f : total[0];
    for (int i = 0; i < count; ++i) {
      sum += WEIGHT(i) * terms[i];
      values[FIRST + i + 1] = terms[i];
    }
    values[0] = sum;
    total[0] = sum;
    const bool finite = (as_uint(sum) & 0x7f800000u) != 0x7f800000u;
    const int proceeds = finite && halted[0] == 0;
    flag[0] = proceeds;
    halts[0] = 1 - proceeds;
  }
}
