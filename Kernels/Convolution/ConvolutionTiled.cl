// Forward convolution and input gradient of the GPU family, as one implicit matrix product.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, ConvolutionLayout for the
// constants and ConvolutionKTiles for the tiles: REVERSED 0 is the forward pass, 1 the input gradient.
// The product's rows are the target pixels (of one parity class), its columns the target channels, its
// depth the window's taps times source channels.
//
// A work-item fetches numbers of one place along the depth, for pixels that it knows from the start:
// from K-tile to K-tile only that place's tap and channel move on. Fetches are fours of channels where the
// channels are whole fours, else single numbers. They are normalised when they have arrived, behind the
// product that their way is hidden by.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [the prologue's], [bias],
//   [gate], [see ConvolutionStatistics: parts [row tiles][classes]], result. The source too may be
//   stored in half precision.
// GPU family; work-groups of ITEMS, a multiple of TILE_DEPTH; groups: tiles, columns fastest, classes.
// Needs ConvolutionPrologue, ConvolutionEpilogue, ConvolutionLayout, ConvolutionKTiles and
// ConvolutionGPUStatistics in front.

#if FAMILY_GPU
#define CLASS_PIXELS (BATCH * CLASS_HEIGHT * CLASS_WIDTH)
#define COLUMN_TILES ((TARGET_CHANNELS + TILE_COLUMNS - 1) / TILE_COLUMNS)
#define TAP_SIGN (REVERSED ? -1 : 1)
#define FINISH_HERE(T, y, target) FINISH_THEN(T, y, first + (target), target, KEEP(y))
#if STATISTICS && SHARED_STATISTICS(GROUP_ROWS, TILE_COLUMNS) > 2 * K_TILE_NUMBERS
#error "a tile's statistics do not fit the memory of its kTiles"
#endif

#if SOURCE_CHANNELS % 4 == 0
#define SOURCE_LANES 4
#define SOURCE_VECTOR float4
#else
#define SOURCE_LANES 1
#define SOURCE_VECTOR float
#endif
// Weights lie along the target channels, or reversed along the source channels.
#if REVERSED ? SOURCE_CHANNELS % 4 == 0 : TARGET_CHANNELS % 4 == 0
#define WEIGHT_LANES 4
#define WEIGHT_VECTOR float4
#else
#define WEIGHT_LANES 1
#define WEIGHT_VECTOR float
#endif
#define PLACES (TILE_DEPTH / SOURCE_LANES)
#define SOURCE_MOVES (TILE_ROWS * PLACES)
#define WEIGHT_MOVES (TILE_COLUMNS * TILE_DEPTH / WEIGHT_LANES)

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
  const int depth = tapRows * taps * SOURCE_CHANNELS;
#if REVERSED
  const int firstY = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE;
  const int firstX = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  const int top = (firstY + PAD_TOP - a) / STRIDE, left = (firstX + PAD_LEFT - b) / STRIDE;
#else
  const int firstY = 0, firstX = 0, top = -PAD_TOP, left = -PAD_LEFT;
#endif

  // The windows of the pixels that this work-item fetches; rows beyond the batch lie outside any image.
  int windowY[SHARE(SOURCE_MOVES)], windowX[SHARE(SOURCE_MOVES)], window[SHARE(SOURCE_MOVES)];
