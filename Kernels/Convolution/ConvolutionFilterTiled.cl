// Gradient of a convolution with respect to its weights, of the GPU family: see
// ConvolutionFilterGradient for the formula and ConvolutionKTiles for the tiles.
//
// An implicit matrix product whose rows are (ky,kx,ci), whose columns are co and whose depth, all
// output pixels of the batch, is split into SLICES. The slices are added in order by a second kernel,
// so that the result is the same in every run; with one slice the first kernel writes the result.
//
// A work-item fetches numbers of x for one row, or four that are channels of one tap, and for pixels
// that follow each other at a fixed distance: it walks them without a division.
//
// x and dy may be stored in half precision.
//
// convolutionFilterTiled(x, dy, [the prologue's],
//   partial [SLICES][KERNEL_HEIGHT*KERNEL_WIDTH*IN_CHANNELS][OUT_CHANNELS]);
//   work-groups of ITEMS, at least the fours, or single numbers, in TILE_ROWS; groups: column tiles,
//   row tiles, SLICES.
// convolutionFilterTiledReduction(partial, dw); any one-dimensional global size.
// Needs ConvolutionPrologue and ConvolutionKTiles in front.

#if FAMILY_GPU
#define WEIGHT_ROWS (KERNEL_HEIGHT * KERNEL_WIDTH * IN_CHANNELS)
#define PIXEL_COUNT (BATCH * OUT_HEIGHT * OUT_WIDTH)
// Pixels of a slice: whole K-tiles.
#define SLICE_PIXELS ((PIXEL_COUNT + SLICES * TILE_DEPTH - 1) / (SLICES * TILE_DEPTH) * TILE_DEPTH)

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
#define ROW_PLACES (TILE_ROWS / IMAGE_LANES)
#define COLUMN_PLACES (TILE_COLUMNS / FEATURE_LANES)
// Pixels between a work-item's fetches of x, and how many it makes for a K-tile.
#define IMAGE_STEP (ITEMS / ROW_PLACES < TILE_DEPTH ? ITEMS / ROW_PLACES : TILE_DEPTH)
#define IMAGE_MOVES (TILE_DEPTH / IMAGE_STEP)
#define STORE_HERE(T, y, channel) STORE(T, partial + at * OUT_CHANNELS + (channel), y);
#define FEATURE_MOVES (TILE_DEPTH * COLUMN_PLACES)

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

  // The row that this work-item fetches, and the pixel from which it sets out.
  const int placedRow = item % ROW_PLACES * IMAGE_LANES, firstDepth = item / ROW_PLACES;
  const int weight = firstRow + placedRow, tap = weight / IN_CHANNELS;
  const int shiftY = tap / KERNEL_WIDTH - PAD_TOP, shiftX = tap % KERNEL_WIDTH - PAD_LEFT;
  const bool isRow = weight < WEIGHT_ROWS && firstDepth < TILE_DEPTH;
  int pixel = begin + firstDepth;
  int oy = pixel / OUT_WIDTH % OUT_HEIGHT, ox = pixel % OUT_WIDTH;
  int image = pixel / (OUT_WIDTH * OUT_HEIGHT) * (HEIGHT * WIDTH * IN_CHANNELS)
      + weight % IN_CHANNELS;

  float4 sums[ITEM_ROWS][ITEM_VECTORS];
  clearSums(sums);
  int current = 0;
  // The K-tile of the turn before is multiplied while `next` is fetched.
  for (int next = begin; next < end + TILE_DEPTH; next += TILE_DEPTH) {
    IMAGE_VECTOR images[IMAGE_MOVES];
    bool exists[IMAGE_MOVES];
#pragma unroll
    for (int i = 0; i < IMAGE_MOVES; ++i) {
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
    FEATURE_VECTOR features[SHARE(FEATURE_MOVES)];
#pragma unroll
    for (int j = 0; j < SHARE(FEATURE_MOVES); ++j) {
      const int at = j * ITEMS + item, d = next + at / COLUMN_PLACES;
      const int channel = firstColumn + at % COLUMN_PLACES * FEATURE_LANES;
      features[j] = (FEATURE_VECTOR)(0.0f);
      if (d < end && channel < OUT_CHANNELS)
        features[j] = READ(FEATURE_VECTOR, dy, d * OUT_CHANNELS + channel);
    }

    if (next > begin)
      multiplyKTiles(sums, kTiles[current] + 4 * row, kTiles[current] + COLUMN_K_TILE + 4 * column);
    current ^= 1;
#pragma unroll
    for (int i = 0; i < IMAGE_MOVES; ++i) {
      NORMALIZE_FIRST(IMAGE_VECTOR, images[i], exists[i], weight % IN_CHANNELS)
      if (firstDepth < TILE_DEPTH)
        PLACE(IMAGE_VECTOR,
              kTiles[current] + (firstDepth + i * IMAGE_STEP) * ROW_PITCH + placedRow, images[i]);
    }
#pragma unroll
    for (int j = 0; j < SHARE(FEATURE_MOVES); ++j) {
      const int at = j * ITEMS + item, d = at / COLUMN_PLACES;
      const int placedColumn = at % COLUMN_PLACES * FEATURE_LANES;
      NORMALIZE_SECOND(FEATURE_VECTOR, features[j], next + d < end,
                       min(firstColumn + placedColumn, OUT_CHANNELS - FEATURE_LANES))
      if (FEATURE_MOVES % ITEMS == 0 || at < FEATURE_MOVES)
        PLACE(FEATURE_VECTOR, kTiles[current] + COLUMN_K_TILE + d * COLUMN_PITCH + placedColumn,
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
      FOR_FOUR(STORE_HERE, sums[i][j], firstColumn + ITEM_COLUMN(column, j), OUT_CHANNELS)
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
