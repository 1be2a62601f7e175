// C[M,N] = epilogue(op(A) · op(B)), row-major, by MMA instructions: operands are rounded to TF32,
// accumulators are float32. GPU family.
//
// MMATile describes the tile of a work-group and how K-tiles pass through it. Elements outside A or B
// read as zero. Quads follow K in [M,K] and [N,K], the tile in [K,M] and [K,N]; where the stored rows are
// not a multiple of four, their elements are read one by one.
//
// Arguments: a, b, [bias], [addend], [gate], result. With SPLITS > 1 there is no epilogue, and the
//   result is a workspace [SPLITS][M][N] of partial accumulators for `matrixProductSum`.
// Macros: M, N, K; ROWS_ALONG_K 0: A is stored [K,M]; COLUMNS_ALONG_K 1: B is stored [N,K];
//   HAS_ADDEND: + addend[M,N]; HAS_BIAS, HAS_GATE and ACTIVATION as in ConvolutionEpilogue;
//   SPLITS; K_PER_SPLIT: the length of K in one split, whole K-tiles; and those of MMATile.
// Work-group: TILE_ITEMS. Global size: (TILE_ITEMS · ⌈N / TILE_COLUMNS⌉, ⌈M / TILE_ROWS⌉, SPLITS).
// Needs: ConvolutionEpilogue, MMATile.

#if HAS_ADDEND
#define ADDEND_ARGUMENT IN(float, addend),
#define BIND_ADDEND BIND_IN(float, addend)
#define WITH_ADDEND(sum, at) ((sum) + addend[at])
#else
#define ADDEND_ARGUMENT
#define BIND_ADDEND
#define WITH_ADDEND(sum, at) (sum)
#endif

// The quad at column `at` of a row, `line`, of a stored matrix; zero from row `lines` and from column `end`
// on. Where rows are a multiple of four long, `at` and `end` are such multiples too, or `end` is that
// of the row.
ALWAYS_INLINE float4 matrixQuad(
    __global const float *matrix, int pitch, int line, int lines, int at, int end) {
  if (line >= lines || at >= end) return (float4)(0.0f);
  __global const float *quad = matrix + (ulong)line * pitch + at;
  if (pitch % 4 == 0) return *(__global const float4 *)quad;
  return (float4)(quad[0], at + 1 < end ? quad[1] : 0.0f, at + 2 < end ? quad[2] : 0.0f,
                  at + 3 < end ? quad[3] : 0.0f);
}

// This work-item's quads of the K-tile that begins at `kTile` in K, of a split that ends at `end`.
ALWAYS_INLINE void fetchQuads(
    float4 *rowQuads, float4 *columnQuads, __global const float *a, __global const float *b,
    int firstRow, int firstColumn, int kTile, int end) {
  MMA_UNROLL
  for (int n = 0; n < ROW_QUADS; ++n) {
    const int row = firstRow + QUAD_ROW(n), k = kTile + QUAD_ROW_K(n);
    rowQuads[n] =
        ROWS_ALONG_K ? matrixQuad(a, K, row, M, k, end) : matrixQuad(a, M, k, end, row, M);
  }
  MMA_UNROLL
  for (int n = 0; n < COLUMN_QUADS; ++n) {
    const int column = firstColumn + QUAD_COLUMN(n), k = kTile + QUAD_COLUMN_K(n);
    columnQuads[n] =
        COLUMNS_ALONG_K ? matrixQuad(b, K, column, N, k, end) : matrixQuad(b, N, k, end, column, N);
  }
}

__kernel __attribute__((reqd_work_group_size(TILE_ITEMS, 1, 1))) void matrixProductMMA(
    IN(float, a), IN(float, b), BIAS_ARGUMENT ADDEND_ARGUMENT GATE_ARGUMENT OUT(float, result)) {
  BIND_IN(float, a);
  BIND_IN(float, b);
  BIND_EPILOGUE;
  BIND_ADDEND;
  BIND_OUT(float, result);
  TILE_MEMORY;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int begin = get_group_id(2) * K_PER_SPLIT, end = min(begin + K_PER_SPLIT, K);
  result += get_group_id(2) * ((ulong)M * N);

  float accumulators[FRAGMENTS_DOWN][FRAGMENTS_ACROSS][4] = {{{0.0f}}};
  float4 rowQuads[ROW_QUADS], columnQuads[COLUMN_QUADS];
  fetchQuads(rowQuads, columnQuads, a, b, firstRow, firstColumn, begin, end);
  for (int kTile = begin; kTile < end; kTile += K_TILE) {
    const int turn = kTile / K_TILE % 2;
    stashKTiles(rowKTiles[turn], columnKTiles[turn], rowQuads, columnQuads);
    barrier(CLK_LOCAL_MEM_FENCE);
    fetchQuads(rowQuads, columnQuads, a, b, firstRow, firstColumn, kTile + K_TILE, end);
    multiplyKTiles(rowKTiles[turn], columnKTiles[turn], accumulators, exchange);
  }

  MMA_UNROLL
  for (int i = 0; i < FRAGMENTS_DOWN; ++i)
    MMA_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      MMA_UNROLL
      for (int r = 0; r < 4; ++r) {
        const int row = firstRow + ACCUMULATOR_ROW(i, r / 2), column = firstColumn + ACCUMULATOR_COLUMN(j) + r % 2;
        if (row >= M || column >= N) continue;
        const ulong at = (ulong)row * N + column;
        FINISH(float, WITH_ADDEND(accumulators[i][j][r], at), at, column)
      }
}
