// How MatrixProductGPU moves K-tiles of its operands from global memory through registers to local
// memory (no kernel here): `fetch` and `put`.
//
// A K-tile is stored [K_TILE][tile], where `tile` is TILE_ROWS or TILE_COLUMNS. The macros are those of
// MatrixProductGPU. All ITEMS work-items of the work-group have to call.

// Loads of a work-item for one K-tile of an operand.
#define LOADS(tile, lanes) ((K_TILE * (tile) / (lanes) + ITEMS - 1) / ITEMS)

// Where a K-tile is transposed on its way, the quads of a row are permuted, differently for each k, so
// that work-items that store neighbouring k use different banks. Quads stay within blocks of 4 · items
// elements.
#define SWIZZLE(k, items) ((4 * ((k) % 8) ^ 8 * ((k) / 8)) & (4 * (items) - 1))

// The elements of a matrix from `at` on; `bits`, a constant, says how they are stored.
#define MATRIX_AT(T)                                           \
  (bits == 16 ? READ_16_##T((__global const half *)matrix, at) \
              : READ_32_##T((__global const float *)matrix, at))

// This work-item's loads of the K-tile that begins at `first` in K. `matrix` is stored [extent,K] where
// `alongK`, else [K,extent]. Rows or columns of C beyond `extent` repeat the last; they are not stored.
// Beyond K everything reads as zero.
static inline __attribute__((always_inline)) void fetch(
    float *values, __global const void *matrix, const int bits, const int item, const int first,
    const int K, const int start, const int extent, const int tile, const int lanes,
    const bool alongK) {
  const int loads = K_TILE * tile / lanes, perLine = (alongK ? K_TILE : tile) / lanes;
#pragma unroll
  for (int n = 0; n < LOADS(tile, lanes); ++n) {
    const int load = item + n * ITEMS;
    const int along = load % perLine * lanes, line = load / perLine;
    const int k = first + (alongK ? along : line);
    const int i = min(start + (alongK ? line : along), extent - (alongK ? 1 : lanes));
    const bool exists = k < K && (loads % ITEMS == 0 || load < loads);
    const int at = alongK ? i * K + k : k * extent + i;
    if (lanes == 4) {
      float4 four = (float4)(0.0f);
      if (exists) four = MATRIX_AT(float4);
      vstore4(four, n, values);
    } else {
      values[n] = exists ? MATRIX_AT(float) : 0.0f;
    }
  }
}

// Stores what was fetched into a K-tile in local memory.
static inline __attribute__((always_inline)) void put(
    __local float *kTile, const float *values, const int item, const int tile, const int lanes,
    const bool alongK, const int items) {
  const int loads = K_TILE * tile / lanes, perLine = (alongK ? K_TILE : tile) / lanes;
#pragma unroll
  for (int n = 0; n < LOADS(tile, lanes); ++n) {
    const int load = item + n * ITEMS;
    const int along = load % perLine * lanes, line = load / perLine;
    if (loads % ITEMS != 0 && load >= loads) continue;
    if (alongK) {
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
