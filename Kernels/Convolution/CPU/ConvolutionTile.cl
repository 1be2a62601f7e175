// The register tile of forward convolution and input gradient on a CPU (no kernel here).
//
// A tile is PIXELS neighbouring target pixels, whose windows begin PIXEL_STEP source columns apart. Per
// window row, the source row is copied with its padding into a small private patch, where the K values
// (taps times source channels) of each pixel are contiguous and overlap with its neighbours'. So any
// channel count and kernel width is one plain loop over K, without tests for padding.
//
// Three variants of the loop:
//   VECTORS_ALONG_K 0: vectors across target channels, VECTORS by PIXELS accumulators; the patch is
//     broadcast. Weights [K][BLOCK_LANES].
//   SHARED_BROADCAST 1: the same, and two or three taps that are PIXEL_STEP columns apart, which meet the
//     same source columns in neighbouring pixels, share each broadcast: half the loads. Weights
//     [phase][tap group][source channel][tap of the group][BLOCK_LANES]; a phase is the taps that are
//     PIXEL_STEP apart. Kernels at least 2 * STRIDE wide.
//   VECTORS_ALONG_K 1: few target channels; BLOCK_LANES target channels by PIXELS accumulators, whose
//     lanes are summed at the end. Weights [BLOCK_LANES][K rounded up to VECTOR_WIDTH].
// There are no statistics with VECTORS_ALONG_K 1.
// Needs: ConvolutionEpilogue, ConvolutionStatistics.

#if FAMILY_CPU
// Copies PATCH_COLUMNS columns of a source row from column `first` on, zeros for padding. With
// VECTORS_ALONG_K, zeros follow the patch too: the weights there are zero, but zero times NaN is not.
static void fillPatch(float *patch, __global const float *row, const int first) {
  const int begin = clamp(-first, 0, PATCH_COLUMNS) * SOURCE_CHANNELS;
  const int end = clamp(SOURCE_WIDTH - first, 0, PATCH_COLUMNS) * SOURCE_CHANNELS;
  __global const float *from = row + first * SOURCE_CHANNELS;
  SCALAR_LOOP
  for (int i = 0; i < begin; i += VECTOR_WIDTH) STORE(wide, patch + i, (wide)(0.0f));
  int i = begin;
  SCALAR_LOOP
  for (; i + VECTOR_WIDTH <= end; i += VECTOR_WIDTH) STORE(wide, patch + i, LOAD(wide, from + i));
  SCALAR_LOOP
  for (; i < end; ++i) patch[i] = from[i];
  SCALAR_LOOP
  for (; i < PATCH_LENGTH; i += VECTOR_WIDTH) STORE(wide, patch + i, (wide)(0.0f));
#if VECTORS_ALONG_K
  STORE(wide, patch + PATCH_LENGTH, (wide)(0.0f));
#endif
}

// Prefetches what finishTile touches; the arguments are the same.
static void prefetchTile(
    __global const float *gate, __global float *result, const ulong target, const int channel,
    const int count, const Statistics statistics) {
  SCALAR_LOOP
  for (int p = 0; p < min(count, PIXELS); ++p)
    SCALAR_LOOP
    for (int lane = 0; lane < min(BLOCK_LANES, TARGET_CHANNELS - channel); lane += VECTOR_WIDTH)
      PREFETCH_FINISH(target + p * (TARGET_STEP * TARGET_CHANNELS) + channel + lane)
}

#if SHARED_BROADCAST
// Multiplies a group of N taps that share broadcasts: `from` is the column of its first tap at the
// first pixel.
#define MULTIPLY_TAPS(N)                                                                   \
  _Pragma("nounroll") for (int k = 0; k < SOURCE_CHANNELS; ++k) {                           \
    wide w[N][VECTORS];                                                                     \
    _Pragma("unroll") for (int t = 0; t < N; ++t)                                           \
        _Pragma("unroll") for (int v = 0; v < VECTORS; ++v, weights += VECTOR_WIDTH)        \
            w[t][v] = LOAD(wide, weights);                                                  \
    _Pragma("unroll") for (int c = 0; c < PIXELS + N - 1; ++c) {                            \
      const wide x = (wide)(from[c * PIXEL_PITCH + k]);                                     \
      _Pragma("unroll") for (int t = max(0, c - PIXELS + 1); t <= min(c, N - 1); ++t)       \
          _Pragma("unroll") for (int v = 0; v < VECTORS; ++v)                               \
              accumulators[c - t][v] = fma(x, w[t][v], accumulators[c - t][v]);             \
    }                                                                                       \
  }
