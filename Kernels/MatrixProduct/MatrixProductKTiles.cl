// How K-tiles of a matrix product's operands pass from global to local memory, by way of registers
// (no kernel here): `fetch` and `put`, and the order of a K-tile's elements there.
//
// The macros are those of MatrixProductGPU. All work-items of a work-group share the loads.

#define ROW_ITEMS (TILE_ROWS / ITEM_ROWS)
#define COLUMN_ITEMS (TILE_COLUMNS / ITEM_COLUMNS)
#define PLACES (ROW_ITEMS * COLUMN_ITEMS)
#define ITEMS (PLACES * SHARES)

// Loads of a work-item for one K-tile of an operand.
#define LOADS(tile, lanes) ((K_TILE * (tile) / (lanes) + ITEMS - 1) / ITEMS)

// Where a K-tile is transposed on its way, quads change places along a row, with every inner index
// others, so that work-items that store neighbouring inner indices meet different banks. Offsets
// stay within the quads that lie side by side, 4 · items.
#define SWIZZLE(k, items) ((4 * ((k) % 8) ^ 8 * ((k) / 8)) & (4 * (items) - 1))

// The numbers of a matrix from `at` on, whose elements have so many bits, a constant.
#define MATRIX_AT(T)                                           \
  (bits == 16 ? READ_16_##T((__global const half *)matrix, at) \
              : READ_32_##T((__global const float *)matrix, at))

// This work-item's loads of the K-tile that begins with inner index `first` of `depth`. `matrix` is stored
// [extent,depth] where `inner`, else [depth,extent]. What lies behind its last row or column repeats
// that; its sums are not stored. Inner indices behind the last read as zero.
static inline __attribute__((always_inline)) void fetch(
    float *values, __global const void *matrix, const int bits, const int item, const int first,
    const int depth, const int start, const int extent, const int tile, const int lanes,
    const bool inner) {
  const int loads = K_TILE * tile / lanes, perLine = (inner ? K_TILE : tile) / lanes;
#pragma unroll
  for (int n = 0; n < LOADS(tile, lanes); ++n) {
    const int load = item + n * ITEMS;
    const int along = load % perLine * lanes, line = load / perLine;
    const int k = first + (inner ? along : line);
    const int i = min(start + (inner ? line : along), extent - (inner ? 1 : lanes));
    const bool exists = k < depth && (loads % ITEMS == 0 || load < loads);
    const int at = inner ? i * depth + k : k * extent + i;
    if (lanes == 4) {
      float4 four = (float4)(0.0f);
      if (exists) four = MATRIX_AT(float4);
      vstore4(four, n, values);
    } else {
      values[n] = exists ? MATRIX_AT(float) : 0.0f;
    }
  }
}

// Puts what was fetched into a K-tile in local memory, [K_TILE][tile].
static inline __attribute__((always_inline)) void put(
    __local float *kTile, const float *values, const int item, const int tile, const int lanes,
    const bool inner, const int items) {
  const int loads = K_TILE * tile / lanes, perLine = (inner ? K_TILE : tile) / lanes;
#pragma unroll
  for (int n = 0; n < LOADS(tile, lanes); ++n) {
    const int load = item + n * ITEMS;
    const int along = load % perLine * lanes, line = load / perLine;
    if (loads % ITEMS != 0 && load >= loads) continue;
    if (inner) {
#pragma unroll
      for (int l = 0; l < lanes; ++l)
        kTile[(along + l) * tile + (line ^ SWIZZLE(along + l, items))] = values[n * lanes + l];
    } else if (lanes == 4) {
      *(__local float4 *)(kTile + line * tile + along) = vload4(n, values);
    } else {
      kTile[line * tile + along] = values[n];
    }
  }
}
