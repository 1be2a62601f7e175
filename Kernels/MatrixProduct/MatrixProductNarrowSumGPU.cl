// C[M,N] = Σ A_n · B_nᵀ for A_n [M,columns_n] and B_n [N,columns_n]: the input gradient of several layers of few
// units that read the same features. The GPU family.
//
// The columns of all products, side by side, are one K of DEPTH. A work-group loads its rows of all A_n and B_n
// into local memory and computes TILE_ROWS × TILE_COLUMNS results, TILE_ROWS · TILE_COLUMNS / ITEMS for each
// work-item.
//
// Arguments: for each product: a, b, columns; gate [M,N]; output; M; N. Without HAS_GATE the gate may be any
//   tensor.
// Variant: HAS_GATE: the sum is multiplied by the derivative of ACTIVATION at the gate.
// Macros: TENSORS (MultiTensor.cl); ACTIVATION; DEPTH: all columns; TILE_ROWS, TILE_COLUMNS and ITEMS:
//   powers of two, ITEMS at least TILE_COLUMNS and at most TILE_ROWS · TILE_COLUMNS.
// Work-group: (ITEMS,1). Global size: (ITEMS · ⌈M / TILE_ROWS⌉, ⌈N / TILE_COLUMNS⌉).
// Needs: Activation, MultiTensor.

#define ARGUMENTS(n) IN(float, a##n), IN(float, b##n), const int columns##n,
#define ROW_STEP (ITEMS / TILE_COLUMNS)
#define RESULTS (TILE_ROWS / ROW_STEP)

// Finds the product of column k of DEPTH, `rest` columns from its first.
#define SKIP(n)                                 \
  if (found == n && rest >= columns##n) {       \
    rest -= columns##n;                         \
    ++found;                                    \
  }
#define SELECT_A(n)                                           \
  case n:                                                     \
    value = POINTER(a, n)[(ulong)i * columns##n + rest];      \
    break;
#define SELECT_B(n)                                           \
  case n:                                                     \
    value = POINTER(b, n)[(ulong)i * columns##n + rest];      \
    break;

// value = element k of row `i` of all products side by side, 0 from row `extent` on.
#define LOAD_ELEMENT(SELECT, k, extent)         \
  int rest = (k), found = 0;                    \
  float value = 0.0f;                           \
  EACH_TENSOR(SKIP)                             \
  if (i < (extent)) {                           \
    switch (found) { EACH_TENSOR(SELECT) }      \
  }

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void matrixProductNarrowSumGPU(EACH_TENSOR(ARGUMENTS) IN(float, gate), OUT(float, output),
                               const int M, const int N) {
  BIND_IN(float, gate);
  BIND_OUT(float, output);
  __local float rows[TILE_ROWS][DEPTH], columns[DEPTH][TILE_COLUMNS + 1];
  const int item = get_local_id(0);
  const int firstRow = get_group_id(0) * TILE_ROWS, firstColumn = get_group_id(1) * TILE_COLUMNS;
  for (int at = item; at < TILE_ROWS * DEPTH; at += ITEMS) {
    const int i = firstRow + at / DEPTH;
    LOAD_ELEMENT(SELECT_A, at % DEPTH, M)
    rows[at / DEPTH][at % DEPTH] = value;
  }
  for (int at = item; at < TILE_COLUMNS * DEPTH; at += ITEMS) {
    const int i = firstColumn + at / DEPTH;
    LOAD_ELEMENT(SELECT_B, at % DEPTH, N)
    columns[at % DEPTH][at / DEPTH] = value;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  const int column = item % TILE_COLUMNS, row = item / TILE_COLUMNS;
  float acc[RESULTS];
#pragma unroll
  for (int r = 0; r < RESULTS; ++r) acc[r] = 0.0f;
#pragma unroll 4
  for (int k = 0; k < DEPTH; ++k) {
    const float w = columns[k][column];
#pragma unroll
    for (int r = 0; r < RESULTS; ++r) acc[r] = fma(rows[row + r * ROW_STEP][k], w, acc[r]);
  }
#pragma unroll
  for (int r = 0; r < RESULTS; ++r) {
    const int i = firstRow + row + r * ROW_STEP, j = firstColumn + column;
    if (i >= M || j >= N) continue;
    const ulong at = (ulong)i * N + j;
#if HAS_GATE
    acc[r] *= DERIVATIVE(float, gate[at]);
#endif
    output[at] = acc[r];
  }
}
