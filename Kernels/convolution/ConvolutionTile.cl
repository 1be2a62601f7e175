// The register tile that forward convolution and input gradient share on a CPU (no kernel here).
//
// Both are a product of a "source" row with packed weights: PIXELS neighbouring target pixels whose
// windows begin PIXEL_STEP source columns apart. One row of the window is a run of `depth` numbers
// (taps times source channels) that lie side by side once the row is copied, with its padding, into
// a small private patch; neighbouring pixels read overlapping runs of it. Hence any channel count
// and any kernel width is one plain loop over `depth`, and padding costs nothing inside it.
//
// Two variants, with one skeleton:
//   INNER 0: vectors across target channels; VECTORS of them by PIXELS accumulators, weights
//            [depth][BLOCK_LANES]; what is broadcast is the patch.
//   INNER 1: few target channels; vectors along `depth`, BLOCK_LANES target channels by PIXELS
//            accumulators, weights [BLOCK_LANES][depth rounded up to VECTOR_WIDTH]; lanes summed at the end.
// Needs Vectors, ConvolutionLayout and Activation in front; the host defines HAS_BIAS and HAS_GATE (0 or 1).
// HAS_GATE: ACTIVATION is the gate's, and the result itself is not activated.

#if FAMILY_CPU
// Copies PATCH_COLUMNS columns of a source row from column `first` on; zeros where there are none.
static void fillPatch(float *patch, __global const float *row, const int first) {
  const int begin = clamp(-first, 0, PATCH_COLUMNS) * SOURCE_CHANNELS;
  const int end = clamp(SOURCE_WIDTH - first, 0, PATCH_COLUMNS) * SOURCE_CHANNELS;
  __global const float *from = row + first * SOURCE_CHANNELS;
  SCALAR_LOOP
  for (int i = 0; i < begin; ++i) patch[i] = 0.0f;
  int i = begin;
  SCALAR_LOOP
  for (; i + VECTOR_WIDTH <= end; i += VECTOR_WIDTH) STORE(wide, patch + i, LOAD(wide, from + i));
  SCALAR_LOOP
  for (; i < end; ++i) patch[i] = from[i];
  SCALAR_LOOP
  for (; i < PATCH_LENGTH + PATCH_SLACK; ++i) patch[i] = 0.0f;
}

// One result: element `at`, target channel `channel`.
static inline void finishOne(
    float y, __global const float *bias, __global const float *gate, __global float *result,
    const ulong at, const int channel) {
#if HAS_BIAS
  y += bias[channel];
#endif
#if HAS_GATE
  y *= SLOPE(float, gate[at]);
#else
  y = ACTIVATE(float, y);
#endif
  result[at] = y;
}

// sums[p][v] += patch run of pixel p times the weights of one window row.
static inline __attribute__((always_inline)) void multiplyRow(
    wide sums[PIXELS][SUMS], const float *patch, __global const float *weights, const int depth) {
#if INNER
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
  for (int k = 0; k < depth; ++k) {
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
// `target + p * TARGET_STEP * TARGET_CHANNELS`, `count` of them, its first channel is `channel`.
static inline __attribute__((always_inline)) void finishTile(
    wide sums[PIXELS][SUMS], __global const float *bias, __global const float *gate,
    __global float *result, const ulong target, const int channel, const int count) {
  // By way of memory, so that the epilogue is compiled once and not once for each register.
  wide tile[PIXELS * SUMS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < SUMS; ++v) tile[p * SUMS + v] = sums[p][v];
#pragma nounroll
  for (int p = 0; p < min(count, PIXELS); ++p) {
    const ulong at = target + p * (TARGET_STEP * TARGET_CHANNELS) + channel;
#pragma nounroll
    for (int v = 0; v < SUMS; ++v) {
#if INNER
      finishOne(sumLanes(tile[p * SUMS + v]), bias, gate, result, at + v, v);
#else
      const int first = v * VECTOR_WIDTH;
      if (TARGET_CHANNELS % BLOCK_LANES == 0 || channel + first + VECTOR_WIDTH <= TARGET_CHANNELS) {
        wide y = tile[p * SUMS + v];
#if HAS_BIAS
        y += LOAD(wide, bias + channel + first);
#endif
#if HAS_GATE
        y *= SLOPE(wide, LOAD(wide, gate + at + first));
#else
        y = ACTIVATE(wide, y);
#endif
        STORE(wide, result + at + first, y);
      } else {
        float tail[VECTOR_WIDTH];
        STORE(wide, tail, tile[p * SUMS + v]);
        for (int i = 0; i < TARGET_CHANNELS - channel - first; ++i)
          finishOne(tail[i], bias, gate, result, at + first + i, channel + first + i);
      }
#endif
    }
  }
}
#endif
