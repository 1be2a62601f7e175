// A work-group's tile of a matrix product by MMA instructions (no kernel here).
//
// WARPS_DOWN x WARPS_ACROSS warps compute TILE_ROWS x TILE_COLUMNS elements from K-tiles of K_TILE. A
// kernel fetches its operands in quads, four elements that are neighbours in global memory, into
// registers; stashKTiles rounds them to TF32 and stores them in local memory, and multiplyKTiles adds
// the product of a pair of K-tiles to every warp's accumulators. There are two pairs of K-tiles: the
// quads of the next one are loaded while this one is multiplied, and there is one barrier for each:
//
//   fetch quads; for each K-tile { stash them; barrier; fetch the next quads; multiply; }
//
// Quads of the first operand follow K with ROWS_ALONG_K, else the tile's rows; those of the second follow
// K with COLUMNS_ALONG_K, else the tile's columns. A K-tile keeps that order, so that whole quads are
// stored. Its pitch, 20 words along K, else 8 more than a multiple of 32, spreads what a warp reads for
// its fragments over all 32 banks.
//
// Macros: ROWS_ALONG_K, COLUMNS_ALONG_K, WARPS_DOWN, WARPS_ACROSS, those of MMA, and what follows from
// them: TILE_ROWS, 16 for each fragment down, TILE_COLUMNS, 8 for each fragment across, and TILE_ITEMS;
// K_TILE, 16.
// Work-group: (TILE_ITEMS,1,1).
// Needs: MMA.

// For an operand with `extent` rows or columns in the tile: the words of a K-tile; the word of row or
// column `at` at k; the row or column, and the k, at which quad number `quad` begins.
#define K_TILE_WORDS(alongK, extent) \
  ((alongK) ? (extent) * (K_TILE + 4) : K_TILE * ((extent) + 8))
#define K_TILE_PLACE(alongK, extent, at, k) \
  ((alongK) ? (at) * (K_TILE + 4) + (k) : (k) * ((extent) + 8) + (at))
#define QUAD_AT(alongK, extent, quad) \
  ((alongK) ? (quad) / (K_TILE / 4) : (quad) % ((extent) / 4) * 4)
#define QUAD_K(alongK, extent, quad) \
  ((alongK) ? (quad) % (K_TILE / 4) * 4 : (quad) / ((extent) / 4))

#define ROW_K_TILE K_TILE_WORDS(ROWS_ALONG_K, TILE_ROWS)
#define ROW_PLACE(row, k) K_TILE_PLACE(ROWS_ALONG_K, TILE_ROWS, row, k)
#define COLUMN_K_TILE K_TILE_WORDS(COLUMNS_ALONG_K, TILE_COLUMNS)
#define COLUMN_PLACE(column, k) K_TILE_PLACE(COLUMNS_ALONG_K, TILE_COLUMNS, column, k)

// The number of quads of a work-item, and where its quad n begins in the tile.
#define ROW_QUADS (TILE_ROWS * K_TILE / 4 / TILE_ITEMS)
#define COLUMN_QUADS (TILE_COLUMNS * K_TILE / 4 / TILE_ITEMS)
#define QUAD_NUMBER(n) ((int)get_local_id(0) + (n) * TILE_ITEMS)
#define QUAD_ROW(n) QUAD_AT(ROWS_ALONG_K, TILE_ROWS, QUAD_NUMBER(n))
#define QUAD_ROW_K(n) QUAD_K(ROWS_ALONG_K, TILE_ROWS, QUAD_NUMBER(n))
#define QUAD_COLUMN(n) QUAD_AT(COLUMNS_ALONG_K, TILE_COLUMNS, QUAD_NUMBER(n))
#define QUAD_COLUMN_K(n) QUAD_K(COLUMNS_ALONG_K, TILE_COLUMNS, QUAD_NUMBER(n))

// The first row and column of this warp in the tile.
#define WARP_ROW ((int)get_local_id(0) / WARP_ITEMS / WARPS_ACROSS * (16 * FRAGMENTS_DOWN))
#define WARP_COLUMN ((int)get_local_id(0) / WARP_ITEMS % WARPS_ACROSS * (8 * FRAGMENTS_ACROSS))
// The row and column of accumulators[i][j][2 * half] in the tile; the next accumulator is that of the
// next column.
#define ACCUMULATOR_ROW(i, half) (WARP_ROW + 16 * (i) + 8 * (half) + LANE / 4)
#define ACCUMULATOR_COLUMN(j) (WARP_COLUMN + 8 * (j) + LANE % 4 * 2)

// Local memory of a tile, to be declared in the kernel.
#define TILE_MEMORY                                 \
  __local uint4 rowKTiles[2][ROW_K_TILE / 4];       \
  __local uint4 columnKTiles[2][COLUMN_K_TILE / 4]; \
  MMA_EXCHANGE(exchange, TILE_ITEMS)

ALWAYS_INLINE uint4 roundedQuad(float4 quad) {
  return (uint4)(
      roundedToTF32(quad.x), roundedToTF32(quad.y), roundedToTF32(quad.z), roundedToTF32(quad.w));
}

// Stores this work-item's quads in a pair of K-tiles.
ALWAYS_INLINE void stashKTiles(
    __local uint4 *rows, __local uint4 *columns, const float4 *rowQuads, const float4 *columnQuads) {
  MMA_UNROLL
  for (int n = 0; n < ROW_QUADS; ++n)
    rows[ROW_PLACE(QUAD_ROW(n), QUAD_ROW_K(n)) / 4] = roundedQuad(rowQuads[n]);
  MMA_UNROLL
  for (int n = 0; n < COLUMN_QUADS; ++n)
    columns[COLUMN_PLACE(QUAD_COLUMN(n), QUAD_COLUMN_K(n)) / 4] = roundedQuad(columnQuads[n]);
}

// accumulators += this warp's tile of the product of a pair of K-tiles.
ALWAYS_INLINE void multiplyKTiles(
    __local const uint4 *rowKTile, __local const uint4 *columnKTile,
    float (*accumulators)[FRAGMENTS_ACROSS][4], __local uint *exchange) {
  __local const uint *rows = (__local const uint *)rowKTile;
  __local const uint *columns = (__local const uint *)columnKTile;
  const int row = WARP_ROW + LANE / 4, column = WARP_COLUMN + LANE / 4;
  MMA_UNROLL
  for (int step = 0; step < K_TILE; step += 8) {
    const int k = step + LANE % 4;
    uint a[FRAGMENTS_DOWN][4], b[FRAGMENTS_ACROSS][2];
    MMA_UNROLL
    for (int i = 0; i < FRAGMENTS_DOWN; ++i)
      MMA_UNROLL
      for (int r = 0; r < 4; ++r)
        a[i][r] = rows[ROW_PLACE(row + 16 * i + r % 2 * 8, k + r / 2 * 4)];
    MMA_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      MMA_UNROLL
      for (int r = 0; r < 2; ++r) b[j][r] = columns[COLUMN_PLACE(column + 8 * j, k + r * 4)];
    mma(accumulators, a, b, exchange);
  }
}
