// Convolution by Winograd's algorithm, NHWC: forward, or with REVERSED the input gradient; see Winograd
// for the algorithm, ConvolutionForward and ConvolutionInputGradient for the formulas.
//
// A work-item takes a contiguous range of the tiles, TILES at a time: it stages their transformed
// patches, multiplies the [TILES,PATCH_CHANNELS] of each Winograd element with the transformed weights,
// BLOCK_LANES target channels of one phase at a time, transforms back, and finishes and stores.
//
// winogradConvolution(source, packed (WinogradWeights), [bias], [gate: like the result],
//   [see ConvolutionStatistics: parts [work-items][ROUNDS][TARGET_PHASES]], result,
//   staging [work-items][STAGING_LENGTH]); one-dimensional global size.
// CPU family; work-groups of one. Forward, SOURCE_CHANNELS need not be whole vectors where
// STRIDE * SOURCE_CHANNELS is 4 (PACKS_PHASES, see WinogradQuads). The host defines REVERSED, the constants
// of Winograd, where REGISTER_ROWS divides TILES, and ROUNDS (how often a work-item stages tiles, at
// most).
// Needs: ConvolutionEpilogue, ConvolutionStatistics, WinogradWeights, WinogradQuads.

#if FAMILY_CPU
// Prefetching results before they are stored does not pay where the product takes so long that earlier
// stores have completed.
#define PREFETCHES_TARGETS (REVERSED || PACKS_PHASES)

