// C_n[M,columns_n] = op(A) · B_n for several narrow B_n [K,columns_n], in one pass over A: layers of few units
// that read the same features, or the gradients of their kernels. The GPU family.
//
// The columns of all products, side by side, are cut into tiles. A work-group computes TILE_ROWS × TILE_COLUMNS
// results, one per work-item, or LOCAL_SPLITS work-items for each, which take parts of a K-tile. K-tiles pass
// through two buffers in local memory; the next is loaded into registers meanwhile. A work-item loads and
// stores the same column throughout, so that it looks for its product once.
//
// Arguments: a; for each product: b, bias [columns], output, columns, or, with HAS_SUMS: b, output, sums
//   [columns], columns; M; K; N: all columns. With IS_SPLIT: for each product b, columns; the workspace
//   [splits][M · N], or [splits][M · N + N] with HAS_SUMS; M; K; N; kPerSplit: a multiple of K_TILE.
// Variants: TRANSPOSE_A: A is stored [K,M], else [M,K]. HAS_SUMS: there are no biases; the work-groups of the
//   first rows compute the sums of B's columns. IS_SPLIT: K is split over work-groups, whose partial sums
//   MatrixProductNarrowAdd.cl adds.
// Macros: TENSORS (MultiTensor.cl); TILE_ROWS, TILE_COLUMNS, LOCAL_SPLITS and their product ITEMS, K_TILE:
//   powers of two, K_TILE at least ITEMS / TILE_ROWS.
// Work-group: (ITEMS,1,1). Global size: (ITEMS · ⌈M / TILE_ROWS⌉, ⌈N / TILE_COLUMNS⌉, splits).
// Needs: MultiTensor, WorkGroupSum.

#define TILE (TILE_ROWS * TILE_COLUMNS)
#define A_LOADS (TILE_ROWS * K_TILE / ITEMS)
#define B_LOADS (TILE_COLUMNS * K_TILE / ITEMS)

