// Forward convolution and input gradient of the GPU family for few source or few target channels.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, ConvolutionLayout for the
// constants. A work-group computes TILE_HEIGHT rows of STRIPS * ITEM_PIXELS target pixels (of one
// parity class) of one image, in TARGET_LANES * TARGETS target channels. For CHUNK source channels at
// a time it stages the source patch, one plane per channel, and the weights in local memory. A
// work-item computes a strip of ITEM_PIXELS neighbouring pixels in TARGETS channels: for each window
// row it reads the patch line under its strip once and reuses it for all taps.
//
// With REVERSED, the weights are flipped as they are staged and taps beyond the kernel are zero, so
// both directions and all parity classes share one loop.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [the prologue's],
//   [bias], [gate], [see ConvolutionStatistics: parts [pixel tiles][classes]], result. Source, gate
//   and result may be stored in half precision.
// Work-groups of ITEMS = TARGET_LANES * TILE_HEIGHT * STRIPS, lanes fastest, then rows; groups: BLOCKS of
//   target channels, fastest, times COLUMN_TILES, ROW_TILES and images; classes.
// The host defines these, ITEM_PIXELS (8), CHUNK and TARGETS: 4, or 1 or 2 where there are no more target
// channels; the pixels of a tile's row, TILE_WIDTH, and its target channels, TILE_TARGETS; PIXEL_LANES,
// the work-items that compute pixels of one channel; PATCH_HEIGHT, PATCH_WIDTH and PATCH_PITCH (elements
// between patch rows); WEIGHTS, elements of staged weights, and STAGED, with those of the patch.
// Needs: ConvolutionPrologue, ConvolutionEpilogue, ConvolutionFloat4, ConvolutionGPUStatistics.

#if FAMILY_GPU
#define LINE ((ITEM_PIXELS - 1) * PIXEL_STEP + WINDOW_WIDTH)
#if STATISTICS && LOCAL_STATISTICS_ELEMENTS(PIXEL_LANES, TILE_TARGETS) > STAGED
#define LOCAL_ELEMENTS LOCAL_STATISTICS_ELEMENTS(PIXEL_LANES, TILE_TARGETS)
#else
#define LOCAL_ELEMENTS STAGED
#endif
#if TARGETS == 1
#define TARGET_VECTOR float
#else
#define TARGET_VECTOR JOIN(float, TARGETS)
#endif
#define FINISH_HERE(T, y, target) FINISH_THEN(T, y, first + (target), target, WRITE_BACK(y))

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void convolutionDirect(
    IN(STORED(source), source), IN(float, w),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, w);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(STORED(result), result);
  __local float memory[LOCAL_ELEMENTS] __attribute__((aligned(16)));
  __local TARGET_VECTOR *weights = (__local TARGET_VECTOR *)memory;
  __local float *patch = memory + WEIGHTS;

  const int item = get_local_id(0), lane = item % TARGET_LANES;
  const int row = item / TARGET_LANES % TILE_HEIGHT, strip = item / (TARGET_LANES * TILE_HEIGHT);
  const int firstTarget = (int)get_group_id(0) % BLOCKS * TILE_TARGETS;
  const int tile = (int)get_group_id(0) / BLOCKS, tileX = tile % COLUMN_TILES * TILE_WIDTH;
  const int tileY = tile / COLUMN_TILES % ROW_TILES * TILE_HEIGHT;
  const int n = tile / (COLUMN_TILES * ROW_TILES);
  const int a = (int)get_group_id(1) / CLASS_STEP, b = (int)get_group_id(1) % CLASS_STEP;
#if REVERSED
  const int firstY = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE;
  const int firstX = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  const int top = tileY + (firstY + PAD_TOP - a) / STRIDE - (WINDOW_HEIGHT - 1);
  const int left = tileX + (firstX + PAD_LEFT - b) / STRIDE - (WINDOW_WIDTH - 1);
#else
  const int firstY = 0, firstX = 0;
  const int top = tileY * STRIDE - PAD_TOP, left = tileX * STRIDE - PAD_LEFT;
#endif
  const int image = n * (SOURCE_HEIGHT * SOURCE_WIDTH * SOURCE_CHANNELS);

  TARGET_VECTOR accumulators[ITEM_PIXELS];
#pragma unroll
  for (int p = 0; p < ITEM_PIXELS; ++p) accumulators[p] = (TARGET_VECTOR)(0.0f);
