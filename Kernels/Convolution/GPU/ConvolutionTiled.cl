// Forward convolution and input gradient of the GPU family as one implicit matrix product.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, ConvolutionLayout for the
// constants and ConvolutionKTiles for the tiles. M is the target pixels (of one parity class), N the
// target channels, K the window's taps times source channels.
//
// A work-item loads the same pixels from K-tile to K-tile and computes their windows once; only the tap
// and the channel of its k advance. A load is four channels where the channel count is a multiple of 4,
// else one. Loaded values are normalised (ConvolutionPrologue) only after the product that hides
// their latency.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [the prologue's],
//   [bias], [gate], [see ConvolutionStatistics: parts [row tiles][classes]], result. Source, gate and
//   result may be stored in half precision.
// Work-groups of ITEMS, a multiple of K_TILE; groups: tiles, columns fastest; classes.
// The host defines the constants of ConvolutionLayout and ConvolutionKTiles, CLASS_PIXELS (M), and
// COLUMN_TILES, tiles across N.
// Needs: ConvolutionPrologue, ConvolutionEpilogue, ConvolutionKTiles, ConvolutionGPUStatistics.

#if FAMILY_GPU
#define TAP_SIGN (REVERSED ? -1 : 1)
#define FINISH_HERE(T, y, target) FINISH_THEN(T, y, first + (target), target, WRITE_BACK(y))
#if STATISTICS && LOCAL_STATISTICS_ELEMENTS(GROUP_ROWS, TILE_COLUMNS) > 2 * K_TILE_ELEMENTS
#error "a tile's statistics do not fit the local memory of its K-tiles"
#endif

#if SOURCE_CHANNELS % 4 == 0
#define SOURCE_LANES 4
#define SOURCE_VECTOR float4
#else
#define SOURCE_LANES 1
#define SOURCE_VECTOR float
#endif
// Weights are loaded along the target channels, with REVERSED along the source channels.
#if REVERSED ? SOURCE_CHANNELS % 4 == 0 : TARGET_CHANNELS % 4 == 0
#define WEIGHT_LANES 4
#define WEIGHT_VECTOR float4
#else
#define WEIGHT_LANES 1
#define WEIGHT_VECTOR float
#endif
#define K_VECTORS (K_TILE / SOURCE_LANES)
#define SOURCE_LOADS (TILE_ROWS * K_VECTORS)
#define WEIGHT_LOADS (TILE_COLUMNS * K_TILE / WEIGHT_LANES)

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void convolutionTiled(
    IN(STORED(source), source), IN(float, w),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, w);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(STORED(result), result);
  LOCAL_K_TILES(kTiles);

  const int item = get_local_id(0), column = item % GROUP_COLUMNS, row = item / GROUP_COLUMNS;
  const int firstRow = (int)get_group_id(0) / COLUMN_TILES * TILE_ROWS;
  const int firstColumn = (int)get_group_id(0) % COLUMN_TILES * TILE_COLUMNS;
  const int a = (int)get_group_id(1) / CLASS_STEP, b = (int)get_group_id(1) % CLASS_STEP;
  const int taps = (KERNEL_WIDTH - b + CLASS_STEP - 1) / CLASS_STEP;
  const int tapRows = taps > 0 ? (KERNEL_HEIGHT - a + CLASS_STEP - 1) / CLASS_STEP : 0;
  const int kExtent = tapRows * taps * SOURCE_CHANNELS;
#if REVERSED
  const int firstY = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE;
  const int firstX = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  const int top = (firstY + PAD_TOP - a) / STRIDE, left = (firstX + PAD_LEFT - b) / STRIDE;
#else
  const int firstY = 0, firstX = 0, top = -PAD_TOP, left = -PAD_LEFT;
#endif

  // The windows of the pixels that this work-item loads; a pixel beyond the batch is above the image.
  int windowY[PER_ITEM(SOURCE_LOADS)], windowX[PER_ITEM(SOURCE_LOADS)], window[PER_ITEM(SOURCE_LOADS)];
