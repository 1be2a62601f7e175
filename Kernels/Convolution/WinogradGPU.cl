// Convolution of 3 x 3 taps and stride 1 by Winograd's algorithm, of the GPU family: forward, or with
// REVERSED the input gradient; see Winograd for the algorithm, here at the points 0, 1, -1 and infinity.
//
// Results are cut into tiles of 2 x 2, numbered along rows, then down, then through the batch. A
// work-group makes TILES of them in COLUMNS target channels. K-tiles of K_TILE source channels pass through
// local memory: a work-item fetches the 4 x 4 patch of one tile in one channel and transforms it on the
// way, while the K-tile before is multiplied. In the 16 small products, one for each frequency, a work-item
// makes 8 tiles x 4 channels of two. The products are then exchanged through the same memory, half of the
// tiles at a time, so that a work-item has all frequencies of a result.
//
// winogradGPUWeights(w [3,3,IN_CHANNELS,OUT_CHANNELS],
//   packed [FREQUENCIES][SOURCE_CHANNELS][TARGET_CHANNELS]); any one-dimensional global size.
// winogradGPU(source, packed, [the prologue's], [bias], [gate: like the result],
//   [see ConvolutionStatistics: parts [blocks of TILES]], result); work-groups of ITEMS with 32 KB of
//   local memory; groups: blocks of COLUMNS, fastest, times blocks of TILES. The source too may be
//   stored in half precision.
// Source channels are a multiple of K_TILE, target channels of 4. Needs ConvolutionPrologue,
// ConvolutionEpilogue, ConvolutionLayout, ConvolutionFours and ConvolutionGPUStatistics in front.

#if FAMILY_GPU
#define ITEMS 256
#define TILES 32
#define COLUMNS 32
#define K_TILE 8
#define FREQUENCIES 16
#define BLOCKS ((TARGET_CHANNELS + COLUMNS - 1) / COLUMNS)
#define TILE_ROWS ((TARGET_HEIGHT + 1) / 2)
#define TILE_COLUMNS ((TARGET_WIDTH + 1) / 2)
#define TILE_COUNT (BATCH * TILE_ROWS * TILE_COLUMNS)
#define FIRST_ROW (REVERSED ? PAD_TOP - 2 : -PAD_TOP)
#define FIRST_COLUMN (REVERSED ? PAD_LEFT - 2 : -PAD_LEFT)
#define K_TILE_NUMBERS (FREQUENCIES * K_TILE * TILES)
// Fours of tiles change places from channel to channel: neighbours that write one tile in all channels
// then meet different banks.
#define PATCH_AT(f, d, tile) (((f) * K_TILE + (d)) * TILES + ((tile) ^ (4 * (d))))
#define WEIGHT_MOVES (FREQUENCIES * K_TILE * COLUMNS / 4 / ITEMS)

#define INLINE static inline __attribute__((always_inline)) void

// The transforms of three taps, of a patch's four numbers in place, and of four products.
INLINE transformTaps(const float *g, const int step, float *u) {
  const float ends = 0.5f * (g[0] + g[2 * step]), middle = 0.5f * g[step];
  u[0] = g[0];
  u[1] = ends + middle;
  u[2] = ends - middle;
  u[3] = g[2 * step];
}
INLINE transformPatch(float *d, const int step) {
  const float second = d[step], third = d[2 * step];
  d[0] -= third;
  d[step] = second + third;
  d[2 * step] = third - second;
  d[3 * step] -= second;
}
INLINE transformProducts(const float *m, const int step, float *y) {
  y[0] = m[0] + m[step] + m[2 * step];
  y[1] = m[step] - m[2 * step] + m[3 * step];
}

__kernel void winogradGPUWeights(IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  FOR_ELEMENTS(at, SOURCE_CHANNELS * TARGET_CHANNELS) {
    const int s = (int)at / TARGET_CHANNELS, t = (int)at % TARGET_CHANNELS;
    float taps[9], lines[12], frequencies[4];
#pragma unroll
    for (int k = 0; k < 9; ++k)
      taps[k] = REVERSED ? w[((8 - k) * IN_CHANNELS + t) * OUT_CHANNELS + s]
                         : w[(k * IN_CHANNELS + s) * OUT_CHANNELS + t];
    // Down the columns of taps: line j holds what column j becomes.
#pragma unroll
    for (int j = 0; j < 3; ++j) transformTaps(taps + j, 3, lines + 4 * j);
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      transformTaps(lines + i, 4, frequencies);
#pragma unroll
      for (int j = 0; j < 4; ++j)
        packed[(4 * i + j) * (SOURCE_CHANNELS * TARGET_CHANNELS) + (int)at] = frequencies[j];
    }
  }
}

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void winogradGPU(
    IN(STORED(source), source), IN(float, packed),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, packed);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(STORED(result), result);
  __local float patches[2 * K_TILE_NUMBERS] __attribute__((aligned(16)));
  __local float *weights = patches + K_TILE_NUMBERS;

  const int item = get_local_id(0), pair = item / 32, row = item / 8 % 4, column = item % 8;
  const int firstTile = (int)get_group_id(0) / BLOCKS * TILES;
  const int firstTarget = (int)get_group_id(0) % BLOCKS * COLUMNS;

  // The patch that this work-item fetches: where it begins, and which of its pixels lie in the image.
  const int placedTile = item / K_TILE, placedChannel = item % K_TILE, tile = firstTile + placedTile;
  const int top = tile / TILE_COLUMNS % TILE_ROWS * 2 + FIRST_ROW;
  const int left = tile % TILE_COLUMNS * 2 + FIRST_COLUMN;
  const int from = ((tile / (TILE_ROWS * TILE_COLUMNS) * SOURCE_HEIGHT + top) * SOURCE_WIDTH + left)
          * SOURCE_CHANNELS
      + placedChannel;
  int isPresent = 0;
