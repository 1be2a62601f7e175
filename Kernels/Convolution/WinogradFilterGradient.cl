// Gradient of a convolution with respect to its weights, by Winograd's algorithm; see Winograd.
//
// A work-item takes a slice of the tiles, TILES at a time: transforms the patches of x and the tiles
// of dy, and adds for each frequency patches[TILES,DEPTH] transposed . results[TILES,OUT_CHANNELS] to
// its own sums, GROUP numbers of the depth by BLOCK_LANES output channels in registers. The slices are
// added in order and transformed back by a second kernel.
//
// Where a tap meets no active pixel its gradient is zero, but the transform leaves the rounding of
// other taps there, of which an optimiser that divides by the size of the gradient makes whole steps.
// A last plane therefore sums |patch|^2 |tile of dy|^2, and what is below its root times ROUNDING is zero.
//
// winogradFilterGradient(x, dy, partial [SLICES][PARTIAL_LENGTH], staging [SLICES][STAGING_LENGTH]);
//   global size (SLICES).
// winogradFilterReduction(partial, dw [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS]);
//   global size (DEPTH, OUT_CHANNELS / VECTOR_WIDTH).
// CPU family; work-groups of one. The host defines REVERSED 0, SLICES, VECTORS (vectors of a block of
// output channels, a divisor of theirs), GROUP and TILES. Needs Winograd in front.

#if FAMILY_CPU
#define RUNS ((DEPTH + GROUP - 1) / GROUP)
#define RESULT_PITCH (TILES * OUT_CHANNELS + VECTOR_WIDTH)
#define STAGING_LENGTH (PLANES * (PATCH_PITCH + RESULT_PITCH))
#define REGISTER_TILE (GROUP * BLOCK_LANES)
#define PARTIAL_LENGTH (PLANES * BLOCKS * RUNS * REGISTER_TILE)
// A single product of two pixels leaves up to 1.05e-6 of itself at other taps, on average 5e-8.
#define ROUNDING 1.1e-6f

// The frequencies of `count` tiles of dy from `first` on; zeros for the rest of TILES.
static void stageResults(
    __global float *results, __global const float *dy, const int first, const int count) {
  SCALAR_LOOP
  for (int t = 0; t < TILES; ++t) {
    const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
    const int top = tile / TILE_COLUMNS % TILE_ROWS * SPAN, left = tile % TILE_COLUMNS * SPAN;
    SCALAR_LOOP
    for (int c = 0; c < OUT_CHANNELS; c += VECTOR_WIDTH) {
      wide y[SPAN], lines[POINTS * SPAN], m[FREQUENCIES], square = (wide)(0.0f);
#pragma unroll
      for (int j = 0; j < SPAN; ++j) {
#pragma unroll
        for (int i = 0; i < SPAN; ++i) {
          const int oy = top + i, ox = left + j;
          y[i] = (wide)(0.0f);
          if (t < count && oy < OUT_HEIGHT && ox < OUT_WIDTH)
            y[i] = LOAD(wide, dy
                + (ulong)((n * OUT_HEIGHT + oy) * OUT_WIDTH + ox) * OUT_CHANNELS + c);
          square = fma(y[i], y[i], square);
        }
        spreadResultLine(y, lines + j, SPAN);
      }
#pragma unroll
      for (int i = 0; i < POINTS; ++i) spreadResultLine(lines + i * SPAN, m + i * POINTS, 1);
#pragma unroll
      for (int f = 0; f < FREQUENCIES; ++f) PUT(results + f * RESULT_PITCH + t * OUT_CHANNELS + c, m[f]);
      PUT(results + FREQUENCIES * RESULT_PITCH + t * OUT_CHANNELS + c, square);
    }
  }
}

// As fetchPatches, of dy.
static void fetchResults(
    __global const float *dy, const int first, const int end, const int f) {
  SCALAR_LOOP
  for (int tile = first + f; tile < min(first + TILES, end); tile += FREQUENCIES)
    fetchRows(dy, tile / (TILE_ROWS * TILE_COLUMNS), tile / TILE_COLUMNS % TILE_ROWS * SPAN, SPAN,
              OUT_HEIGHT, OUT_WIDTH * OUT_CHANNELS,
              tile % TILE_COLUMNS * SPAN * OUT_CHANNELS, SPAN * OUT_CHANNELS);
}