#if IS_SPLIT
#define ARGUMENTS(n) IN(float, b##n), const int columns##n,
#define SELECT_OTHER(n)
#elif HAS_SUMS
#define ARGUMENTS(n) \
  IN(float, b##n), OUT(float, output##n), OUT(float, sums##n), const int columns##n,
#define SELECT_OTHER(n)                 \
  output = POINTER(output, n) + rest;   \
  sums = POINTER(sums, n) + rest;
#else
#define ARGUMENTS(n) \
  IN(float, b##n), IN(float, bias##n), OUT(float, output##n), const int columns##n,
#define SELECT_OTHER(n)                 \
  output = POINTER(output, n) + rest;   \
  bias = POINTER(bias, n)[rest];
#endif

// Finds the product of a column, `rest` columns from its first.
#define SKIP(n)                                 \
  if (found == n && rest >= columns##n) {       \
    rest -= columns##n;                         \
    ++found;                                    \
  }
#define SELECT(n)                               \
  case n:                                       \
    b = POINTER(b, n) + rest;                   \
    columns = columns##n;                       \
    SELECT_OTHER(n)                             \
    break;

// Where load `n` of this work-item is in a K-tile of A: row r and k.
#if TRANSPOSE_A
#define A_PLACE(n) const int r = (item + (n) * ITEMS) % TILE_ROWS, k = (item + (n) * ITEMS) / TILE_ROWS;
#define A_INDEX(r, k) ((ulong)(k) * M + (r))
#else
#define A_PLACE(n) const int r = (item + (n) * ITEMS) / K_TILE, k = (item + (n) * ITEMS) % K_TILE;
#define A_INDEX(r, k) ((ulong)(r) * K + (k))
#endif
#define B_PLACE(n) const int k = item / TILE_COLUMNS + (n) * (ITEMS / TILE_COLUMNS);

// Beyond A and B everything reads as zero.
#define FETCH(first)                                                                      \
  _Pragma("unroll") for (int n = 0; n < A_LOADS; ++n) {                                   \
    A_PLACE(n)                                                                            \
    const bool exists = firstRow + r < M && (first) + k < end;                            \
    nextA[n] = exists ? a[A_INDEX(firstRow + r, (first) + k)] : 0.0f;                     \
  }                                                                                       \
  _Pragma("unroll") for (int n = 0; n < B_LOADS; ++n) {                                   \
    B_PLACE(n)                                                                            \
    nextB[n] = isColumn && (first) + k < end ? b[(ulong)((first) + k) * columns] : 0.0f;  \
  }
#define PUT_K_TILE(buffer)                                                                \
  _Pragma("unroll") for (int n = 0; n < A_LOADS; ++n) {                                   \
    A_PLACE(n)                                                                            \
    kTilesA[buffer][r][k] = nextA[n];                                                     \
  }                                                                                       \
  _Pragma("unroll") for (int n = 0; n < B_LOADS; ++n) {                                   \
    B_PLACE(n)                                                                            \
    kTilesB[buffer][k][column] = nextB[n];                                                \
    columnSum += nextB[n];                                                                \
  }

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void matrixProductNarrowGPU(IN(float, a), EACH_TENSOR(ARGUMENTS)
#if IS_SPLIT
                            OUT(float, partial),
#endif
                            const int M, const int K, const int N
#if IS_SPLIT
                            , const int kPerSplit
#endif
) {
  BIND_IN(float, a);
#if IS_SPLIT
  BIND_OUT(float, partial);
  const int begin = get_group_id(2) * kPerSplit, end = min(begin + kPerSplit, K);
#else
  const int begin = 0, end = K;
#endif
  __local float kTilesA[2][TILE_ROWS][K_TILE + 1], kTilesB[2][K_TILE][TILE_COLUMNS];
  __local float lanes[ITEMS];
  const int item = get_local_id(0), column = item % TILE_COLUMNS;
  const int row = item / TILE_COLUMNS % TILE_ROWS, split = item / TILE;
  const int firstRow = get_group_id(0) * TILE_ROWS;
  const bool isColumn = get_group_id(1) * TILE_COLUMNS + column < N;
  int rest = isColumn ? get_group_id(1) * TILE_COLUMNS + column : 0, found = 0, columns = 1;
  __global const float *b = 0;
  __global float *output = 0;
#if HAS_SUMS && !IS_SPLIT
  __global float *sums = 0;
#elif !HAS_SUMS
  float bias = 0.0f;
#endif
  EACH_TENSOR(SKIP)
  switch (found) { EACH_TENSOR(SELECT) }
  float nextA[A_LOADS], nextB[B_LOADS], acc = 0.0f, columnSum = 0.0f;
  FETCH(begin)
  PUT_K_TILE(0)
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int first = begin, buffer = 0; first < end; first += K_TILE, buffer ^= 1) {
    const bool isLast = first + K_TILE >= end;
    if (!isLast) {
      FETCH(first + K_TILE)
    }
    // Each K-tile is summed by itself first, which keeps long sums accurate.
    float sum = 0.0f;
#pragma unroll 8
    for (int k = split; k < K_TILE; k += LOCAL_SPLITS)
      sum = fma(kTilesA[buffer][row][k], kTilesB[buffer][k][column], sum);
    acc += sum;
    if (!isLast) {
      PUT_K_TILE(buffer ^ 1)
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#if LOCAL_SPLITS > 1
  acc = sumWorkGroupFloat(lanes, acc, item, LOCAL_SPLITS, TILE);
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
  const bool isStored = isColumn && split == 0 && firstRow + row < M;
#if IS_SPLIT
  const ulong at = get_group_id(1) * TILE_COLUMNS + column;
  partial += get_group_id(2) * ((ulong)M * N + (HAS_SUMS ? N : 0));
  output = partial + at;
  columns = N;
#endif
#if HAS_SUMS
  columnSum = sumWorkGroupFloat(lanes, columnSum, item, ITEMS / TILE_COLUMNS, TILE_COLUMNS);
#if IS_SPLIT
  __global float *sums = partial + (ulong)M * N + at;
#endif
  if (isColumn && firstRow == 0 && item < TILE_COLUMNS) sums[0] = columnSum;
  if (isStored) output[(ulong)(firstRow + row) * columns] = acc;
#else
  if (isStored) output[(ulong)(firstRow + row) * columns] = acc + bias;
#endif
}