#pragma unroll
  for (int i = 0; i < PER_ITEM(SOURCE_LOADS); ++i) {
    const int pixel = firstRow + (i * ITEMS + item) / K_VECTORS;
    const int y = pixel / CLASS_WIDTH % CLASS_HEIGHT * PIXEL_STEP + top;
    const int x = pixel % CLASS_WIDTH * PIXEL_STEP + left;
    const int n = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
    windowY[i] = pixel < CLASS_PIXELS ? y : -(1 << 30);
    windowX[i] = x;
    window[i] = ((n * SOURCE_HEIGHT + y) * SOURCE_WIDTH + x) * SOURCE_CHANNELS;
  }

  float4 accumulators[ITEM_ROWS][ITEM_VECTORS];
  clearAccumulators(accumulators);
  int tapY = 0, tapX = 0, channel = item % K_VECTORS * SOURCE_LANES;
  int current = 0;
  // Software pipeline: the previous K-tile is multiplied while the one at `next` is loaded.
  for (int next = 0; next < kExtent + K_TILE; next += K_TILE) {
    while (channel >= SOURCE_CHANNELS) {
      channel -= SOURCE_CHANNELS;
      if (++tapX == taps) {
        tapX = 0;
        ++tapY;
      }
    }
    SOURCE_VECTOR sources[PER_ITEM(SOURCE_LOADS)];
    bool exists[PER_ITEM(SOURCE_LOADS)];
    const int loadedChannel = channel;
    const int shift = TAP_SIGN * (tapY * SOURCE_WIDTH + tapX) * SOURCE_CHANNELS + loadedChannel;
#pragma unroll
    for (int i = 0; i < PER_ITEM(SOURCE_LOADS); ++i) {
      const int y = windowY[i] + TAP_SIGN * tapY, x = windowX[i] + TAP_SIGN * tapX;
      exists[i] = tapY < tapRows && (uint)y < SOURCE_HEIGHT && (uint)x < SOURCE_WIDTH;
      sources[i] = (SOURCE_VECTOR)(0.0f);
      if (exists[i]) sources[i] = READ(SOURCE_VECTOR, source, window[i] + shift);
    }
    WEIGHT_VECTOR weights[PER_ITEM(WEIGHT_LOADS)];
#if REVERSED
    const int tap = (a + CLASS_STEP * tapY) * KERNEL_WIDTH + b + CLASS_STEP * tapX;
#endif
#pragma unroll
    for (int j = 0; j < PER_ITEM(WEIGHT_LOADS); ++j) {
      const int at = j * ITEMS + item;
#if REVERSED
      const int target = firstColumn + at / K_VECTORS;
      const bool exists = tapY < tapRows && target < TARGET_CHANNELS;
      const int from = tap * (IN_CHANNELS * OUT_CHANNELS) + target * OUT_CHANNELS + channel;
#else
      const int target = firstColumn + at % (TILE_COLUMNS / WEIGHT_LANES) * WEIGHT_LANES;
      const int d = next + at / (TILE_COLUMNS / WEIGHT_LANES);
      const bool exists = d < kExtent && target < TARGET_CHANNELS;
      const int from = d * OUT_CHANNELS + target;
#endif
      weights[j] = (WEIGHT_VECTOR)(0.0f);
      if (exists) weights[j] = LOAD_AS(WEIGHT_VECTOR, w + from);
    }
    channel += K_TILE;

    if (next > 0)
      multiplyKTiles(accumulators, kTiles[current] + 4 * row,
                     kTiles[current] + COLUMN_K_TILE + 4 * column);
    current ^= 1;
#pragma unroll
    for (int i = 0; i < PER_ITEM(SOURCE_LOADS); ++i) {
      const int at = i * ITEMS + item;
      NORMALIZE_FIRST(SOURCE_VECTOR, sources[i], exists[i], loadedChannel)
      if (SOURCE_LOADS % ITEMS == 0 || at < SOURCE_LOADS)
        STORE_LOCAL_STRIDED(SOURCE_VECTOR,
               kTiles[current] + at % K_VECTORS * SOURCE_LANES * ROW_PITCH + at / K_VECTORS, ROW_PITCH,
               sources[i]);
    }
    __local float *columnKTile = kTiles[current] + COLUMN_K_TILE;
#pragma unroll
    for (int j = 0; j < PER_ITEM(WEIGHT_LOADS); ++j) {
      const int at = j * ITEMS + item;
      if (WEIGHT_LOADS % ITEMS != 0 && at >= WEIGHT_LOADS) continue;
#if REVERSED
      STORE_LOCAL_STRIDED(WEIGHT_VECTOR,
             columnKTile + at % K_VECTORS * WEIGHT_LANES * COLUMN_PITCH + at / K_VECTORS, COLUMN_PITCH,
             weights[j]);
#else
      const int d = at / (TILE_COLUMNS / WEIGHT_LANES);
      const int c = at % (TILE_COLUMNS / WEIGHT_LANES) * WEIGHT_LANES;
      STORE_LOCAL(WEIGHT_VECTOR, columnKTile + d * COLUMN_PITCH + c, weights[j]);
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#if STATISTICS
  ChannelSums channelSums[ITEM_COLUMNS];
#pragma unroll
  for (int c = 0; c < ITEM_COLUMNS; ++c)
    startSums(statistics, channelSums + c, firstColumn + ITEM_COLUMN(column, c / 4) + c % 4);
#endif
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i) {
    const int pixel = firstRow + ITEM_ROW(row, i);
    const int y = firstY + pixel / CLASS_WIDTH % CLASS_HEIGHT * TARGET_STEP;
    const int x = firstX + pixel % CLASS_WIDTH * TARGET_STEP;
    if (pixel >= CLASS_PIXELS || y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
    const int n = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
    const int first = ((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
#pragma unroll
    for (int j = 0; j < ITEM_VECTORS; ++j) {
      const int target = firstColumn + ITEM_COLUMN(column, j);
      FOR_FLOAT4(FINISH_HERE, accumulators[i][j], target, TARGET_CHANNELS)
      ADD_VECTOR_TO_SUMS(float4, channelSums + 4 * j, accumulators[i][j], first, target)
    }
  }
#if STATISTICS
  // After the last barrier nothing reads the K-tiles.
  __local float *shared = kTiles[0];
#pragma unroll
  for (int c = 0; c < ITEM_COLUMNS; ++c)
    shareSums(shared, GROUP_ROWS, TILE_COLUMNS, row, ITEM_COLUMN(column, c / 4) + c % 4,
              channelSums + c);
  barrier(CLK_LOCAL_MEM_FENCE);
  const int part = (int)get_group_id(0) / COLUMN_TILES * (CLASS_STEP * CLASS_STEP)
      + (int)get_group_id(1);
  storeMergedSums(statistics, part, shared, GROUP_ROWS, TILE_COLUMNS, firstColumn);
#endif
}
#endif
