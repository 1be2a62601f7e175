// Gradient of a convolution with respect to its weights by Winograd's algorithm; see Winograd.
//
// A work-item takes a slice of the tiles, TILES at a time: it stages the transformed patches of x and
// tiles of dy, and for each Winograd element accumulates
//   transposed patches[TILES,PATCH_CHANNELS] . gradOutputs[TILES,OUT_CHANNELS],
// REGISTER_ROWS patch channels by BLOCK_LANES output channels in registers. The second kernel adds the
// slices in order and transforms back.
//
// Where a tap meets no active pixel its gradient is exactly zero, but the transform leaves the rounding
// errors of other taps there, from which an optimiser that divides by the gradient's size makes full
// steps. A last plane therefore sums |patch|^2 |tile of dy|^2; gradients below its root times ROUNDING
// are set to zero.
//
// winogradFilterGradient(x, dy, partial [SLICES][PARTIAL_LENGTH], staging [SLICES][STAGING_LENGTH]);
//   global size (SLICES).
// winogradFilterReduction(partial, dw [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS]);
//   global size (PATCH_CHANNELS, OUT_CHANNELS / VECTOR_WIDTH).
// CPU family; work-groups of one. The host defines REVERSED 0, the constants of Winograd, SLICES,
// ROW_BLOCKS (register tiles over the patch channels), REGISTER_TILE (elements of one) and PARTIAL_LENGTH.
// Needs: WinogradPatches.

#if FAMILY_CPU
// Measured: one product of two pixels leaves up to 1.05e-6 of itself at other taps, 5e-8 on average.
#define ROUNDING 1.1e-6f

// Transforms and stores `count` tiles of dy from `first` on; zeros for the rest of TILES.
static void stageGradOutputs(
    __global float *gradOutputs, __global const float *dy, const int first, const int count) {
  SCALAR_LOOP
  for (int t = 0; t < TILES; ++t) {
    const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
    const int top = tile / TILE_COLUMNS % TILE_ROWS * OUTPUT_TILE;
    const int left = tile % TILE_COLUMNS * OUTPUT_TILE;
    SCALAR_LOOP
    for (int c = 0; c < OUT_CHANNELS; c += VECTOR_WIDTH) {
      wide y[OUTPUT_TILE], lines[POINTS * OUTPUT_TILE], m[ELEMENTS], square = (wide)(0.0f);
#pragma unroll
      for (int j = 0; j < OUTPUT_TILE; ++j) {
#pragma unroll
        for (int i = 0; i < OUTPUT_TILE; ++i) {
          const int oy = top + i, ox = left + j;
          y[i] = (wide)(0.0f);
          if (t < count && oy < OUT_HEIGHT && ox < OUT_WIDTH)
            y[i] = LOAD(wide, dy
                + (ulong)((n * OUT_HEIGHT + oy) * OUT_WIDTH + ox) * OUT_CHANNELS + c);
          square = fma(y[i], y[i], square);
        }
        transformGradOutputLine(y, lines + j, OUTPUT_TILE);
      }
#pragma unroll
      for (int i = 0; i < POINTS; ++i)
        transformGradOutputLine(lines + i * OUTPUT_TILE, m + i * POINTS, 1);
#pragma unroll
      for (int e = 0; e < ELEMENTS; ++e)
        PUT(gradOutputs + e * RESULT_PITCH + t * OUT_CHANNELS + c, m[e]);
      PUT(gradOutputs + ELEMENTS * RESULT_PITCH + t * OUT_CHANNELS + c, square);
    }
  }
}

// Prefetches tiles of dy as prefetchPatches does patches.
static void prefetchGradOutputs(
    __global const float *dy, const int first, const int end, const int e) {
  SCALAR_LOOP
  for (int tile = first + e; tile < min(first + TILES, end); tile += ELEMENTS)
    prefetchRows(dy, tile / (TILE_ROWS * TILE_COLUMNS), tile / TILE_COLUMNS % TILE_ROWS * OUTPUT_TILE,
                 OUTPUT_TILE, OUT_HEIGHT, OUT_WIDTH * OUT_CHANNELS,
                 tile % TILE_COLUMNS * OUTPUT_TILE * OUT_CHANNELS, OUTPUT_TILE * OUT_CHANNELS);
}

