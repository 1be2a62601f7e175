// The weighted sum of a step's loss terms, along with what the host reads of the step.
//
// lossTotal: for each summand of a term (x, count, scale, term, ends, weight), then ([factor], halted,
//            total, values, flag, halts, first, [scheduled])
//   A summand is scale * the sum of its `count` elements; with a count of 0 there is none. The summands of
//   a term follow each other: BEGINS and ENDS in `ends` mark the first and the last. A term is their sum,
//   total = sum of weight * term; values = total, then the terms; flag = 1 where the total is finite and
//   `halted` is 0, else 0; halts = 1 - flag, which may share the memory of `halted`.
//   More summands than TENSORS take several launches, in order; `first` is the index of the launch's first
//   summand. The last launch decides the flags.
//   SCHEDULED: the weight of term `scheduled` is multiplied by factor[0].
// Finite is decided by the exponent's bits, because a compiler may fold isfinite() away.
// CPU: one work-item, vectors. GPU: one work-group of GROUP, a power of two; a tree for each summand.
// Needs: MultiTensor, PartialSum.

#define BEGINS 1
#define ENDS 2

#if SCHEDULED
#define FACTOR_ARGUMENT IN(float, factor),
#define BIND_FACTOR BIND_IN(float, factor);
#define SCHEDULED_ARGUMENT , const int scheduled
#define WEIGHT(n) (term##n == scheduled ? weight##n * factor[0] : weight##n)
#else
#define FACTOR_ARGUMENT
#define BIND_FACTOR
#define SCHEDULED_ARGUMENT
#define WEIGHT(n) weight##n
#endif

#define ARGUMENTS(n)                                                                            \
  IN(float, x##n), const int count##n, const float scale##n, const int term##n, const int ends##n, \
      const float weight##n,

#define SELECT(n)                       \
  case n:                               \
    x = POINTER(x, n);                  \
    count = count##n, scale = scale##n; \
    index = term##n, ends = ends##n;     \
    weight = WEIGHT(n);                 \
    break;

__kernel void lossTotal(EACH_TENSOR(ARGUMENTS) FACTOR_ARGUMENT IN_SHARED(int, halted),
                        OUT(float, total), OUT(float, values), OUT(int, flag),
                        OUT_SHARED(int, halts), const int first SCHEDULED_ARGUMENT) {
  BIND_FACTOR
  BIND_IN(int, halted);
  BIND_OUT(float, total);
  BIND_OUT(float, values);
  BIND_OUT(int, flag);
  BIND_OUT(int, halts);
  BIND_PARTIAL_SUM
  // Others than the work-item that stores them must not read what it stores.
  const bool continues = first > 0 && lane == 0;
  float sum = continues ? total[0] : 0.0f;
  float term = continues ? values[term0 + 1] : 0.0f;
  for (int n = 0; n < TENSORS; ++n) {
    __global const float *x = 0;
    int count = 0, index = 0, ends = 0;
    float scale = 0.0f, weight = 0.0f;
    switch (n) { EACH_TENSOR(SELECT) }
    // All work-items meet in a sum, one of no elements too.
    const float summand = scale * SUM_PARTIALS(x, count);
    if (count > 0) {
      term = ends & BEGINS ? summand : term + summand;
      if (ends & ENDS) sum += weight * term;
      if (lane == 0) values[index + 1] = term;
    }
  }
  if (lane == 0) {
    values[0] = sum;
    total[0] = sum;
    const bool finite = (as_uint(sum) & 0x7f800000u) != 0x7f800000u;
    const int proceeds = finite && halted[0] == 0;
    flag[0] = proceeds;
    halts[0] = 1 - proceeds;
  }
}
