// Gradient of a convolution with respect to its weights, of the GPU family: see
// ConvolutionFilterGradient for the formula and ConvolutionKTiles for the tiles.
//
// An implicit matrix product: M is (ky,kx,ci), N is co, and K, all output pixels of the batch, is split
// into SLICES. A second kernel adds the slices in order, so that the result is deterministic; with one
// slice the first kernel writes the result.
//
// A work-item loads x for one row, or for four rows that are channels of one tap. Its pixels follow
// each other at a fixed distance, so that it advances without a division.
//
// convolutionFilterTiled(x, dy, [the prologue's],
//   partial [SLICES][KERNEL_HEIGHT*KERNEL_WIDTH*IN_CHANNELS][OUT_CHANNELS]); x and dy may be stored in
//   half precision; work-groups of ITEMS, at least TILE_ROWS / IMAGE_LANES; groups: column tiles, row
//   tiles, SLICES.
// convolutionFilterTiledReduction(partial, dw); any one-dimensional global size.
// The host defines WEIGHT_ROWS (M), PIXEL_COUNT (K), SLICES, SLICE_PIXELS (whole K-tiles) and the
// constants of ConvolutionKTiles.
// Needs: ConvolutionPrologue, ConvolutionKTiles.

#if FAMILY_GPU
#if IN_CHANNELS % 4 == 0
#define IMAGE_LANES 4
#define IMAGE_VECTOR float4
#else
#define IMAGE_LANES 1
#define IMAGE_VECTOR float
#endif
#if OUT_CHANNELS % 4 == 0
#define FEATURE_LANES 4
#define FEATURE_VECTOR float4
#else
#define FEATURE_LANES 1
#define FEATURE_VECTOR float
#endif
#define ROW_VECTORS (TILE_ROWS / IMAGE_LANES)
#define COLUMN_VECTORS (TILE_COLUMNS / FEATURE_LANES)
// Pixels between a work-item's loads of x, and how many loads fill a K-tile.
#define IMAGE_STEP (ITEMS / ROW_VECTORS < K_TILE ? ITEMS / ROW_VECTORS : K_TILE)
#define IMAGE_LOADS (K_TILE / IMAGE_STEP)
#define STORE_HERE(T, y, channel) STORE(T, partial + at * OUT_CHANNELS + (channel), y);
#define FEATURE_LOADS (K_TILE * COLUMN_VECTORS)

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void convolutionFilterTiled(
    IN(STORED(x), x), IN(STORED(dy), dy), PROLOGUE_ARGUMENTS OUT(float, partial)) {
  BIND_IN(STORED(x), x);
  BIND_IN(STORED(dy), dy);
  BIND_PROLOGUE;
  BIND_OUT(float, partial);
  LOCAL_K_TILES(kTiles);

  const int item = get_local_id(0), column = item % GROUP_COLUMNS, row = item / GROUP_COLUMNS;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int slice = get_group_id(2), begin = slice * SLICE_PIXELS;
  const int end = min(PIXEL_COUNT, begin + SLICE_PIXELS);

  // The row that this work-item loads, and its first pixel.
  const int tileRow = item % ROW_VECTORS * IMAGE_LANES, firstK = item / ROW_VECTORS;
  const int weight = firstRow + tileRow, tap = weight / IN_CHANNELS;
  const int shiftY = tap / KERNEL_WIDTH - PAD_TOP, shiftX = tap % KERNEL_WIDTH - PAD_LEFT;
  const bool isRow = weight < WEIGHT_ROWS && firstK < K_TILE;
  int pixel = begin + firstK;
  int oy = pixel / OUT_WIDTH % OUT_HEIGHT, ox = pixel % OUT_WIDTH;
  int image = pixel / (OUT_WIDTH * OUT_HEIGHT) * (HEIGHT * WIDTH * IN_CHANNELS)
      + weight % IN_CHANNELS;

  float4 accumulators[ITEM_ROWS][ITEM_VECTORS];
  clearAccumulators(accumulators);
  int current = 0;
  // Software pipeline: the previous K-tile is multiplied while the one at `next` is loaded.
  for (int next = begin; next < end + K_TILE; next += K_TILE) {
    IMAGE_VECTOR images[IMAGE_LOADS];
    bool exists[IMAGE_LOADS];
#pragma unroll
    for (int i = 0; i < IMAGE_LOADS; ++i) {
      const int iy = oy * STRIDE + shiftY, ix = ox * STRIDE + shiftX;
      exists[i] = isRow && pixel < end && (uint)iy < HEIGHT && (uint)ix < WIDTH;
      images[i] = (IMAGE_VECTOR)(0.0f);
      if (exists[i]) images[i] = READ(IMAGE_VECTOR, x, image + (iy * WIDTH + ix) * IN_CHANNELS);
      pixel += IMAGE_STEP;
      ox += IMAGE_STEP;
      while (ox >= OUT_WIDTH) {
        ox -= OUT_WIDTH;
        if (++oy == OUT_HEIGHT) {
          oy = 0;
          image += HEIGHT * WIDTH * IN_CHANNELS;
        }
      }
    }
    FEATURE_VECTOR features[PER_ITEM(FEATURE_LOADS)];
#pragma unroll
    for (int j = 0; j < PER_ITEM(FEATURE_LOADS); ++j) {
      const int at = j * ITEMS + item, d = next + at / COLUMN_VECTORS;
      const int channel = firstColumn + at % COLUMN_VECTORS * FEATURE_LANES;
      features[j] = (FEATURE_VECTOR)(0.0f);
      if (d < end && channel < OUT_CHANNELS)
        features[j] = READ(FEATURE_VECTOR, dy, d * OUT_CHANNELS + channel);
    }

    if (next > begin)
      multiplyKTiles(accumulators, kTiles[current] + 4 * row,
                     kTiles[current] + COLUMN_K_TILE + 4 * column);
    current ^= 1;
#pragma unroll
    for (int i = 0; i < IMAGE_LOADS; ++i) {
      NORMALIZE_FIRST(IMAGE_VECTOR, images[i], exists[i], weight % IN_CHANNELS)
      if (firstK < K_TILE)
        STORE_LOCAL(IMAGE_VECTOR,
              kTiles[current] + (firstK + i * IMAGE_STEP) * ROW_PITCH + tileRow, images[i]);
    }
#pragma unroll
    for (int j = 0; j < PER_ITEM(FEATURE_LOADS); ++j) {
      const int at = j * ITEMS + item, d = at / COLUMN_VECTORS;
      const int tileColumn = at % COLUMN_VECTORS * FEATURE_LANES;
      NORMALIZE_SECOND(FEATURE_VECTOR, features[j], next + d < end,
                       min(firstColumn + tileColumn, OUT_CHANNELS - FEATURE_LANES))
      if (FEATURE_LOADS % ITEMS == 0 || at < FEATURE_LOADS)
        STORE_LOCAL(FEATURE_VECTOR, kTiles[current] + COLUMN_K_TILE + d * COLUMN_PITCH + tileColumn,
              features[j]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  partial += (ulong)slice * (WEIGHT_ROWS * OUT_CHANNELS);
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i) {
    const int at = firstRow + ITEM_ROW(row, i);
    if (at >= WEIGHT_ROWS) continue;
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j)
      FOR_FLOAT4(STORE_HERE, accumulators[i][j], firstColumn + ITEM_COLUMN(column, j), OUT_CHANNELS)
  }
}

__kernel void convolutionFilterTiledReduction(IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  FOR_ELEMENTS(i, WEIGHT_ROWS * OUT_CHANNELS) {
    float sum = 0.0f;
#pragma unroll 4
    for (int slice = 0; slice < SLICES; ++slice)
      sum += partial[(ulong)slice * (WEIGHT_ROWS * OUT_CHANNELS) + i];
    dw[i] = sum;
  }
}
#endif