// The product of one register tile: results[REGISTER_ROWS][BLOCK_LANES] =
//   patches[REGISTER_ROWS][PATCH_CHANNELS] . weights[PATCH_CHANNELS][BLOCK_LANES].
static void multiplyRegisterTile(
    __global float *results, __global const float *patches, __global const float *weights) {
  wide accumulators[REGISTER_ROWS][VECTORS];
#pragma unroll
  for (int t = 0; t < REGISTER_ROWS; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) accumulators[t][v] = (wide)(0.0f);
#pragma nounroll
  for (int k = 0; k < PATCH_CHANNELS; ++k) {
    wide w[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) w[v] = LOAD(wide, weights + k * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
    for (int t = 0; t < REGISTER_ROWS; ++t) {
      const wide x = (wide)(patches[t * PATCH_CHANNELS + k]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) accumulators[t][v] = fma(x, w[v], accumulators[t][v]);
    }
  }
#pragma unroll
  for (int t = 0; t < REGISTER_ROWS; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      PUT(results + t * BLOCK_LANES + v * VECTOR_WIDTH, accumulators[t][v]);
}

// The image and pixel of the first result of a tile.
typedef struct {
  int image, y, x;
} TileOrigin;

static TileOrigin tileOrigin(const int tile, const int phase) {
  const int top = REVERSED ? PAD_TOP / STRIDE * STRIDE + phase / STRIDE - PAD_TOP : 0;
  const int left = REVERSED ? PAD_LEFT / STRIDE * STRIDE + phase % STRIDE - PAD_LEFT : 0;
  const TileOrigin origin = {tile / (TILE_ROWS * TILE_COLUMNS),
                             top + tile / TILE_COLUMNS % TILE_ROWS * (OUTPUT_TILE * TARGET_STEP),
                             left + tile % TILE_COLUMNS * (OUTPUT_TILE * TARGET_STEP)};
  return origin;
}

// Whether the result in row i and column j of the tile exists.
static inline __attribute__((always_inline)) bool isTarget(
    const TileOrigin origin, const int i, const int j) {
  const int y = origin.y + i * TARGET_STEP, x = origin.x + j * TARGET_STEP;
  return y >= 0 && y < TARGET_HEIGHT && x >= 0 && x < TARGET_WIDTH;
}

// The first element of that result.
static inline __attribute__((always_inline)) ulong targetOffset(
    const TileOrigin origin, const int i, const int j) {
  const int y = origin.y + i * TARGET_STEP, x = origin.x + j * TARGET_STEP;
  return (ulong)((origin.image * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
}

#if PREFETCHES_TARGETS
// Prefetches what finishing a tile's results touches, BLOCK_LANES channels from `channel` on.
static void prefetchTargets(
    __global const float *gate, __global float *result, const TileOrigin origin, const int channel,
    const Statistics statistics) {
  SCALAR_LOOP
  for (int i = 0; i < OUTPUT_TILE; ++i)
    SCALAR_LOOP
    for (int j = 0; j < OUTPUT_TILE; ++j) {
      if (!isTarget(origin, i, j)) continue;
      SCALAR_LOOP
      for (int lane = 0; lane < BLOCK_LANES; lane += VECTOR_WIDTH)
        PREFETCH_FINISH(targetOffset(origin, i, j) + channel + lane)
    }
}
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradConvolution(
    IN(float, source), IN(float, packed),
    EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(float, result), OUT(float, staging)) {
  BIND_IN(float, source);
  BIND_IN(float, packed);
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(float, result);
  BIND_OUT(float, staging);
  __global float *patches = staging + get_global_id(0) * STAGING_LENGTH;
  __global float *results = patches + ELEMENTS * PATCH_PITCH;
  const int begin = (long)TILE_COUNT * get_global_id(0) / get_global_size(0);
  const int end = (long)TILE_COUNT * (get_global_id(0) + 1) / get_global_size(0);
  int part = get_global_id(0) * ROUNDS * TARGET_PHASES;
  SCALAR_LOOP
  for (int first = begin; first < end; first += TILES, part += TARGET_PHASES) {
    const int count = min(TILES, end - first);
#if PACKS_PHASES
    stageQuads(patches, source, first, count);
#else
    stagePatches(patches, source, first, count);
#endif
    SCALAR_LOOP
    for (int block = 0; block < TARGET_PHASES * BLOCKS; ++block) {
      SCALAR_LOOP
      for (int e = 0; e < ELEMENTS; ++e) {
        // Prefetch the pixels that are staged next, and what the results touch.
        if (block == 0) prefetchPatches(source, first + TILES, end, e);
#if PREFETCHES_TARGETS
        SCALAR_LOOP
        for (int t = e; t < count; t += ELEMENTS)
          prefetchTargets(gate, result, tileOrigin(first + t, block / BLOCKS),
                       block % BLOCKS * BLOCK_LANES, statistics);
#endif
        SCALAR_LOOP
        for (int t = 0; t < count; t += REGISTER_ROWS)
          multiplyRegisterTile(results + e * RESULT_PITCH + t * BLOCK_LANES,
                        patches + e * PATCH_PITCH + t * PATCH_CHANNELS,
                        packed + (ulong)(block * ELEMENTS + e) * (PATCH_CHANNELS * BLOCK_LANES));
      }
#if STATISTICS
      ChannelSums channelSums[VECTORS];
      SCALAR_LOOP
      for (int v = 0; v < VECTORS; ++v)
        startSums(statistics, channelSums + v, block % BLOCKS * BLOCK_LANES + v * VECTOR_WIDTH);
#endif
      SCALAR_LOOP
      for (int t = 0; t < count; ++t) {
        const TileOrigin origin = tileOrigin(first + t, block / BLOCKS);
        SCALAR_LOOP
        for (int v = 0; v < VECTORS; ++v) {
          const int lane = v * VECTOR_WIDTH, channel = block % BLOCKS * BLOCK_LANES + lane;
          wide m[ELEMENTS], lines[OUTPUT_TILE * POINTS];
#if STATISTICS
          ChannelSums registers = channelSums[v];
#endif
#pragma unroll
          for (int e = 0; e < ELEMENTS; ++e)
            m[e] = LOAD(wide, results + e * RESULT_PITCH + t * BLOCK_LANES + lane);
#pragma unroll
          for (int i = 0; i < POINTS; ++i)
            transformResultLine(m + i * POINTS, 1, lines + i * OUTPUT_TILE);
#pragma unroll
          for (int j = 0; j < OUTPUT_TILE; ++j) {
            wide y[OUTPUT_TILE];
            transformResultLine(lines + j, OUTPUT_TILE, y);
#pragma unroll
            for (int i = 0; i < OUTPUT_TILE; ++i) {
              if (!isTarget(origin, i, j)) continue;
              const ulong at = targetOffset(origin, i, j) + channel;
              FINISH_THEN(wide, y[i], at, channel, ADD_TO_SUMS(wide, registers, at))
            }
          }
#if STATISTICS
          channelSums[v] = registers;
#endif
        }
      }
#if STATISTICS
      SCALAR_LOOP
      for (int v = 0; v < VECTORS; ++v)
        storeSums(statistics, part + block / BLOCKS, block % BLOCKS * BLOCK_LANES + v * VECTOR_WIDTH,
                   channelSums + v);
#endif
    }
  }
#if STATISTICS
  SCALAR_LOOP
  for (; part < (get_global_id(0) + 1) * ROUNDS * TARGET_PHASES; ++part)
    storeCount(statistics, part, 0);
#endif
}
#endif
