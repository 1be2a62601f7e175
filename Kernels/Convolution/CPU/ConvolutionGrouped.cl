// Forward convolution and input gradient in groups of channels: see ConvolutionForward and
// ConvolutionInputGradient for the formulas, in which a target channel now reads the source channels of
// its own group alone, and ConvolutionLayout for the constants.
//
// A work-item computes a tile of PIXELS neighbouring target pixels of one parity class by BLOCK_LANES
// target channels. Per window row it copies the source channels that they read into a private patch.
//
// convolutionGroupedWeights(w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS/groups,OUT_CHANNELS],
//   packed [classes][BLOCKS][WINDOW_HEIGHT][WINDOW_WIDTH][TAP_ROWS][BLOCK_LANES]); global size: taps of a
//   window, BLOCKS, classes. Taps beyond the kernel are not written, and not read.
// convolutionGrouped(source, packed, [bias], [gate], [see ConvolutionStatistics], result); global size:
//   tiles of PIXELS columns times CLASS_HEIGHT times BATCH, BLOCKS, classes.
// CPU family; work-groups of one. Variants: SPREAD_LANES, see ConvolutionGroupLanes; VECTORS 1 or 2, with
// SPREAD_LANES 1.
// Needs: ConvolutionTile, ConvolutionGroupLanes.

#if FAMILY_CPU
#if REVERSED
// The taps that a class meets along an axis.
#define CLASS_TAPS(extent, class) (((extent) - (class) + STRIDE - 1) / STRIDE)
#else
#define CLASS_TAPS(extent, class) (extent)
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionGroupedWeights(
    IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int t = get_global_id(0) / WINDOW_WIDTH, u = get_global_id(0) % WINDOW_WIDTH;
  const int block = get_global_id(1), class = get_global_id(2);
  const int a = class / CLASS_STEP, b = class % CLASS_STEP;
  const int rows = CLASS_TAPS(KERNEL_HEIGHT, a), taps = CLASS_TAPS(KERNEL_WIDTH, b);
  if (t >= rows || u >= taps) return;
  const int ky = REVERSED ? a + STRIDE * (rows - 1 - t) : t;
  const int kx = REVERSED ? b + STRIDE * (taps - 1 - u) : u;
  const int tap = ky * KERNEL_WIDTH + kx;
  __global float *to = packed + (ulong)((class * BLOCKS + block) * WINDOW_HEIGHT + t) * WINDOW_PITCH
      + u * (TAP_ROWS * BLOCK_LANES);
  SCALAR_LOOP
  for (int k = 0; k < TAP_ROWS; ++k)
    SCALAR_LOOP
    for (int lane = 0; lane < BLOCK_LANES; ++lane, ++to) {
      const int target = block * BLOCK_LANES + lane, group = target / GROUP_TARGETS;
      const int source = SPREAD_LANES ? group * GROUP_SOURCES + k : BLOCK_SOURCE(block) + k;
      const int i = source - group * GROUP_SOURCES;
      const bool exists = target < TARGET_CHANNELS && i >= 0 && i < GROUP_SOURCES;
      const int channel = REVERSED ? target % GROUP_TARGETS : i;
      const int channels = REVERSED ? GROUP_TARGETS : GROUP_SOURCES;
      *to = exists
          ? w[(tap * channels + channel) * OUT_CHANNELS + (REVERSED ? source : target)] : 0.0f;
    }
}

// accumulators[p][v] += patch of pixel p times the weights of one window row of `taps` taps.
static inline __attribute__((always_inline)) void multiplyGroupedRow(
    wide accumulators[PIXELS][ACCUMULATORS], const float *patch, __global const float *weights,
    const int taps) {
#if SPREAD_LANES
#pragma nounroll
  for (int u = 0; u < taps; ++u, weights += TAP_ROWS * VECTOR_WIDTH) {
    wide w[GROUP_SOURCES];
#pragma unroll
    for (int i = 0; i < GROUP_SOURCES; ++i) w[i] = LOAD(wide, weights + i * VECTOR_WIDTH);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = LOAD(wide, patch + (p * PIXEL_STEP + u) * VECTOR_WIDTH);
#define ADD_SOURCE(i) accumulators[p][0] = fma(SPREAD(x, i), w[i], accumulators[p][0]);
      FOR_SOURCES(ADD_SOURCE)
    }
  }
#else
#pragma nounroll
  for (int k = 0; k < taps * BLOCK_SOURCES; ++k, weights += BLOCK_LANES) {
    wide w[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) w[v] = LOAD(wide, weights + v * VECTOR_WIDTH);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = (wide)(patch[p * (PIXEL_STEP * BLOCK_SOURCES) + k]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) accumulators[p][v] = fma(x, w[v], accumulators[p][v]);
    }
  }
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionGrouped(
    IN(float, source), IN(float, packed),
    EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(float, result)) {
  BIND_IN(float, source);
  BIND_IN(float, packed);
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(float, result);

  const int tile = get_global_id(0) % COLUMN_TILES, row = get_global_id(0) / COLUMN_TILES;
  const int n = row / CLASS_HEIGHT, block = get_global_id(1), class = get_global_id(2);
  const int a = class / CLASS_STEP, b = class % CLASS_STEP;
  const int rows = CLASS_TAPS(KERNEL_HEIGHT, a), taps = CLASS_TAPS(KERNEL_WIDTH, b);
#if REVERSED
  const int y = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE + row % CLASS_HEIGHT * STRIDE;
  const int x = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE + tile * (PIXELS * STRIDE);
  const int top = (y + PAD_TOP - a) / STRIDE - (rows - 1);
  const int left = (x + PAD_LEFT - b) / STRIDE - (taps - 1);
#else
  const int y = row % CLASS_HEIGHT, x = tile * PIXELS;
  const int top = y * STRIDE - PAD_TOP, left = x * STRIDE - PAD_LEFT;
#endif
  const int count = (TARGET_WIDTH - x + TARGET_STEP - 1) / TARGET_STEP;
  const int part = get_global_id(0) * (CLASS_STEP * CLASS_STEP) + class;
  if (y >= TARGET_HEIGHT || count <= 0) {
#if STATISTICS
    if (block == 0) storeCount(statistics, part, 0);
#endif
    return;
  }

  wide accumulators[PIXELS][ACCUMULATORS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v) accumulators[p][v] = (wide)(0.0f);

  const ulong target = (ulong)((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
  prefetchTile(gate, result, target, block * BLOCK_LANES, count, statistics);
  float patch[PATCH_COLUMNS * BLOCK_SOURCES] __attribute__((aligned(64)));
  __global const float *window =
      packed + (ulong)((class * BLOCKS + block) * WINDOW_HEIGHT) * WINDOW_PITCH;
  for (int t = max(0, -top); t < min(rows, SOURCE_HEIGHT - top); ++t) {
    fillGroupPatch(
        patch, source + (ulong)(n * SOURCE_HEIGHT + top + t) * (SOURCE_WIDTH * SOURCE_CHANNELS), left,
        BLOCK_SOURCE(block), PATCH_COLUMNS);
    multiplyGroupedRow(accumulators, patch, window + t * WINDOW_PITCH, taps);
  }
  finishTile(accumulators, bias, gate, result, target, block * BLOCK_LANES, count, statistics, part);
}
#endif