// Adds to one register tile of one frequency what TILES tiles give.
static void accumulateGroup(
    __global float *sums, __global const float *patches, __global const float *results,
    const bool first) {
  wide tile[GROUP][VECTORS];
#pragma unroll
  for (int i = 0; i < GROUP; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      tile[i][v] = first ? (wide)(0.0f) : LOAD(wide, sums + i * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma nounroll
  for (int t = 0; t < TILES; ++t) {
    wide d[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) d[v] = LOAD(wide, results + t * OUT_CHANNELS + v * VECTOR_WIDTH);
#pragma unroll
    for (int i = 0; i < GROUP; ++i) {
      const wide x = (wide)(patches[t * DEPTH + i]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) tile[i][v] = fma(x, d[v], tile[i][v]);
    }
  }
#pragma unroll
  for (int i = 0; i < GROUP; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      PUT(sums + i * BLOCK_LANES + v * VECTOR_WIDTH, tile[i][v]);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradFilterGradient(
    IN(float, x), IN(float, dy), OUT(float, partial), OUT(float, staging)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  BIND_OUT(float, staging);
  const int slice = get_global_id(0);
  __global float *sums = partial + (ulong)slice * PARTIAL_LENGTH;
  __global float *patches = staging + (ulong)slice * STAGING_LENGTH;
  __global float *results = patches + PLANES * PATCH_PITCH;
  // A group may reach beyond the depth: into the next tile, and at the end into the pitch's slack.
  for (int f = 0; f < PLANES; ++f)
    STORE(wide, patches + f * PATCH_PITCH + TILES * DEPTH, (wide)(0.0f));
  const int begin = (long)TILE_COUNT * slice / SLICES, end = (long)TILE_COUNT * (slice + 1) / SLICES;
  SCALAR_LOOP
  for (int first = begin; first < end; first += TILES) {
    const int count = min(TILES, end - first);
    stagePatches(patches, x, first, count);
    stageResults(results, dy, first, count);
    SCALAR_LOOP
    for (int f = 0; f < PLANES; ++f) {
      // Meanwhile the pixels of the tiles that are staged next come nearer.
      if (f < FREQUENCIES) {
        fetchPatches(x, first + TILES, end, f);
        fetchResults(dy, first + TILES, end, f);
      }
      SCALAR_LOOP
      for (int block = 0; block < BLOCKS; ++block)
        SCALAR_LOOP
        for (int run = 0; run < RUNS; ++run)
          accumulateGroup(
              sums + ((f * BLOCKS + block) * RUNS + run) * REGISTER_TILE,
              patches + f * PATCH_PITCH + run * GROUP,
              results + f * RESULT_PITCH + block * BLOCK_LANES, first == begin);
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradFilterReduction(
    IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  const int depth = get_global_id(0), co = get_global_id(1) * VECTOR_WIDTH;
  const int phase = depth / IN_CHANNELS, ci = depth % IN_CHANNELS;
  __global const float *from = partial
      + (co / BLOCK_LANES * RUNS + depth / GROUP) * REGISTER_TILE + depth % GROUP * BLOCK_LANES
      + co % BLOCK_LANES;
  wide frequencies[PLANES], lines[TAPS * POINTS], taps[TAPS];
  SCALAR_LOOP
  for (int f = 0; f < PLANES; ++f) {
    wide sum = (wide)(0.0f);
    SCALAR_LOOP
    for (int slice = 0; slice < SLICES; ++slice)
      sum += LOAD(wide, from + (ulong)slice * PARTIAL_LENGTH + f * (BLOCKS * RUNS * REGISTER_TILE));
    frequencies[f] = sum;
  }
  const wide least = ROUNDING * sqrt(frequencies[FREQUENCIES]);
  for (int i = 0; i < POINTS; ++i) gatherKernelLine(frequencies + i * POINTS, 1, lines + i * TAPS);
  for (int j = 0; j < TAPS; ++j) {
    gatherKernelLine(lines + j, TAPS, taps);
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
