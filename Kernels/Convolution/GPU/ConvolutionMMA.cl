// Forward convolution and input gradient by tensor cores (MMA): operands are rounded to TF32,
// accumulators are float32.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, ConvolutionLayout for the
// constants. An implicit matrix product: M is the target pixels (of one parity class), N the target
// channels, K the window's taps times source channels; MMATile describes the tile of a work-group.
// Rows are loaded along K: a load is four source channels of one pixel. Columns are loaded as the
// weights are stored: along the target channels, with REVERSED along the source channels.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [bias], [gate], result.
// GPU family; work-groups of TILE_ITEMS; global size: column tiles times TILE_ITEMS, row tiles, classes.
// Both channel counts are multiples of 4. The host defines ROWS_ALONG_K 1, COLUMNS_ALONG_K as
// REVERSED, CLASS_PIXELS (M), and what MMATile needs.
// Needs: ConvolutionEpilogue, ConvolutionLayout, MMATile.

// Pairs of results are contiguous and aligned.
#define LOAD_float2(p) (*(__global const float2 *)(p))
#define STORE_float2(p, v) (*(__global float2 *)(p) = (v))

// The parity class (a, b) of a work-group: taps in a row of its window, K, its first target pixel, and
// the source pixel that the first tap of that one meets.
typedef struct {
  int a, b, taps, depth, firstY, firstX, top, left;
} ParityClass;

