// 3x3 convolution of stride 1 by Winograd's F(2x2,3x3), NHWC: forward, and with reversed weights the
// input gradient. It makes 16 products for every 4 results and channel where the direct kernel makes 36.
//
// A work-item takes a share of the tiles, TILES at a time: transforms their 4x4 patches, multiplies
// each of the 16 frequencies [TILES,SOURCE_CHANNELS] with the transformed weights, BLOCK_LANES target
// channels at a time, transforms back, and stores with the epilogue.
//
// winogradWeights(w [3,3,IN_CHANNELS,OUT_CHANNELS], packed [BLOCKS][16][SOURCE_CHANNELS][BLOCK_LANES]);
//   global size (SOURCE_CHANNELS).
// winogradConvolution(source, packed, [bias], [gate: like the result], result,
//   staging [work-items][STAGING_LENGTH]); any one-dimensional global size.
// CPU family; work-groups of one. The host defines REVERSED and VECTORS (vectors of a block of target
// channels, a divisor of theirs), TILES and GROUP (tiles of a register tile, a divisor of TILES).
// Needs Winograd and ConvolutionEpilogue in front.

#if FAMILY_CPU
#define RESULT_PITCH (TILES * BLOCK_LANES + VECTOR_WIDTH)
#define STAGING_LENGTH (16 * (PATCH_PITCH + RESULT_PITCH))

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradWeights(
    IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int s = get_global_id(0);
  SCALAR_LOOP
  for (int t = 0; t < TARGET_CHANNELS; t += VECTOR_WIDTH) {
    wide taps[9], frequencies[16];
    for (int i = 0; i < 9; ++i) {
#if REVERSED
      float column[VECTOR_WIDTH];
      for (int lane = 0; lane < VECTOR_WIDTH; ++lane)
        column[lane] = w[((8 - i) * IN_CHANNELS + t + lane) * OUT_CHANNELS + s];
      taps[i] = LOAD(wide, column);
#else
      taps[i] = LOAD(wide, w + (i * IN_CHANNELS + s) * OUT_CHANNELS + t);
#endif
    }
    transformKernel(taps, frequencies);
    __global float *to = packed
        + (ulong)(t / BLOCK_LANES * 16 * SOURCE_CHANNELS + s) * BLOCK_LANES + t % BLOCK_LANES;
#pragma unroll
    for (int f = 0; f < 16; ++f)
      STORE(wide, to + f * (SOURCE_CHANNELS * BLOCK_LANES), frequencies[f]);
  }
}

// results[GROUP][BLOCK_LANES] = patches[GROUP][SOURCE_CHANNELS] . weights[SOURCE_CHANNELS][BLOCK_LANES].
static void multiplyGroup(
    __global float *results, __global const float *patches, __global const float *weights) {
  wide sums[GROUP][VECTORS];
#pragma unroll
  for (int t = 0; t < GROUP; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) sums[t][v] = (wide)(0.0f);
#pragma nounroll
  for (int k = 0; k < SOURCE_CHANNELS; ++k) {
    wide w[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) w[v] = LOAD(wide, weights + k * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
    for (int t = 0; t < GROUP; ++t) {
      const wide x = (wide)(patches[t * SOURCE_CHANNELS + k]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) sums[t][v] = fma(x, w[v], sums[t][v]);
    }
  }
#pragma unroll
  for (int t = 0; t < GROUP; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      STORE(wide, results + t * BLOCK_LANES + v * VECTOR_WIDTH, sums[t][v]);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradConvolution(
    IN(float, source), IN(float, packed),
#if HAS_BIAS
    IN(float, bias),
#endif
#if HAS_GATE
    IN(float, gate),
#endif
    OUT(float, result), OUT(float, staging)) {
  BIND_IN(float, source);
  BIND_IN(float, packed);
#if HAS_BIAS
  BIND_IN(float, bias);
#endif
#if HAS_GATE
  BIND_IN(float, gate);
#endif
  BIND_OUT(float, result);
  BIND_OUT(float, staging);
  __global float *patches = staging + get_global_id(0) * STAGING_LENGTH;
  __global float *results = patches + 16 * PATCH_PITCH;
  const int begin = (long)TILE_COUNT * get_global_id(0) / get_global_size(0);
  const int end = (long)TILE_COUNT * (get_global_id(0) + 1) / get_global_size(0);
  SCALAR_LOOP
  for (int first = begin; first < end; first += TILES) {
    const int count = min(TILES, end - first);
    stagePatches(patches, source, first, count);
    SCALAR_LOOP
    for (int block = 0; block < BLOCKS; ++block) {
      SCALAR_LOOP
      for (int f = 0; f < 16; ++f)
        SCALAR_LOOP
        for (int t = 0; t < count; t += GROUP)
          multiplyGroup(
              results + f * RESULT_PITCH + t * BLOCK_LANES,
              patches + f * PATCH_PITCH + t * SOURCE_CHANNELS,
              packed + (ulong)(block * 16 + f) * (SOURCE_CHANNELS * BLOCK_LANES));
      SCALAR_LOOP
      for (int t = 0; t < count; ++t) {
        const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
        const int top = tile / TILE_COLUMNS % TILE_ROWS * 2, left = tile % TILE_COLUMNS * 2;
        SCALAR_LOOP
        for (int v = 0; v < VECTORS; ++v) {
          const int lane = v * VECTOR_WIDTH, channel = block * BLOCK_LANES + lane;
          wide m[16], y[4];
#pragma unroll
          for (int f = 0; f < 16; ++f)
            m[f] = LOAD(wide, results + f * RESULT_PITCH + t * BLOCK_LANES + lane);
          transformResult(m, y);
#pragma unroll
          for (int i = 0; i < 4; ++i) {
            if (top + i / 2 >= TARGET_HEIGHT || left + i % 2 >= TARGET_WIDTH) continue;
            const ulong at = (ulong)((n * TARGET_HEIGHT + top + i / 2) * TARGET_WIDTH + left + i % 2)
                * TARGET_CHANNELS + channel;
            FINISH(wide, y[i], at, channel)
          }
        }
      }
    }
  }
}
#endif