#pragma unroll
  for (int i = 0; i < SHARE(SOURCE_MOVES); ++i) {
    const int pixel = firstRow + (i * ITEMS + item) / PLACES;
    const int y = pixel / CLASS_WIDTH % CLASS_HEIGHT * PIXEL_STEP + top;
    const int x = pixel % CLASS_WIDTH * PIXEL_STEP + left;
    const int n = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
    windowY[i] = pixel < CLASS_PIXELS ? y : -(1 << 30);
    windowX[i] = x;
    window[i] = ((n * SOURCE_HEIGHT + y) * SOURCE_WIDTH + x) * SOURCE_CHANNELS;
  }

  float4 sums[ITEM_ROWS][ITEM_VECTORS];
  clearSums(sums);
  int tapY = 0, tapX = 0, channel = item % PLACES * SOURCE_LANES;
  int current = 0;
  // The K-tile of the turn before is multiplied while `next` is fetched.
  for (int next = 0; next < depth + TILE_DEPTH; next += TILE_DEPTH) {
    while (channel >= SOURCE_CHANNELS) {
      channel -= SOURCE_CHANNELS;
      if (++tapX == taps) {
        tapX = 0;
        ++tapY;
      }
    }
    SOURCE_VECTOR sources[SHARE(SOURCE_MOVES)];
    bool exists[SHARE(SOURCE_MOVES)];
    const int fetched = channel;
    const int shift = TAP_SIGN * (tapY * SOURCE_WIDTH + tapX) * SOURCE_CHANNELS + fetched;
#pragma unroll
    for (int i = 0; i < SHARE(SOURCE_MOVES); ++i) {
      const int y = windowY[i] + TAP_SIGN * tapY, x = windowX[i] + TAP_SIGN * tapX;
      exists[i] = tapY < tapRows && (uint)y < SOURCE_HEIGHT && (uint)x < SOURCE_WIDTH;
      sources[i] = (SOURCE_VECTOR)(0.0f);
      if (exists[i]) sources[i] = READ(SOURCE_VECTOR, source, window[i] + shift);
    }
    WEIGHT_VECTOR weights[SHARE(WEIGHT_MOVES)];
#if REVERSED
    const int tap = (a + CLASS_STEP * tapY) * KERNEL_WIDTH + b + CLASS_STEP * tapX;
#endif
#pragma unroll
    for (int j = 0; j < SHARE(WEIGHT_MOVES); ++j) {
      const int at = j * ITEMS + item;
#if REVERSED
      const int target = firstColumn + at / PLACES;
      const bool exists = tapY < tapRows && target < TARGET_CHANNELS;
      const int from = tap * (IN_CHANNELS * OUT_CHANNELS) + target * OUT_CHANNELS + channel;
#else
      const int target = firstColumn + at % (TILE_COLUMNS / WEIGHT_LANES) * WEIGHT_LANES;
      const int d = next + at / (TILE_COLUMNS / WEIGHT_LANES);
      const bool exists = d < depth && target < TARGET_CHANNELS;
      const int from = d * OUT_CHANNELS + target;
#endif
      weights[j] = (WEIGHT_VECTOR)(0.0f);
      if (exists) weights[j] = FETCH(WEIGHT_VECTOR, w + from);
    }
    channel += TILE_DEPTH;

    if (next > 0)
      multiplyKTiles(sums, kTiles[current] + 4 * row, kTiles[current] + COLUMN_K_TILE + 4 * column);
    current ^= 1;
#pragma unroll
    for (int i = 0; i < SHARE(SOURCE_MOVES); ++i) {
      const int at = i * ITEMS + item;
      NORMALIZE_FIRST(SOURCE_VECTOR, sources[i], exists[i], fetched)
      if (SOURCE_MOVES % ITEMS == 0 || at < SOURCE_MOVES)
        SPREAD(SOURCE_VECTOR,
               kTiles[current] + at % PLACES * SOURCE_LANES * ROW_PITCH + at / PLACES, ROW_PITCH,
               sources[i]);
    }
    __local float *columnKTile = kTiles[current] + COLUMN_K_TILE;
#pragma unroll
    for (int j = 0; j < SHARE(WEIGHT_MOVES); ++j) {
      const int at = j * ITEMS + item;
      if (WEIGHT_MOVES % ITEMS != 0 && at >= WEIGHT_MOVES) continue;
#if REVERSED
      SPREAD(WEIGHT_VECTOR,
             columnKTile + at % PLACES * WEIGHT_LANES * COLUMN_PITCH + at / PLACES, COLUMN_PITCH,
             weights[j]);
#else
      const int d = at / (TILE_COLUMNS / WEIGHT_LANES);
      const int c = at % (TILE_COLUMNS / WEIGHT_LANES) * WEIGHT_LANES;
      PLACE(WEIGHT_VECTOR, columnKTile + d * COLUMN_PITCH + c, weights[j]);
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#if STATISTICS
  Noted noted[ITEM_COLUMNS];
#pragma unroll
  for (int c = 0; c < ITEM_COLUMNS; ++c)
    startNoting(statistics, noted + c, firstColumn + ITEM_COLUMN(column, c / 4) + c % 4);
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
      FOR_FOUR(FINISH_HERE, sums[i][j], target, TARGET_CHANNELS)
      NOTE_KEPT(float4, noted + 4 * j, sums[i][j], first, target)
    }
  }
#if STATISTICS
  // Behind the last barrier nothing reads the K-tiles any more.
  __local float *shared = kTiles[0];
#pragma unroll
  for (int c = 0; c < ITEM_COLUMNS; ++c)
    shareNoted(shared, GROUP_ROWS, TILE_COLUMNS, row, ITEM_COLUMN(column, c / 4) + c % 4, noted + c);
  barrier(CLK_LOCAL_MEM_FENCE);
  const int part = (int)get_group_id(0) / COLUMN_TILES * (CLASS_STEP * CLASS_STEP)
      + (int)get_group_id(1);
  storeShared(statistics, part, shared, GROUP_ROWS, TILE_COLUMNS, firstColumn);
#endif
}
#endif