// Accumulates one register tile of one Winograd element over TILES tiles.
static void accumulateRegisterTile(
    __global float *accumulators, __global const float *patches, __global const float *gradOutputs,
    const bool first) {
  wide tile[REGISTER_ROWS][VECTORS];
#pragma unroll
  for (int i = 0; i < REGISTER_ROWS; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      tile[i][v] = first ? (wide)(0.0f) : LOAD(wide, accumulators + i * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma nounroll
  for (int t = 0; t < TILES; ++t) {
    wide d[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      d[v] = LOAD(wide, gradOutputs + t * OUT_CHANNELS + v * VECTOR_WIDTH);
#pragma unroll
    for (int i = 0; i < REGISTER_ROWS; ++i) {
      const wide x = (wide)(patches[t * PATCH_CHANNELS + i]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) tile[i][v] = fma(x, d[v], tile[i][v]);
    }
  }
#pragma unroll
  for (int i = 0; i < REGISTER_ROWS; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      PUT(accumulators + i * BLOCK_LANES + v * VECTOR_WIDTH, tile[i][v]);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradFilterGradient(
    IN(float, x), IN(float, dy), OUT(float, partial), OUT(float, staging)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  BIND_OUT(float, staging);
  const int slice = get_global_id(0);
  __global float *accumulators = partial + (ulong)slice * PARTIAL_LENGTH;
  __global float *patches = staging + (ulong)slice * STAGING_LENGTH;
  __global float *gradOutputs = patches + PLANES * PATCH_PITCH;
  // A register tile may extend beyond PATCH_CHANNELS: into the next tile, finally into the padding.
  for (int e = 0; e < PLANES; ++e)
    STORE(wide, patches + e * PATCH_PITCH + TILES * PATCH_CHANNELS, (wide)(0.0f));
  const int begin = (long)TILE_COUNT * slice / SLICES, end = (long)TILE_COUNT * (slice + 1) / SLICES;
  SCALAR_LOOP
  for (int first = begin; first < end; first += TILES) {
    const int count = min(TILES, end - first);
    stagePatches(patches, x, first, count);
    stageGradOutputs(gradOutputs, dy, first, count);
    SCALAR_LOOP
    for (int e = 0; e < PLANES; ++e) {
      // Prefetch the pixels that are staged next.
      if (e < ELEMENTS) {
        prefetchPatches(x, first + TILES, end, e);
        prefetchGradOutputs(dy, first + TILES, end, e);
      }
      SCALAR_LOOP
      for (int block = 0; block < BLOCKS; ++block)
        SCALAR_LOOP
        for (int rowBlock = 0; rowBlock < ROW_BLOCKS; ++rowBlock)
          accumulateRegisterTile(
              accumulators + ((e * BLOCKS + block) * ROW_BLOCKS + rowBlock) * REGISTER_TILE,
              patches + e * PATCH_PITCH + rowBlock * REGISTER_ROWS,
              gradOutputs + e * RESULT_PITCH + block * BLOCK_LANES, first == begin);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradFilterReduction(
    IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  const int patchChannel = get_global_id(0), co = get_global_id(1) * VECTOR_WIDTH;
  const int phase = patchChannel / IN_CHANNELS, ci = patchChannel % IN_CHANNELS;
  __global const float *from = partial
      + (co / BLOCK_LANES * ROW_BLOCKS + patchChannel / REGISTER_ROWS) * REGISTER_TILE
      + patchChannel % REGISTER_ROWS * BLOCK_LANES + co % BLOCK_LANES;
  wide elements[PLANES], lines[TAPS * POINTS], taps[TAPS];
  SCALAR_LOOP
  for (int e = 0; e < PLANES; ++e) {
    wide sum = (wide)(0.0f);
    SCALAR_LOOP
    for (int slice = 0; slice < SLICES; ++slice)
      sum += LOAD(wide,
                  from + (ulong)slice * PARTIAL_LENGTH + e * (BLOCKS * ROW_BLOCKS * REGISTER_TILE));
    elements[e] = sum;
  }
  const wide least = ROUNDING * sqrt(elements[ELEMENTS]);
  for (int i = 0; i < POINTS; ++i)
    transformFilterGradientLine(elements + i * POINTS, 1, lines + i * TAPS);
  for (int j = 0; j < TAPS; ++j) {
    transformFilterGradientLine(lines + j, TAPS, taps);
    const int kx = j * STRIDE + phase % STRIDE;
    for (int i = 0; i < TAPS; ++i) {
      const int ky = i * STRIDE + phase / STRIDE;
      if (ky < KERNEL_HEIGHT && kx < KERNEL_WIDTH)
        STORE(wide, dw + ((ky * KERNEL_WIDTH + kx) * IN_CHANNELS + ci) * OUT_CHANNELS + co,
              fabs(taps[i]) > least ? taps[i] : (wide)(0.0f));
    }
  }
}
#endif
