// Convolution of 3 x 3 taps and stride 1 by Winograd's F(2 x 2, 3 x 3), of the GPU family: forward, or
// with REVERSED the input gradient; see Winograd for the algorithm.
//
// Results are cut into tiles of 2 x 2, numbered along rows, then columns, then the batch. A work-group
// computes TILES of them in COLUMNS target channels. K-tiles of K_TILE source channels are staged in
// local memory: a work-item loads the 4 x 4 patch of one tile in one channel and transforms it, while
// the previous K-tile is multiplied. Of the ELEMENTS products, one for each Winograd element, a
// work-item computes 8 tiles x 4 channels of two. The products are then exchanged through the same
// local memory, half of the tiles at a time, so that a work-item has all elements of a result.
//
// winogradGPU(source, packed (WinogradGPUTransforms), [the prologue's], [bias],
//   [gate: like the result], [see ConvolutionStatistics: parts [blocks of TILES]], result);
//   work-groups of ITEMS with 32 KB of local memory; groups: blocks of COLUMNS, fastest, times blocks
//   of TILES. Source, gate and result may be stored in half precision.
// The host defines ITEMS (256), TILES (32), COLUMNS (32) and K_TILE (8), BLOCKS of target channels, the
// tiles of an image, TILE_ROWS x TILE_COLUMNS, and of the batch, TILE_COUNT, and the constants of
// ConvolutionLayout; source channels are a multiple of K_TILE, target channels of 4.
// Needs: ConvolutionPrologue, ConvolutionEpilogue, ConvolutionFloat4, ConvolutionGPUStatistics,
// WinogradGPUTransforms.

#if FAMILY_GPU
#define FIRST_ROW (REVERSED ? PAD_TOP - 2 : -PAD_TOP)
#define FIRST_COLUMN (REVERSED ? PAD_LEFT - 2 : -PAD_LEFT)
#define K_TILE_ELEMENTS (ELEMENTS * K_TILE * TILES)
// Swizzled: the float4s of tiles are permuted from channel to channel, so that work-items that write one
// tile in all channels use different banks.
#define PATCH_AT(e, d, tile) (((e) * K_TILE + (d)) * TILES + ((tile) ^ (4 * (d))))
#define WEIGHT_LOADS (ELEMENTS * K_TILE * COLUMNS / 4 / ITEMS)

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void winogradGPU(
    IN(STORED(source), source), IN(float, packed),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, packed);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(STORED(result), result);
  __local float patches[2 * K_TILE_ELEMENTS] __attribute__((aligned(16)));
  __local float *weights = patches + K_TILE_ELEMENTS;

  const int item = get_local_id(0), pair = item / 32, row = item / 8 % 4, column = item % 8;
  const int firstTile = (int)get_group_id(0) / BLOCKS * TILES;
  const int firstTarget = (int)get_group_id(0) % BLOCKS * COLUMNS;

  // The patch that this work-item loads: its first element, and a mask of its pixels inside the image.
  const int stagedTile = item / K_TILE, stagedChannel = item % K_TILE, tile = firstTile + stagedTile;
  const int top = tile / TILE_COLUMNS % TILE_ROWS * 2 + FIRST_ROW;
  const int left = tile % TILE_COLUMNS * 2 + FIRST_COLUMN;
  const int from = ((tile / (TILE_ROWS * TILE_COLUMNS) * SOURCE_HEIGHT + top) * SOURCE_WIDTH + left)
          * SOURCE_CHANNELS
      + stagedChannel;
  int isPresent = 0;
#pragma unroll
  for (int k = 0; k < 16; ++k)
    if (tile < TILE_COUNT && (uint)(top + k / 4) < SOURCE_HEIGHT
        && (uint)(left + k % 4) < SOURCE_WIDTH)
      isPresent |= 1 << k;

  float4 accumulators[2][8];
