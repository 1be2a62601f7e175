// What the implicit matrix products of the GPU family share (no kernel here).
//
// A work-group of GROUP_ROWS x GROUP_COLUMNS work-items (one-dimensional, columns fastest) makes a tile of
// TILE_ROWS x TILE_COLUMNS results. K-tiles of TILE_DEPTH inner indices pass through local memory, which
// holds two of each operand: while one is multiplied, the numbers of the next are on their way into
// registers, and one barrier a K-tile is enough. A work-item makes ITEM_ROWS x ITEM_COLUMNS results, in
// fours that lie 4 * GROUP_ROWS and 4 * GROUP_COLUMNS apart: neighbours then read neighbouring fours
// from local memory and write neighbouring fours of results.
//
// The host defines GROUP_ROWS, GROUP_COLUMNS (powers of two), ITEM_ROWS, ITEM_COLUMNS (4 or 8) and
// TILE_DEPTH (8 or 16). Tensors have fewer than 2^31 elements: all indices are 32 bits wide.

#if FAMILY_GPU
#define ITEMS (GROUP_ROWS * GROUP_COLUMNS)
#define TILE_ROWS (GROUP_ROWS * ITEM_ROWS)
#define TILE_COLUMNS (GROUP_COLUMNS * ITEM_COLUMNS)
#define ITEM_VECTORS (ITEM_COLUMNS / 4)
// Four numbers more than a row of a K-tile, so that writes along the depth meet in few banks.
#define ROW_PITCH (TILE_ROWS + 4)
#define COLUMN_PITCH (TILE_COLUMNS + 4)
// Two K-tiles of both operands; in each, that of the columns lies behind that of the rows.
#define COLUMN_K_TILE (TILE_DEPTH * ROW_PITCH)
#define K_TILE_NUMBERS (COLUMN_K_TILE + TILE_DEPTH * COLUMN_PITCH)
#define LOCAL_K_TILES(name) __local float name[2][K_TILE_NUMBERS] __attribute__((aligned(16)))

// The row of the tile that is a work-item's i-th, and the first column of its j-th four.
#define ITEM_ROW(row, i) (((i) / 4 * GROUP_ROWS + (row)) * 4 + (i) % 4)
#define ITEM_COLUMN(column, j) (((j) * GROUP_COLUMNS + (column)) * 4)

// What each work-item does of `count` moves.
#define SHARE(count) (((count) + ITEMS - 1) / ITEMS)

#define INLINE static inline __attribute__((always_inline)) void

INLINE clearSums(float4 sums[ITEM_ROWS][ITEM_VECTORS]) {
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i)
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j) sums[i][j] = (float4)(0.0f);
}

// sums += rows . columns over one K-tile; both begin at the work-item's first four.
INLINE multiplyKTiles(float4 sums[ITEM_ROWS][ITEM_VECTORS], __local const float *rows,
                     __local const float *columns) {
#pragma unroll 4
  for (int d = 0; d < TILE_DEPTH; ++d) {
    float4 factors[ITEM_VECTORS];
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j)
      factors[j] = *(__local const float4 *)(columns + d * COLUMN_PITCH + 4 * GROUP_COLUMNS * j);
#pragma unroll
    for (int i = 0; i < ITEM_ROWS; i += 4) {
      const float4 four = *(__local const float4 *)(rows + d * ROW_PITCH + GROUP_ROWS * i);
#pragma unroll
      for (int j = 0; j < ITEM_VECTORS; ++j) {
        sums[i][j] = fma((float4)(four.x), factors[j], sums[i][j]);
        sums[i + 1][j] = fma((float4)(four.y), factors[j], sums[i + 1][j]);
        sums[i + 2][j] = fma((float4)(four.z), factors[j], sums[i + 2][j]);
        sums[i + 3][j] = fma((float4)(four.w), factors[j], sums[i + 3][j]);
      }
    }
  }
}
#endif
