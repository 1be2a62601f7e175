// The results of several narrow products whose K was split: C_n [M,columns_n] is the sum of its partial
// products, in order, plus a bias. What follows MatrixProductNarrowGPU.cl with IS_SPLIT.
//
// Arguments: for each product: bias [columns], output, columns, or, with HAS_SUMS: output, sums [columns],
//   columns; partial [splits][M · N], with HAS_SUMS [splits][M · N + N]; M; N: all columns; splits.
// Macros: TENSORS (MultiTensor.cl), HAS_SUMS.
// Any work-group and global size.
// Needs: MultiTensor.

#if HAS_SUMS
#define ARGUMENTS(n) OUT(float, output##n), OUT(float, sums##n), const int columns##n,
#define STORE_RESULT(n) \
  if (row < (uint)M) POINTER(output, n)[row * columns##n + rest] = sum; \
  else POINTER(sums, n)[rest] = sum;
#else
#define ARGUMENTS(n) IN(float, bias##n), OUT(float, output##n), const int columns##n,
#define STORE_RESULT(n) POINTER(output, n)[row * columns##n + rest] = sum + POINTER(bias, n)[rest];
#endif
#define SKIP(n)                                 \
  if (found == n && rest >= columns##n) {       \
    rest -= columns##n;                         \
    ++found;                                    \
  }
#define PUT_CASE(n) case n: STORE_RESULT(n) break;

__kernel void matrixProductNarrowAdd(EACH_TENSOR(ARGUMENTS) IN(float, partial), const int M,
                                     const int N, const int splits) {
  BIND_IN(float, partial);
  const uint count = (uint)M * N + (HAS_SUMS ? N : 0);
  FOR_ELEMENTS(at, count) {
    float sum = partial[at];
    for (int split = 1; split < splits; ++split) sum += partial[at + split * (ulong)count];
    const uint row = (uint)at / (uint)N;
    int rest = (uint)at % (uint)N, found = 0;
    EACH_TENSOR(SKIP)
    switch (found) { EACH_TENSOR(PUT_CASE) }
  }
}