#pragma unroll
  for (int i = 0; i < 8; ++i) accumulators[0][i] = accumulators[1][i] = (float4)(0.0f);
  // Software pipeline: the previous K-tile is multiplied while the one at `next` is loaded.
  for (int next = 0; next < SOURCE_CHANNELS + K_TILE; next += K_TILE) {
    float patch[16];
#pragma unroll
    for (int k = 0; k < 16; ++k) {
      patch[k] = 0.0f;
      if ((isPresent >> k & 1) && next < SOURCE_CHANNELS)
        patch[k] =
            READ(float, source, from + next + (k / 4 * SOURCE_WIDTH + k % 4) * SOURCE_CHANNELS);
    }
    float4 fetched[WEIGHT_LOADS];
#pragma unroll
    for (int j = 0; j < WEIGHT_LOADS; ++j) {
      const int at = j * ITEMS + item, target = firstTarget + at % (COLUMNS / 4) * 4;
      const int s = next + at / (COLUMNS / 4) % K_TILE, e = at / (COLUMNS / 4 * K_TILE);
      fetched[j] = (float4)(0.0f);
      if (s < SOURCE_CHANNELS && target < TARGET_CHANNELS)
        fetched[j] = LOAD_float4(packed + (e * SOURCE_CHANNELS + s) * TARGET_CHANNELS + target);
    }

    if (next > 0) {
#pragma unroll 2
      for (int d = 0; d < K_TILE; ++d)
#pragma unroll
        for (int h = 0; h < 2; ++h) {
          const int e = 2 * pair + h;
          const float4 factors =
              *(__local const float4 *)(weights + (e * K_TILE + d) * COLUMNS + 4 * column);
#pragma unroll
          for (int i = 0; i < 8; i += 4) {
            const float4 tileFactors =
                *(__local const float4 *)(patches + PATCH_AT(e, d, 4 * row + 4 * i));
            accumulators[h][i] = fma((float4)(tileFactors.x), factors, accumulators[h][i]);
            accumulators[h][i + 1] = fma((float4)(tileFactors.y), factors, accumulators[h][i + 1]);
            accumulators[h][i + 2] = fma((float4)(tileFactors.z), factors, accumulators[h][i + 2]);
            accumulators[h][i + 3] = fma((float4)(tileFactors.w), factors, accumulators[h][i + 3]);
          }
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#if NORMALIZED
    if (next < SOURCE_CHANNELS) {
#pragma unroll
      for (int k = 0; k < 16; ++k)
        NORMALIZE_FIRST(float, patch[k], isPresent >> k & 1, next + stagedChannel)
    }
#endif
#pragma unroll
    for (int j = 0; j < 4; ++j) transformPatch(patch + j, 4);
#pragma unroll
    for (int i = 0; i < 4; ++i) transformPatch(patch + 4 * i, 1);
#pragma unroll
    for (int e = 0; e < ELEMENTS; ++e)
      patches[PATCH_AT(e, stagedChannel, stagedTile)] = patch[e];
#pragma unroll
    for (int j = 0; j < WEIGHT_LOADS; ++j)
      STORE_LOCAL(float4, weights + 4 * (j * ITEMS + item), fetched[j]);
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  // Exchange the products of half the tiles at a time, as [ELEMENTS][TILES / 2][COLUMNS]. Accumulators
  // are selected by the half, not indexed: so they stay in registers where the compiler does not unroll
  // a loop with barriers.
  const int lane = item % COLUMNS, target = firstTarget + lane;
#if STATISTICS
  ChannelSums channelSums;
  startSums(statistics, &channelSums, target);
#endif
  for (int first = 0; first < TILES; first += TILES / 2) {
#pragma unroll
    for (int h = 0; h < 2; ++h)
#pragma unroll
      for (int i = 0; i < 4; ++i)
        STORE_LOCAL(float4,
              patches + ((2 * pair + h) * (TILES / 2) + 4 * row + i) * COLUMNS + 4 * column,
              first > 0 ? accumulators[h][i + 4] : accumulators[h][i]);
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (int q = 0; q < TILES / 2; q += ITEMS / COLUMNS) {
      const int t = q + item / COLUMNS;
      float m[ELEMENTS], lines[8];
#pragma unroll
      for (int e = 0; e < ELEMENTS; ++e) m[e] = patches[(e * (TILES / 2) + t) * COLUMNS + lane];
      // Columns first: line j holds the transform of column j.
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
          FINISH_THEN(float, values[j], at, target, ADD_TO_SUMS(float, channelSums, at))
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#if STATISTICS
  shareSums(patches, ITEMS / COLUMNS, COLUMNS, item / COLUMNS, lane, &channelSums);
  barrier(CLK_LOCAL_MEM_FENCE);
  storeMergedSums(statistics, (int)get_group_id(0) / BLOCKS, patches, ITEMS / COLUMNS, COLUMNS,
                  firstTarget);
#endif
}
#endif
