// The register tile that forward convolution and input gradient share on a CPU (no kernel here).
//
// Both are a product of a "source" row with packed weights: PIXELS neighbouring target pixels whose
// windows begin PIXEL_STEP source columns apart. One row of the window is a run of `depth` numbers
// (taps times source channels) that lie side by side once the row is copied, with its padding, into
// a small private patch; neighbouring pixels read overlapping runs of it. Hence any channel count
// and any kernel width is one plain loop over `depth`, and padding costs nothing inside it.
//
// Three variants, with one skeleton:
//   INNER 0: vectors across target channels; VECTORS of them by PIXELS accumulators, weights
//            [depth][BLOCK_LANES]; what is broadcast is the patch.
//   GROUPED 1, INNER 0: the same, with taps in groups of two or three that one step of a pixel apart
//            meet the same source columns: one broadcast serves them all, which halves the loads.
//            Weights [phase][group][source channel][tap of the group][BLOCK_LANES], a phase being the
//            taps that are PIXEL_STEP apart. The kernel must be at least 2 * STRIDE wide.
//   INNER 1: few target channels; vectors along `depth`, BLOCK_LANES target channels by PIXELS
//            accumulators, weights [BLOCK_LANES][depth rounded up to VECTOR_WIDTH]; lanes summed at the end.
// Needs Vectors, ConvolutionLayout, ConvolutionEpilogue and ConvolutionStatistics in front; statistics
// are noted with INNER 0 only.

#if FAMILY_CPU
// Copies PATCH_COLUMNS columns of a source row from column `first` on; zeros where there are none, and
// behind the patch what INNER reads there: its weights are zero, but zero times NaN is not.
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
#if INNER
  STORE(wide, patch + PATCH_LENGTH, (wide)(0.0f));
#endif
}

// Fetches what finishTile will touch; the arguments are the same.
static void fetchTile(
    __global const float *gate, __global float *result, const ulong target, const int channel,
    const int count, const Statistics statistics) {
  SCALAR_LOOP
  for (int p = 0; p < min(count, PIXELS); ++p)
    SCALAR_LOOP
    for (int lane = 0; lane < min(BLOCK_LANES, TARGET_CHANNELS - channel); lane += VECTOR_WIDTH)
      FETCH_FINISH(target + p * (TARGET_STEP * TARGET_CHANNELS) + channel + lane)
}

#if GROUPED
// What one group of N taps adds to the sums: `from` is at its first tap's column of the first pixel.
#define MULTIPLY_GROUP(N)                                                                   \
  _Pragma("nounroll") for (int k = 0; k < SOURCE_CHANNELS; ++k) {                           \
    wide w[N][VECTORS];                                                                     \
    _Pragma("unroll") for (int t = 0; t < N; ++t)                                           \
        _Pragma("unroll") for (int v = 0; v < VECTORS; ++v, weights += VECTOR_WIDTH)        \
            w[t][v] = LOAD(wide, weights);                                                  \
    _Pragma("unroll") for (int c = 0; c < PIXELS + N - 1; ++c) {                            \
      const wide x = (wide)(from[c * PIXEL_PITCH + k]);                                     \
      _Pragma("unroll") for (int t = max(0, c - PIXELS + 1); t <= min(c, N - 1); ++t)       \
          _Pragma("unroll") for (int v = 0; v < VECTORS; ++v)                               \
              sums[c - t][v] = fma(x, w[t][v], sums[c - t][v]);                             \
    }                                                                                       \
  }
#endif

// sums[p][v] += patch run of pixel p times the weights of one window row of `taps` taps.
static inline __attribute__((always_inline)) void multiplyRow(
    wide sums[PIXELS][SUMS], const float *patch, __global const float *weights, const int taps) {
#if GROUPED
  SCALAR_LOOP
  for (int phase = 0; phase < PIXEL_STEP; ++phase) {
    int left = (taps - phase + PIXEL_STEP - 1) / PIXEL_STEP;
    const float *from = patch + phase * SOURCE_CHANNELS;
    SCALAR_LOOP
    for (; left > 3 || left == 2; left -= 2, from += 2 * PIXEL_PITCH) MULTIPLY_GROUP(2)
    if (left == 3) MULTIPLY_GROUP(3)
  }
#elif INNER
  const int depth = taps * SOURCE_CHANNELS;
  const int pitch = ROUND_UP(depth);
  for (int k = 0; k < depth; k += VECTOR_WIDTH) {
    wide w[SUMS];
#pragma unroll
    for (int v = 0; v < SUMS; ++v) w[v] = LOAD(wide, weights + v * pitch + k);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = LOAD(wide, patch + p * PIXEL_PITCH + k);
#pragma unroll
      for (int v = 0; v < SUMS; ++v) sums[p][v] = fma(x, w[v], sums[p][v]);
    }
  }
#else
#pragma nounroll
  for (int k = 0; k < taps * SOURCE_CHANNELS; ++k) {
    wide w[SUMS];
#pragma unroll
    for (int v = 0; v < SUMS; ++v) w[v] = LOAD(wide, weights + k * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
    for (int p = 0; p < PIXELS; ++p) {
      const wide x = (wide)(patch[p * PIXEL_PITCH + k]);
#pragma unroll
      for (int v = 0; v < SUMS; ++v) sums[p][v] = fma(x, w[v], sums[p][v]);
    }
  }
#endif
}

// Bias, activation, gate, and the store of the target pixels that exist: pixel p is at element
// `target + p * TARGET_STEP * TARGET_CHANNELS`, `count` of them, its first channel is `channel`. They
// are part `part` of the statistics, where there are any.
static inline __attribute__((always_inline)) void finishTile(
    wide sums[PIXELS][SUMS], __global const float *bias, __global const float *gate,
    __global float *result, const ulong target, const int channel, const int count,
    const Statistics statistics, const int part) {
  // By way of memory, so that the epilogue is compiled once and not once for each register.
  wide tile[PIXELS * SUMS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < SUMS; ++v) tile[p * SUMS + v] = sums[p][v];
#pragma nounroll
  for (int v = 0; v < SUMS; ++v) {
    const int c = channel + v * (INNER ? 1 : VECTOR_WIDTH);
#if STATISTICS
    Noted noted;
    startNoting(statistics, &noted, c);
#endif
#pragma nounroll
    for (int p = 0; p < min(count, PIXELS); ++p) {
      const ulong at = target + p * (TARGET_STEP * TARGET_CHANNELS) + c;
#if INNER
      FINISH(float, sumLanes(tile[p * SUMS + v]), at, c)
#else
      if (TARGET_CHANNELS % BLOCK_LANES == 0 || c + VECTOR_WIDTH <= TARGET_CHANNELS) {
        FINISH_THEN(wide, tile[p * SUMS + v], at, c, NOTE(wide, noted, at))
      } else {
        float tail[VECTOR_WIDTH];
        STORE(wide, tail, tile[p * SUMS + v]);
        for (int i = 0; i < TARGET_CHANNELS - c; ++i) FINISH(float, tail[i], at + i, c + i)
      }
#endif
    }
#if STATISTICS
    if (c < TARGET_CHANNELS) storeNoted(statistics, part, c, &noted);
#endif
  }
}
#endif