#pragma unroll
  for (int k = 0; k < 16; ++k)
    if (tile < TILE_COUNT && (uint)(top + k / 4) < SOURCE_HEIGHT
        && (uint)(left + k % 4) < SOURCE_WIDTH)
      isPresent |= 1 << k;

  float4 sums[2][8];
#pragma unroll
  for (int i = 0; i < 8; ++i) sums[0][i] = sums[1][i] = (float4)(0.0f);
  // The K-tile of the turn before is multiplied while `next` is fetched.
  for (int next = 0; next < SOURCE_CHANNELS + K_TILE; next += K_TILE) {
    float patch[16];
#pragma unroll
    for (int k = 0; k < 16; ++k) {
      patch[k] = 0.0f;
      if ((isPresent >> k & 1) && next < SOURCE_CHANNELS)
        patch[k] =
            READ(float, source, from + next + (k / 4 * SOURCE_WIDTH + k % 4) * SOURCE_CHANNELS);
    }
    float4 fetched[WEIGHT_MOVES];
#pragma unroll
    for (int j = 0; j < WEIGHT_MOVES; ++j) {
      const int at = j * ITEMS + item, target = firstTarget + at % (COLUMNS / 4) * 4;
      const int s = next + at / (COLUMNS / 4) % K_TILE, f = at / (COLUMNS / 4 * K_TILE);
      fetched[j] = (float4)(0.0f);
      if (s < SOURCE_CHANNELS && target < TARGET_CHANNELS)
        fetched[j] = LOAD_float4(packed + (f * SOURCE_CHANNELS + s) * TARGET_CHANNELS + target);
    }

    if (next > 0) {
#pragma unroll 2
      for (int d = 0; d < K_TILE; ++d)
#pragma unroll
        for (int h = 0; h < 2; ++h) {
          const int f = 2 * pair + h;
          const float4 factors =
              *(__local const float4 *)(weights + (f * K_TILE + d) * COLUMNS + 4 * column);
#pragma unroll
          for (int i = 0; i < 8; i += 4) {
            const float4 four =
                *(__local const float4 *)(patches + PATCH_AT(f, d, 4 * row + 4 * i));
            sums[h][i] = fma((float4)(four.x), factors, sums[h][i]);
            sums[h][i + 1] = fma((float4)(four.y), factors, sums[h][i + 1]);
            sums[h][i + 2] = fma((float4)(four.z), factors, sums[h][i + 2]);
            sums[h][i + 3] = fma((float4)(four.w), factors, sums[h][i + 3]);
          }
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#if NORMALIZED
    if (next < SOURCE_CHANNELS) {
#pragma unroll
      for (int k = 0; k < 16; ++k)
        NORMALIZE_FIRST(float, patch[k], isPresent >> k & 1, next + placedChannel)
    }
#endif
#pragma unroll
    for (int j = 0; j < 4; ++j) transformPatch(patch + j, 4);
#pragma unroll
    for (int i = 0; i < 4; ++i) transformPatch(patch + 4 * i, 1);
#pragma unroll
    for (int f = 0; f < FREQUENCIES; ++f)
      patches[PATCH_AT(f, placedChannel, placedTile)] = patch[f];
#pragma unroll
    for (int j = 0; j < WEIGHT_MOVES; ++j)
      PLACE(float4, weights + 4 * (j * ITEMS + item), fetched[j]);
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  // Products of half the tiles lie as [FREQUENCIES][TILES / 2][COLUMNS]. Sums are chosen, not indexed, by
  // the half: a compiler that does not unroll a loop with barriers can leave them in registers.
  const int lane = item % COLUMNS, target = firstTarget + lane;
#if STATISTICS
  Noted noted;
  startNoting(statistics, &noted, target);
#endif
  for (int first = 0; first < TILES; first += TILES / 2) {
#pragma unroll
    for (int h = 0; h < 2; ++h)
#pragma unroll
      for (int i = 0; i < 4; ++i)
        PLACE(float4,
              patches + ((2 * pair + h) * (TILES / 2) + 4 * row + i) * COLUMNS + 4 * column,
              first > 0 ? sums[h][i + 4] : sums[h][i]);
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (int q = 0; q < TILES / 2; q += ITEMS / COLUMNS) {
      const int t = q + item / COLUMNS;
      float m[FREQUENCIES], lines[8];
#pragma unroll
      for (int f = 0; f < FREQUENCIES; ++f) m[f] = patches[(f * (TILES / 2) + t) * COLUMNS + lane];
      // Down the columns of products: line j holds what column j becomes.
#pragma unroll
      for (int j = 0; j < 4; ++j) transformProducts(m + j, 4, lines + 2 * j);
      const int finished = firstTile + first + t;
      if (finished >= TILE_COUNT || target >= TARGET_CHANNELS) continue;
      const int n = finished / (TILE_ROWS * TILE_COLUMNS);
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int y = finished / TILE_COLUMNS % TILE_ROWS * 2 + i;
        float values[2];
        transformProducts(lines + i, 2, values);
#pragma unroll
        for (int j = 0; j < 2; ++j) {
          const int x = finished % TILE_COLUMNS * 2 + j;
          if (y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
          const int at = ((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS + target;
          FINISH_THEN(float, values[j], at, target, NOTE(float, noted, at))
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#if STATISTICS
  shareNoted(patches, ITEMS / COLUMNS, COLUMNS, item / COLUMNS, lane, &noted);
  barrier(CLK_LOCAL_MEM_FENCE);
  storeShared(statistics, (int)get_group_id(0) / BLOCKS, patches, ITEMS / COLUMNS, COLUMNS, firstTarget);
#endif
}
#endif
