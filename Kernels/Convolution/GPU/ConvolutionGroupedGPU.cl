// Forward convolution and input gradient of the GPU family in groups of channels: see ConvolutionForward
// and ConvolutionInputGradient for the formulas, in which a target channel now reads the source channels
// of its own group alone, and ConvolutionLayout for the constants.
//
// A work-group computes STRIPS * ITEM_PIXELS neighbouring pixels of a row (of one parity class) in
// TILE_TARGETS target channels, a work-item ITEM_PIXELS pixels of one channel. For each window row and
// CHUNK source channels of each group at a time, the work-group stages the source under its pixels in
// local memory: [PATCH_WIDTH][TILE_GROUPS][CHUNK]. Neighbouring work-items read neighbouring weights.
//
// convolutionGroupedGPUWeights(w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS/groups,OUT_CHANNELS],
//   turned [KERNEL_HEIGHT,KERNEL_WIDTH,OUT_CHANNELS/groups,IN_CHANNELS]): only with REVERSED; any
//   one-dimensional global size.
// convolutionGroupedGPU(source, w or turned, [the prologue's], [bias], [gate], result): source, gate and
//   result may be stored in half precision; work-groups of ITEMS = TILE_TARGETS * STRIPS, channels
//   fastest; groups: BLOCKS of target channels, fastest, times COLUMN_TILES, CLASS_HEIGHT and images;
//   classes.
// The host defines these, GROUP_SOURCES and GROUP_TARGETS, the channels of a group.
// Needs: ConvolutionPrologue, ConvolutionEpilogue, ConvolutionLayout.

#if FAMILY_GPU
#if REVERSED
#define CLASS_TAPS(extent, class) (((extent) - (class) + STRIDE - 1) / STRIDE)

__kernel void convolutionGroupedGPUWeights(IN(float, w), OUT(float, turned)) {
  BIND_IN(float, w);
  BIND_OUT(float, turned);
  FOR_ELEMENTS(at, KERNEL_HEIGHT * KERNEL_WIDTH * GROUP_SOURCES * TARGET_CHANNELS) {
    const int target = at % TARGET_CHANNELS, i = at / TARGET_CHANNELS % GROUP_SOURCES;
    const int tap = at / (TARGET_CHANNELS * GROUP_SOURCES);
    turned[at] = w[(tap * GROUP_TARGETS + target % GROUP_TARGETS) * OUT_CHANNELS
                   + target / GROUP_TARGETS * GROUP_SOURCES + i];
  }
}
#else
#define CLASS_TAPS(extent, class) (extent)
#endif

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void convolutionGroupedGPU(
    IN(STORED(source), source), IN(float, w),
    PROLOGUE_ARGUMENTS EPILOGUE_ARGUMENTS OUT(STORED(result), result)) {
  BIND_IN(STORED(source), source);
  BIND_IN(float, w);
  BIND_PROLOGUE;
  BIND_EPILOGUE;
  BIND_OUT(STORED(result), result);
  __local float patch[PATCH_WIDTH * TILE_GROUPS * CHUNK];

  const int item = get_local_id(0), lane = item % TILE_TARGETS, strip = item / TILE_TARGETS;
  const int firstTarget = (int)get_group_id(0) % BLOCKS * TILE_TARGETS;
  const int firstGroup = firstTarget / GROUP_TARGETS;
  const int tile = (int)get_group_id(0) / BLOCKS, row = tile / COLUMN_TILES % CLASS_HEIGHT;
  const int tileX = tile % COLUMN_TILES * (STRIPS * ITEM_PIXELS);
  const int n = tile / (COLUMN_TILES * CLASS_HEIGHT);
  const int a = (int)get_group_id(1) / CLASS_STEP, b = (int)get_group_id(1) % CLASS_STEP;
  const int rows = CLASS_TAPS(KERNEL_HEIGHT, a), taps = CLASS_TAPS(KERNEL_WIDTH, b);
#if REVERSED
  const int firstX = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  const int y = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE + row * STRIDE;
  const int top = (y + PAD_TOP - a) / STRIDE - (rows - 1);
  const int left = tileX + (firstX + PAD_LEFT - b) / STRIDE - (taps - 1);
#else
  const int firstX = 0, y = row;
  const int top = y * STRIDE - PAD_TOP, left = tileX * STRIDE - PAD_LEFT;
#endif
  // The last tile may extend beyond the target channels: such work-items compute one that exists.
  const int target = firstTarget + lane, channel = min(target, TARGET_CHANNELS - 1);
  __local const float *own = patch + strip * (ITEM_PIXELS * PIXEL_STEP * TILE_GROUPS * CHUNK)
      + (channel / GROUP_TARGETS - firstGroup) * CHUNK;

  float accumulators[ITEM_PIXELS];
#pragma unroll
  for (int p = 0; p < ITEM_PIXELS; ++p) accumulators[p] = 0.0f;
#pragma nounroll
  for (int t = max(0, -top); t < min(rows, SOURCE_HEIGHT - top); ++t) {
    const int image = (n * SOURCE_HEIGHT + top + t) * (SOURCE_WIDTH * SOURCE_CHANNELS);
    const int ky = REVERSED ? a + STRIDE * (rows - 1 - t) : t;
#pragma nounroll
    for (int chunk = 0; chunk < GROUP_SOURCES; chunk += CHUNK) {
      const int sources = min(CHUNK, GROUP_SOURCES - chunk);
      barrier(CLK_LOCAL_MEM_FENCE);
      // Coalesced: neighbouring work-items read neighbouring channels, then pixels.
#pragma nounroll
      for (int at = item; at < PATCH_WIDTH * TILE_GROUPS * CHUNK; at += ITEMS) {
        const int i = at % CHUNK, x = left + at / (TILE_GROUPS * CHUNK);
        const int from = (firstGroup + at / CHUNK % TILE_GROUPS) * GROUP_SOURCES + chunk + i;
        float value = 0.0f;
        if ((uint)x < SOURCE_WIDTH && i < sources && from < SOURCE_CHANNELS) {
          value = READ(float, source, image + x * SOURCE_CHANNELS + from);
          NORMALIZE_FIRST(float, value, true, from)
        }
        patch[at] = value;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
#pragma nounroll
      for (int u = 0; u < taps; ++u) {
        const int kx = REVERSED ? b + STRIDE * (taps - 1 - u) : u;
        __global const float *weights =
            w + ((ky * KERNEL_WIDTH + kx) * GROUP_SOURCES + chunk) * TARGET_CHANNELS + channel;
        __local const float *values = own + u * (TILE_GROUPS * CHUNK);
#pragma nounroll
        for (int i = 0; i < sources; ++i) {
          const float factor = weights[i * TARGET_CHANNELS];
#pragma unroll
          for (int p = 0; p < ITEM_PIXELS; ++p)
            accumulators[p] = fma(
                values[p * (PIXEL_STEP * TILE_GROUPS * CHUNK) + i], factor, accumulators[p]);
        }
      }
    }
  }

  if (target >= TARGET_CHANNELS || y >= TARGET_HEIGHT) return;
#pragma unroll
  for (int p = 0; p < ITEM_PIXELS; ++p) {
    const int x = firstX + (tileX + strip * ITEM_PIXELS + p) * TARGET_STEP;
    if (x >= TARGET_WIDTH) continue;
    const int at = ((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS + target;
    FINISH(float, accumulators[p], at, target)
  }
}
#endif
