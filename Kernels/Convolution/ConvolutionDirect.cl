// Forward convolution and input gradient of the GPU family where source or target channels are few.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, and ConvolutionLayout for the
// constants. A work-group makes TILE_HEIGHT rows of RUNS * RUN target pixels (of one parity class) of
// one image, in TARGET_LANES * TARGETS target channels. It puts the patch of the source under them and
// the weights into local memory, CHUNK source channels at a time, each channel of the patch by itself.
// A work-item makes RUN neighbouring pixels in TARGETS channels: it reads the line of the patch under
// them once for all taps of a row of the window, which is unrolled.
//
// Reversed, the weights are turned round in local memory, and those beyond the kernel are zeros: then
// both directions, and all classes, do the same.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [the prologue's], [bias],
//   [gate], [see ConvolutionStatistics: parts [tiles of pixels][classes]], result. The source too may be
//   stored in half precision.
// GPU family; work-groups of TARGET_LANES * TILE_HEIGHT * RUNS, lanes fastest, then rows; groups: blocks
//   of target channels, fastest, times tiles of columns, of rows, and images; classes.
// The host defines TARGET_LANES, TILE_HEIGHT, RUNS, CHUNK, and TARGETS: 4, or 1 or 2 where there are no
// more target channels. Needs ConvolutionPrologue, ConvolutionEpilogue, ConvolutionLayout,
// ConvolutionFours and ConvolutionGPUStatistics in front.

#if FAMILY_GPU
#define RUN 8
#define ITEMS (TARGET_LANES * TILE_HEIGHT * RUNS)
#define TILE_WIDTH (RUNS * RUN)
#define TILE_TARGETS (TARGET_LANES * TARGETS)
#define BLOCKS ((TARGET_CHANNELS + TILE_TARGETS - 1) / TILE_TARGETS)
#define COLUMN_TILES ((CLASS_WIDTH + TILE_WIDTH - 1) / TILE_WIDTH)
#define ROW_TILES ((CLASS_HEIGHT + TILE_HEIGHT - 1) / TILE_HEIGHT)
#define PATCH_HEIGHT ((TILE_HEIGHT - 1) * PIXEL_STEP + WINDOW_HEIGHT)
#define PATCH_WIDTH ((TILE_WIDTH - 1) * PIXEL_STEP + WINDOW_WIDTH)
// One more than eights, so that neighbouring rows, and runs of eight, lie in different banks.
#define PATCH_PITCH ((PATCH_WIDTH + 7) / 8 * 8 + 1)
#define LINE ((RUN - 1) * PIXEL_STEP + WINDOW_WIDTH)
#define WEIGHTS (WINDOW_HEIGHT * CHUNK * WINDOW_WIDTH * TILE_TARGETS)
#define STAGED (WEIGHTS + CHUNK * PATCH_HEIGHT * PATCH_PITCH)
// Work-items that make pixels of one channel.
#define LANES_OF_PIXELS (TILE_HEIGHT * RUNS)
#if STATISTICS && SHARED_STATISTICS(LANES_OF_PIXELS, TILE_TARGETS) > STAGED
#define LOCAL_NUMBERS SHARED_STATISTICS(LANES_OF_PIXELS, TILE_TARGETS)
#else
#define LOCAL_NUMBERS STAGED
#endif
#if TARGETS == 1
#define TARGET_VECTOR float
#else
#define TARGET_VECTOR JOIN(float, TARGETS)
#endif
#define FINISH_HERE(T, y, target) FINISH_THEN(T, y, first + (target), target, KEEP(y))

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void convolutionDirect(
    IN(STORED(source), source), IN(float, w),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, w);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(STORED(result), result);
  __local float memory[LOCAL_NUMBERS] __attribute__((aligned(16)));
  __local TARGET_VECTOR *weights = (__local TARGET_VECTOR *)memory;
  __local float *patch = memory + WEIGHTS;

  const int item = get_local_id(0), lane = item % TARGET_LANES;
  const int row = item / TARGET_LANES % TILE_HEIGHT, run = item / (TARGET_LANES * TILE_HEIGHT);
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

  TARGET_VECTOR sums[RUN];
#pragma unroll
  for (int p = 0; p < RUN; ++p) sums[p] = (TARGET_VECTOR)(0.0f);
#pragma nounroll
  for (int chunk = 0; chunk < SOURCE_CHANNELS; chunk += CHUNK) {
    barrier(CLK_LOCAL_MEM_FENCE);
    // Neighbouring work-items read neighbouring channels, then pixels.
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
            + (c * PATCH_HEIGHT + row * PIXEL_STEP + ty) * PATCH_PITCH + run * (RUN * PIXEL_STEP);
        __local const TARGET_VECTOR *factors =
            weights + (ty * CHUNK + c) * (WINDOW_WIDTH * TARGET_LANES) + lane;
        float line[LINE];
#pragma unroll
        for (int x = 0; x < LINE; ++x) line[x] = from[x];
#pragma unroll
        for (int tx = 0; tx < WINDOW_WIDTH; ++tx) {
          const TARGET_VECTOR factor = factors[tx * TARGET_LANES];
#pragma unroll
          for (int p = 0; p < RUN; ++p)
            sums[p] = fma((TARGET_VECTOR)(line[p * PIXEL_STEP + tx]), factor, sums[p]);
        }
      }
  }

  const int target = firstTarget + lane * TARGETS;
#if STATISTICS
  Noted noted[TARGETS];
#pragma unroll
  for (int t = 0; t < TARGETS; ++t) startNoting(statistics, noted + t, target + t);
#endif
  const int y = firstY + (tileY + row) * TARGET_STEP;
#pragma unroll
  for (int p = 0; p < RUN; ++p) {
    const int x = firstX + (tileX + run * RUN + p) * TARGET_STEP;
    if (y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
    const int first = ((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
#if TARGETS == 4
    FOR_FOUR(FINISH_HERE, sums[p], target, TARGET_CHANNELS)
#else
    FINISH_HERE(TARGET_VECTOR, sums[p], 0)
#endif
    NOTE_KEPT(TARGET_VECTOR, noted, sums[p], first, target)
  }
#if STATISTICS
  // Patch and weights are still read until here.
  barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
  for (int t = 0; t < TARGETS; ++t)
    shareNoted(memory, LANES_OF_PIXELS, TILE_TARGETS, item / TARGET_LANES, lane * TARGETS + t,
               noted + t);
  barrier(CLK_LOCAL_MEM_FENCE);
  storeShared(statistics, tile * (CLASS_STEP * CLASS_STEP) + (int)get_group_id(1), memory,
              LANES_OF_PIXELS, TILE_TARGETS, firstTarget);
#endif
}
#endif