ALWAYS_INLINE ParityClass parityClass(int number) {
  ParityClass parity;
  parity.a = number / CLASS_STEP;
  parity.b = number % CLASS_STEP;
  parity.taps = (KERNEL_WIDTH - parity.b + CLASS_STEP - 1) / CLASS_STEP;
  const int tapRows = (KERNEL_HEIGHT - parity.a + CLASS_STEP - 1) / CLASS_STEP;
  parity.depth = tapRows * parity.taps * SOURCE_CHANNELS;
#if REVERSED
  parity.firstY = (parity.a + STRIDE - PAD_TOP % STRIDE) % STRIDE;
  parity.firstX = (parity.b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  parity.top = (parity.firstY + PAD_TOP - parity.a) / STRIDE;
  parity.left = (parity.firstX + PAD_LEFT - parity.b) / STRIDE;
#else
  parity.firstY = parity.firstX = 0;
  parity.top = -PAD_TOP;
  parity.left = -PAD_LEFT;
#endif
  return parity;
}

// The source pixels that the first tap of each loaded target pixel meets.
typedef struct {
  int y[ROW_QUADS], x[ROW_QUADS], pixel[ROW_QUADS];
} Windows;

ALWAYS_INLINE void findWindows(Windows *windows, const ParityClass *parity, int firstRow) {
  MMA_UNROLL
  for (int n = 0; n < ROW_QUADS; ++n) {
    const int pixel = firstRow + QUAD_ROW(n), image = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
    const int y = pixel / CLASS_WIDTH % CLASS_HEIGHT * PIXEL_STEP + parity->top;
    windows->x[n] = pixel % CLASS_WIDTH * PIXEL_STEP + parity->left;
    windows->pixel[n] = (image * SOURCE_HEIGHT + y) * SOURCE_WIDTH + windows->x[n];
    // A pixel beyond the batch: above the source for every tap, so nothing is loaded.
    windows->y[n] = pixel < CLASS_PIXELS ? y : -(1 << 30);
  }
}

// Loads this work-item's part of the K-tile that begins at `kTile`.
ALWAYS_INLINE void fetchQuads(
    float4 *rowQuads, float4 *columnQuads, __global const float *source, __global const float *w,
    const Windows *windows, const ParityClass *parity, int firstColumn, int kTile) {
  // All loads of a work-item begin at the same k.
  const int k = kTile + QUAD_ROW_K(0);
  const int tap = k / SOURCE_CHANNELS, channel = k % SOURCE_CHANNELS;
  const int tapY = tap / max(parity->taps, 1), tapX = tap % max(parity->taps, 1);
  const int stepY = REVERSED ? -tapY : tapY, stepX = REVERSED ? -tapX : tapX;
  MMA_UNROLL
  for (int n = 0; n < ROW_QUADS; ++n) {
    const int y = windows->y[n] + stepY, x = windows->x[n] + stepX;
    const bool exists =
        k < parity->depth && y >= 0 && y < SOURCE_HEIGHT && x >= 0 && x < SOURCE_WIDTH;
    const int pixel = windows->pixel[n] + stepY * SOURCE_WIDTH + stepX;
    rowQuads[n] = exists
        ? *(__global const float4 *)(source + (ulong)pixel * SOURCE_CHANNELS + channel)
        : (float4)(0.0f);
  }
  MMA_UNROLL
  for (int n = 0; n < COLUMN_QUADS; ++n) {
    const int target = firstColumn + QUAD_COLUMN(n);
#if REVERSED
    // Along K too: the load has the tap and channel of the rows.
    const int ky = parity->a + CLASS_STEP * tapY, kx = parity->b + CLASS_STEP * tapX;
    const int depth = k, line = (ky * KERNEL_WIDTH + kx) * IN_CHANNELS + target, at = channel;
#else
    const int depth = kTile + QUAD_COLUMN_K(n), line = depth, at = target;
#endif
    columnQuads[n] = depth < parity->depth && target < TARGET_CHANNELS
        ? *(__global const float4 *)(w + (ulong)line * OUT_CHANNELS + at)
        : (float4)(0.0f);
  }
}

__kernel __attribute__((reqd_work_group_size(TILE_ITEMS, 1, 1))) void convolutionMMA(
    IN(float, source), IN(float, w), EPILOGUE_ARGUMENTS OUT(float, result)) {
  BIND_IN(float, source);
  BIND_IN(float, w);
  BIND_EPILOGUE;
  BIND_OUT(float, result);
  TILE_MEMORY;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const ParityClass parity = parityClass(get_group_id(2));
  Windows windows;
  findWindows(&windows, &parity, firstRow);

  float sums[FRAGMENTS_DOWN][FRAGMENTS_ACROSS][4] = {{{0.0f}}};
  float4 rowQuads[ROW_QUADS], columnQuads[COLUMN_QUADS];
  fetchQuads(rowQuads, columnQuads, source, w, &windows, &parity, firstColumn, 0);
  for (int kTile = 0; kTile < parity.depth; kTile += K_TILE) {
    const int turn = kTile / K_TILE % 2;
    stashKTiles(rowKTiles[turn], columnKTiles[turn], rowQuads, columnQuads);
    barrier(CLK_LOCAL_MEM_FENCE);
    fetchQuads(
        rowQuads, columnQuads, source, w, &windows, &parity, firstColumn, kTile + K_TILE);
    multiplyKTiles(rowKTiles[turn], columnKTiles[turn], sums, exchange);
  }

  MMA_UNROLL
  for (int i = 0; i < 2 * FRAGMENTS_DOWN; ++i) {
    const int pixel = firstRow + ACCUMULATOR_ROW(i / 2, i % 2);
    const int y = parity.firstY + pixel / CLASS_WIDTH % CLASS_HEIGHT * TARGET_STEP;
    const int x = parity.firstX + pixel % CLASS_WIDTH * TARGET_STEP;
    if (pixel >= CLASS_PIXELS || y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
    const int image = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
    MMA_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j) {
      const int target = firstColumn + ACCUMULATOR_COLUMN(j);
      if (target >= TARGET_CHANNELS) continue;
      const ulong at =
          (ulong)((image * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS + target;
      const float2 pair = (float2)(sums[i / 2][j][i % 2 * 2], sums[i / 2][j][i % 2 * 2 + 1]);
      FINISH(float2, pair, at, target)
    }
  }
}
