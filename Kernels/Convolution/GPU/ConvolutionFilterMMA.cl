// Gradient of a convolution with respect to its weights by tensor cores (MMA): operands are rounded
// to TF32, accumulators are float32. See ConvolutionFilterGradient for the formula.
//
// An implicit matrix product: M is (ky,kx,ci), N is co, and K, all output pixels of the batch, is split
// into SLICES; MMATile describes the tile of a work-group. Both operands are loaded along the tile:
// a load is four channels of one pixel. The partial sums
// [SLICES][KERNEL_HEIGHT*KERNEL_WIDTH*IN_CHANNELS][OUT_CHANNELS] are added in order by
// `matrixProductSum`; with one slice they are the result.
//
// Arguments: x, dy, partial. GPU family; work-groups of TILE_ITEMS; global size: column tiles times
// TILE_ITEMS, row tiles, SLICES. Both channel counts are multiples of 4. The host defines the constants
// of ConvolutionLayout, WEIGHT_ROWS (M), PIXEL_COUNT (K), SLICE_PIXELS (whole K-tiles), ROWS_ALONG_K 0,
// COLUMNS_ALONG_K 0 and what MMATile needs.
// Needs: MMATile.

// The row (ky,kx,ci) that a work-item loads, the same for all its loads, which follow one another along
// K: the position of its tap in the window, minus the padding.
typedef struct {
  int y, x, channel;
  bool exists;
} WeightRow;

ALWAYS_INLINE WeightRow weightRow(int row) {
  const int tap = row / IN_CHANNELS;
  WeightRow found = {
      tap / KERNEL_WIDTH - PAD_TOP, tap % KERNEL_WIDTH - PAD_LEFT, row % IN_CHANNELS,
      row < WEIGHT_ROWS};
  return found;
}

// Loads this work-item's part of the K-tile that begins at pixel `kTile`; the slice ends at `end`.
ALWAYS_INLINE void fetchQuads(
    float4 *rowQuads, float4 *columnQuads, __global const float *x, __global const float *dy,
    const WeightRow *row, int firstColumn, int kTile, int end) {
  MMA_UNROLL
  for (int n = 0; n < ROW_QUADS; ++n) {
    const int pixel = kTile + QUAD_ROW_K(n), image = pixel / (OUT_WIDTH * OUT_HEIGHT);
    const int iy = pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE + row->y;
    const int ix = pixel % OUT_WIDTH * STRIDE + row->x;
    const bool exists =
        row->exists && pixel < end && iy >= 0 && iy < HEIGHT && ix >= 0 && ix < WIDTH;
    const ulong at = (ulong)((image * HEIGHT + iy) * WIDTH + ix) * IN_CHANNELS + row->channel;
    rowQuads[n] = exists ? *(__global const float4 *)(x + at) : (float4)(0.0f);
  }
  MMA_UNROLL
  for (int n = 0; n < COLUMN_QUADS; ++n) {
    const int pixel = kTile + QUAD_COLUMN_K(n), channel = firstColumn + QUAD_COLUMN(n);
    columnQuads[n] = pixel < end && channel < OUT_CHANNELS
        ? *(__global const float4 *)(dy + (ulong)pixel * OUT_CHANNELS + channel)
        : (float4)(0.0f);
  }
}

__kernel __attribute__((reqd_work_group_size(TILE_ITEMS, 1, 1))) void convolutionFilterMMA(
    IN(float, x), IN(float, dy), OUT(float, partial)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  TILE_MEMORY;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int begin = get_group_id(2) * SLICE_PIXELS, end = min(PIXEL_COUNT, begin + SLICE_PIXELS);
  partial += get_group_id(2) * ((ulong)WEIGHT_ROWS * OUT_CHANNELS);
  const WeightRow row = weightRow(firstRow + QUAD_ROW(0));

  float sums[FRAGMENTS_DOWN][FRAGMENTS_ACROSS][4] = {{{0.0f}}};
  float4 rowQuads[ROW_QUADS], columnQuads[COLUMN_QUADS];
  fetchQuads(rowQuads, columnQuads, x, dy, &row, firstColumn, begin, end);
  for (int kTile = begin; kTile < end; kTile += K_TILE) {
    const int turn = kTile / K_TILE % 2;
    stashKTiles(rowKTiles[turn], columnKTiles[turn], rowQuads, columnQuads);
    barrier(CLK_LOCAL_MEM_FENCE);
    fetchQuads(rowQuads, columnQuads, x, dy, &row, firstColumn, kTile + K_TILE, end);
    multiplyKTiles(rowKTiles[turn], columnKTiles[turn], sums, exchange);
  }

  MMA_UNROLL
  for (int i = 0; i < 2 * FRAGMENTS_DOWN; ++i) {
    const int weight = firstRow + ACCUMULATOR_ROW(i / 2, i % 2);
    MMA_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j) {
      const int channel = firstColumn + ACCUMULATOR_COLUMN(j);
      if (weight < WEIGHT_ROWS && channel < OUT_CHANNELS)
        // The channel is even: the pair is aligned.
        *(__global float2 *)(partial + (ulong)weight * OUT_CHANNELS + channel) =
            (float2)(sums[i / 2][j][i % 2 * 2], sums[i / 2][j][i % 2 * 2 + 1]);
    }
  }
}
