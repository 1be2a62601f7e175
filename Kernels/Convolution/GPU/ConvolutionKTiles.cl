// The tile of the GPU family's implicit matrix products (no kernel here).
//
// A work-group of GROUP_ROWS x GROUP_COLUMNS work-items (one-dimensional, columns fastest) computes a
// tile of TILE_ROWS x TILE_COLUMNS results, K_TILE steps of K at a time. Local memory is double-buffered
// (two K-tiles per operand): while one is multiplied, the next is loaded into registers, so that one
// barrier per K-tile suffices. A work-item computes ITEM_ROWS x ITEM_COLUMNS results, in float4s
// 4 * GROUP_ROWS rows and 4 * GROUP_COLUMNS columns apart: neighbouring work-items then read and write
// neighbouring float4s.
//
// The host defines GROUP_ROWS, GROUP_COLUMNS (powers of two), their product ITEMS, ITEM_ROWS, ITEM_COLUMNS
// (4 or 8), TILE_ROWS, TILE_COLUMNS and K_TILE (8 or 16); ROW_PITCH and COLUMN_PITCH, elements between two
// steps of K in a K-tile: padded by one float4, so that writes along K conflict in few banks. Tensors
// have fewer than 2^31 elements: indices are 32 bits wide.
// Needs: ConvolutionFloat4.

#if FAMILY_GPU
#define ITEM_VECTORS (ITEM_COLUMNS / 4)
// Two K-tiles of both operands; in each, the column operand follows the row operand.
#define COLUMN_K_TILE (K_TILE * ROW_PITCH)
#define K_TILE_ELEMENTS (COLUMN_K_TILE + K_TILE * COLUMN_PITCH)
#define LOCAL_K_TILES(name) __local float name[2][K_TILE_ELEMENTS] __attribute__((aligned(16)))

// The tile row of a work-item's i-th result row, and the first tile column of its j-th float4.
#define ITEM_ROW(row, i) (((i) / 4 * GROUP_ROWS + (row)) * 4 + (i) % 4)
#define ITEM_COLUMN(column, j) (((j) * GROUP_COLUMNS + (column)) * 4)

// Loads of each work-item where the work-group makes `count`.
#define PER_ITEM(count) (((count) + ITEMS - 1) / ITEMS)

#define INLINE static inline __attribute__((always_inline)) void

INLINE clearAccumulators(float4 accumulators[ITEM_ROWS][ITEM_VECTORS]) {
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i)
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j) accumulators[i][j] = (float4)(0.0f);
}

// accumulators += rows . columns over one K-tile; both begin at the work-item's first float4.
INLINE multiplyKTiles(float4 accumulators[ITEM_ROWS][ITEM_VECTORS], __local const float *rows,
                     __local const float *columns) {
#pragma unroll 4
  for (int d = 0; d < K_TILE; ++d) {
    float4 factors[ITEM_VECTORS];
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j)
      factors[j] = *(__local const float4 *)(columns + d * COLUMN_PITCH + 4 * GROUP_COLUMNS * j);
#pragma unroll
    for (int i = 0; i < ITEM_ROWS; i += 4) {
      const float4 rowFactors = *(__local const float4 *)(rows + d * ROW_PITCH + GROUP_ROWS * i);
#pragma unroll
      for (int j = 0; j < ITEM_VECTORS; ++j) {
        accumulators[i][j] = fma((float4)(rowFactors.x), factors[j], accumulators[i][j]);
        accumulators[i + 1][j] = fma((float4)(rowFactors.y), factors[j], accumulators[i + 1][j]);
        accumulators[i + 2][j] = fma((float4)(rowFactors.z), factors[j], accumulators[i + 2][j]);
        accumulators[i + 3][j] = fma((float4)(rowFactors.w), factors[j], accumulators[i + 3][j]);
      }
    }
  }
}
#endif
