// A work-group's tile of a matrix product by tensor instructions (no kernel here).
//
// WARPS_DOWN x WARPS_ACROSS warps make TILE_ROWS x TILE_COLUMNS results from K-tiles of TILE_DEPTH. A
// kernel fetches its operands in runs, four numbers that are neighbours in global memory, into
// registers; stashSlabs rounds them to TF32 and puts them into local memory, and multiplySlabs lets
// every warp add the K-tile's product to its sums. There are two pairs of K-tiles, so that the runs of the
// next K-tile are on their way while this one is multiplied, and one barrier a K-tile suffices:
//
//   fetch runs; for each K-tile { stash them; barrier; fetch the next runs; multiply; }
//
// Runs lie along the depth with ROWS_ALONG_DEPTH (COLUMNS_ALONG_DEPTH for the second operand), else
// along the tile's rows (columns). Slabs keep that order, since whole runs are stored. The pitches,
// 20 along the depth, else 8 more than a multiple of 32, spread what a warp reads for its fragments
// over all 32 banks.
//
// Work-groups of TILE_ITEMS in one dimension. The host defines ROWS_ALONG_DEPTH,
// COLUMNS_ALONG_DEPTH, WARPS_DOWN, WARPS_ACROSS and what MMA needs.

#define TILE_ROWS (16 * FRAGMENTS_DOWN * WARPS_DOWN)
#define TILE_COLUMNS (8 * FRAGMENTS_ACROSS * WARPS_ACROSS)
#define TILE_DEPTH 16
#define TILE_ITEMS (WARP_ITEMS * WARPS_DOWN * WARPS_ACROSS)

// Of an operand with `extent` rows or columns in the tile: a K-tile's words, the word of row or column
// `at`, and where the run of a number begins.
#define K_TILE_WORDS(alongDepth, extent) \
  ((alongDepth) ? (extent) * (TILE_DEPTH + 4) : TILE_DEPTH * ((extent) + 8))
#define K_TILE_PLACE(alongDepth, extent, at, depth) \
  ((alongDepth) ? (at) * (TILE_DEPTH + 4) + (depth) : (depth) * ((extent) + 8) + (at))
#define RUN_AT(alongDepth, extent, run) \
  ((alongDepth) ? (run) / (TILE_DEPTH / 4) : (run) % ((extent) / 4) * 4)
#define RUN_DEPTH(alongDepth, extent, run) \
  ((alongDepth) ? (run) % (TILE_DEPTH / 4) * 4 : (run) / ((extent) / 4))

#define ROW_SLAB K_TILE_WORDS(ROWS_ALONG_DEPTH, TILE_ROWS)
#define ROW_PLACE(row, depth) K_TILE_PLACE(ROWS_ALONG_DEPTH, TILE_ROWS, row, depth)
#define COLUMN_K_TILE K_TILE_WORDS(COLUMNS_ALONG_DEPTH, TILE_COLUMNS)
#define COLUMN_PLACE(column, depth) K_TILE_PLACE(COLUMNS_ALONG_DEPTH, TILE_COLUMNS, column, depth)

// The runs of one work-item, and the row or column and the depth, within the tile, of run n.
#define ROW_RUNS (TILE_ROWS * TILE_DEPTH / 4 / TILE_ITEMS)
#define COLUMN_RUNS (TILE_COLUMNS * TILE_DEPTH / 4 / TILE_ITEMS)
#define RUN_NUMBER(n) ((int)get_local_id(0) + (n) * TILE_ITEMS)
#define RUN_ROW(n) RUN_AT(ROWS_ALONG_DEPTH, TILE_ROWS, RUN_NUMBER(n))
#define RUN_ROW_DEPTH(n) RUN_DEPTH(ROWS_ALONG_DEPTH, TILE_ROWS, RUN_NUMBER(n))
#define RUN_COLUMN(n) RUN_AT(COLUMNS_ALONG_DEPTH, TILE_COLUMNS, RUN_NUMBER(n))
#define RUN_COLUMN_DEPTH(n) RUN_DEPTH(COLUMNS_ALONG_DEPTH, TILE_COLUMNS, RUN_NUMBER(n))

// The first row and column, within the tile, of this warp's part.
#define WARP_ROW ((int)get_local_id(0) / WARP_ITEMS / WARPS_ACROSS * (16 * FRAGMENTS_DOWN))
#define WARP_COLUMN ((int)get_local_id(0) / WARP_ITEMS % WARPS_ACROSS * (8 * FRAGMENTS_ACROSS))
// Where sums[i][j][2 * half] lies within the tile; sums[i][j][2 * half + 1] is one column further.
#define SUM_ROW(i, half) (WARP_ROW + 16 * (i) + 8 * (half) + LANE / 4)
#define SUM_COLUMN(j) (WARP_COLUMN + 8 * (j) + LANE % 4 * 2)

// Local memory of a tile, to be declared in the kernel.
#define TILE_MEMORY                              \
  __local uint4 rowKTiles[2][ROW_SLAB / 4];       \
  __local uint4 columnKTiles[2][COLUMN_K_TILE / 4]; \
  TENSOR_EXCHANGE(exchange, TILE_ITEMS)

ALWAYS_INLINE uint4 roundedRun(float4 run) {
  return (uint4)(
      tensorRounded(run.x), tensorRounded(run.y), tensorRounded(run.z), tensorRounded(run.w));
}

// This work-item's runs into a pair of K-tiles.
ALWAYS_INLINE void stashKTiles(
    __local uint4 *rows, __local uint4 *columns, const float4 *rowRuns, const float4 *columnRuns) {
  TENSOR_UNROLL
  for (int n = 0; n < ROW_RUNS; ++n)
    rows[ROW_PLACE(RUN_ROW(n), RUN_ROW_DEPTH(n)) / 4] = roundedRun(rowRuns[n]);
  TENSOR_UNROLL
  for (int n = 0; n < COLUMN_RUNS; ++n)
    columns[COLUMN_PLACE(RUN_COLUMN(n), RUN_COLUMN_DEPTH(n)) / 4] = roundedRun(columnRuns[n]);
}

// sums += the product of a pair of K-tiles, as far as it is this warp's.
ALWAYS_INLINE void multiplyKTiles(
    __local const uint4 *rowKTile, __local const uint4 *columnKTile,
    float (*sums)[FRAGMENTS_ACROSS][4], __local uint *exchange) {
  __local const uint *rows = (__local const uint *)rowKTile;
  __local const uint *columns = (__local const uint *)columnKTile;
  const int row = WARP_ROW + LANE / 4, column = WARP_COLUMN + LANE / 4;
  TENSOR_UNROLL
  for (int slice = 0; slice < TILE_DEPTH; slice += 8) {
    const int k = slice + LANE % 4;
    uint a[FRAGMENTS_DOWN][4], b[FRAGMENTS_ACROSS][2];
    TENSOR_UNROLL
    for (int i = 0; i < FRAGMENTS_DOWN; ++i)
      TENSOR_UNROLL
      for (int r = 0; r < 4; ++r)
        a[i][r] = rows[ROW_PLACE(row + 16 * i + r % 2 * 8, k + r / 2 * 4)];
    TENSOR_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      TENSOR_UNROLL
      for (int r = 0; r < 2; ++r) b[j][r] = columns[COLUMN_PLACE(column + 8 * j, k + r * 4)];
    mma(sums, a, b, exchange);
  }
}