#pragma nounroll
  for (int chunk = 0; chunk < SOURCE_CHANNELS; chunk += CHUNK) {
    barrier(CLK_LOCAL_MEM_FENCE);
    // Coalesced: neighbouring work-items read neighbouring channels, then pixels.
#pragma nounroll
    for (int at = item; at < CHUNK * PATCH_HEIGHT * PATCH_WIDTH; at += ITEMS) {
      const int c = at % CHUNK, px = at / CHUNK % PATCH_WIDTH, py = at / (CHUNK * PATCH_WIDTH);
      const int y = top + py, x = left + px;
      const bool exists = (uint)y < SOURCE_HEIGHT && (uint)x < SOURCE_WIDTH
          && chunk + c < SOURCE_CHANNELS;
      float value = 0.0f;
      if (exists) {
        value = READ(float, source, image + (y * SOURCE_WIDTH + x) * SOURCE_CHANNELS + chunk + c);
        NORMALIZE_FIRST(float, value, true, chunk + c)
      }
      patch[(c * PATCH_HEIGHT + py) * PATCH_PITCH + px] = value;
    }
#pragma nounroll
    for (int at = item; at < WEIGHTS; at += ITEMS) {
      const int target = firstTarget + at % TILE_TARGETS, tx = at / TILE_TARGETS % WINDOW_WIDTH;
      const int s = chunk + at / (TILE_TARGETS * WINDOW_WIDTH) % CHUNK;
      const int ty = at / (TILE_TARGETS * WINDOW_WIDTH * CHUNK);
      const int ky = REVERSED ? a + CLASS_STEP * (WINDOW_HEIGHT - 1 - ty) : ty;
      const int kx = REVERSED ? b + CLASS_STEP * (WINDOW_WIDTH - 1 - tx) : tx;
      const bool exists = ky < KERNEL_HEIGHT && kx < KERNEL_WIDTH && s < SOURCE_CHANNELS
          && target < TARGET_CHANNELS;
      float value = 0.0f;
      if (exists)
        value = w[(ky * KERNEL_WIDTH + kx) * (IN_CHANNELS * OUT_CHANNELS)
                  + (REVERSED ? target * OUT_CHANNELS + s : s * OUT_CHANNELS + target)];
      memory[at] = value;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma nounroll
    for (int ty = 0; ty < WINDOW_HEIGHT; ++ty)
#pragma nounroll
      for (int c = 0; c < CHUNK; ++c) {
        __local const float *from = patch
            + (c * PATCH_HEIGHT + row * PIXEL_STEP + ty) * PATCH_PITCH
            + strip * (ITEM_PIXELS * PIXEL_STEP);
        __local const TARGET_VECTOR *factors =
            weights + (ty * CHUNK + c) * (WINDOW_WIDTH * TARGET_LANES) + lane;
        float line[LINE];
#pragma unroll
        for (int x = 0; x < LINE; ++x) line[x] = from[x];
#pragma unroll
        for (int tx = 0; tx < WINDOW_WIDTH; ++tx) {
          const TARGET_VECTOR factor = factors[tx * TARGET_LANES];
#pragma unroll
          for (int p = 0; p < ITEM_PIXELS; ++p)
            accumulators[p] = fma((TARGET_VECTOR)(line[p * PIXEL_STEP + tx]), factor, accumulators[p]);
        }
      }
  }

  const int target = firstTarget + lane * TARGETS;
#if STATISTICS
  ChannelSums channelSums[TARGETS];
#pragma unroll
  for (int t = 0; t < TARGETS; ++t) startSums(statistics, channelSums + t, target + t);
#endif
  const int y = firstY + (tileY + row) * TARGET_STEP;
#pragma unroll
  for (int p = 0; p < ITEM_PIXELS; ++p) {
    const int x = firstX + (tileX + strip * ITEM_PIXELS + p) * TARGET_STEP;
    if (y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
    const int first = ((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
#if TARGETS == 4
    FOR_FLOAT4(FINISH_HERE, accumulators[p], target, TARGET_CHANNELS)
#else
    FINISH_HERE(TARGET_VECTOR, accumulators[p], 0)
#endif
    ADD_VECTOR_TO_SUMS(TARGET_VECTOR, channelSums, accumulators[p], first, target)
  }
#if STATISTICS
  // Patch and weights share their memory with the statistics: all reads must be done.
  barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
  for (int t = 0; t < TARGETS; ++t)
    shareSums(memory, PIXEL_LANES, TILE_TARGETS, item / TARGET_LANES, lane * TARGETS + t,
               channelSums + t);
  barrier(CLK_LOCAL_MEM_FENCE);
  storeMergedSums(statistics, tile * (CLASS_STEP * CLASS_STEP) + (int)get_group_id(1), memory,
              PIXEL_LANES, TILE_TARGETS, firstTarget);
#endif
}
#endif