#endif

// accumulators[p][v] += patch of pixel p times the weights of one window row of `taps` taps.
static inline __attribute__((always_inline)) void multiplyRow(
    wide accumulators[PIXELS][ACCUMULATORS], const float *patch, __global const float *weights,
    const int taps) {
#if SHARED_BROADCAST
  SCALAR_LOOP
  for (int phase = 0; phase < PIXEL_STEP; ++phase) {
    int left = (taps - phase + PIXEL_STEP - 1) / PIXEL_STEP;
    const float *from = patch + phase * SOURCE_CHANNELS;
    SCALAR_LOOP
    for (; left > 3 || left == 2; left -= 2, from += 2 * PIXEL_PITCH) MULTIPLY_TAPS(2)
    if (left == 3) MULTIPLY_TAPS(3)
  }
#elif VECTORS_ALONG_K
  const int kExtent = taps * SOURCE_CHANNELS;
  const int pitch = ROUND_UP(kExtent);
  for (int k = 0; k < kExtent; k += VECTOR_WIDTH) {
    wide w[ACCUMULATORS];
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v) w[v] = LOAD(wide, weights + v * pitch + k);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = LOAD(wide, patch + p * PIXEL_PITCH + k);
#pragma unroll
      for (int v = 0; v < ACCUMULATORS; ++v) accumulators[p][v] = fma(x, w[v], accumulators[p][v]);
    }
  }
#else
#pragma nounroll
  for (int k = 0; k < taps * SOURCE_CHANNELS; ++k) {
    wide w[ACCUMULATORS];
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v)
      w[v] = LOAD(wide, weights + k * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = (wide)(patch[p * PIXEL_PITCH + k]);
#pragma unroll
      for (int v = 0; v < ACCUMULATORS; ++v) accumulators[p][v] = fma(x, w[v], accumulators[p][v]);
    }
  }
#endif
}

// Finishes and stores the first `count` pixels of the tile: pixel p is at element
// `target + p * TARGET_STEP * TARGET_CHANNELS`, the tile's first channel is `channel`. With STATISTICS
// their sums are stored as part `part`.
static inline __attribute__((always_inline)) void finishTile(
    wide accumulators[PIXELS][ACCUMULATORS], __global const float *bias, __global const float *gate,
    __global float *result, const ulong target, const int channel, const int count,
    const Statistics statistics, const int part) {
  // Spilled to memory, so that the epilogue is compiled once and not once per register.
  wide tile[PIXELS * ACCUMULATORS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v) tile[p * ACCUMULATORS + v] = accumulators[p][v];
#pragma nounroll
  for (int v = 0; v < ACCUMULATORS; ++v) {
    const int c = channel + v * (VECTORS_ALONG_K ? 1 : VECTOR_WIDTH);
#if STATISTICS
    ChannelSums channelSums;
    startSums(statistics, &channelSums, c);
#endif
#pragma nounroll
    for (int p = 0; p < min(count, PIXELS); ++p) {
      const ulong at = target + p * (TARGET_STEP * TARGET_CHANNELS) + c;
#if VECTORS_ALONG_K
      FINISH(float, sumLanes(tile[p * ACCUMULATORS + v]), at, c)
#else
      if (TARGET_CHANNELS % BLOCK_LANES == 0 || c + VECTOR_WIDTH <= TARGET_CHANNELS) {
        FINISH_THEN(wide, tile[p * ACCUMULATORS + v], at, c, ADD_TO_SUMS(wide, channelSums, at))
      } else {
        float tail[VECTOR_WIDTH];
        STORE(wide, tail, tile[p * ACCUMULATORS + v]);
        for (int i = 0; i < TARGET_CHANNELS - c; ++i) FINISH(float, tail[i], at + i, c + i)
      }
#endif
    }
#if STATISTICS
    if (c < TARGET_CHANNELS) storeSums(statistics, part, c, &channelSums);
#endif
  }
}
#endif
