// Gradient of a convolution in groups with respect to its weights: see ConvolutionFilterGradient for the
// formula, in which output channel co meets the input channels of its own group alone.
//
// A work-item takes one slice of the batch and a block of BLOCK_LANES output channels. It walks the output
// rows in chunks of CHUNK pixels; for each kernel row it copies the image's columns under the chunk, with
// padding, and adds their products to every register tile of weights: TILE rows of (kx, TAP_ROWS),
// contiguous, by BLOCK_LANES output channels. Between chunks the accumulators are kept in `partial`.
// convolutionGroupedFilterReduction adds the slices in order: the result does not depend on scheduling.
//
// convolutionGroupedFilter(x [BATCH,HEIGHT,WIDTH,IN_CHANNELS],
//   dy [BATCH,OUT_HEIGHT,OUT_WIDTH,OUT_CHANNELS],
//   partial [SLICES][BLOCKS][KERNEL_HEIGHT][TILES][TILE][BLOCK_LANES]); global size (SLICES, BLOCKS).
// convolutionGroupedFilterReduction(partial, dw [KERNEL_HEIGHT,KERNEL_WIDTH,GROUP_SOURCES,OUT_CHANNELS]);
//   global size: rows of dw, BLOCKS.
// CPU family; work-groups of one. Variants: SPREAD_LANES, see ConvolutionGroupLanes; a tile is then
// TILE_TAPS taps. The host defines SLICES, CHUNK, TILE, TILE_TAPS, TILES (those of a kernel row) and STAGED,
// the floats of the copied columns, with slack for tiles that extend beyond the kernel.
// Needs: ConvolutionGroupLanes.

#if FAMILY_CPU
// A block is a vector, and two tiles are this far apart in the copied columns.
#define TILE_STEP (SPREAD_LANES ? TILE_TAPS * VECTOR_WIDTH : TILE)

// Copies the block's channels of `count` pixels of dy, zeros for those that do not exist.
static void stageLanes(float *to, __global const float *dy, const int count, const int lanes) {
  SCALAR_LOOP
  for (int p = 0; p < count; ++p, to += VECTOR_WIDTH, dy += OUT_CHANNELS) {
    if (lanes == VECTOR_WIDTH) {
      STORE(wide, to, LOAD(wide, dy));
    } else {
      SCALAR_LOOP
      for (int c = 0; c < VECTOR_WIDTH; ++c) to[c] = c < lanes ? dy[c] : 0.0f;
    }
  }
}

// Accumulates one tile over `count` pixels.
static void accumulateTile(
    __global float *tile, const float *x, const float *dy, const int count) {
  wide accumulators[TILE];
#pragma unroll
  for (int i = 0; i < TILE; ++i) accumulators[i] = LOAD(wide, tile + i * VECTOR_WIDTH);
#pragma nounroll
  for (int p = 0; p < count; ++p) {
    const wide d = LOAD(wide, dy + p * VECTOR_WIDTH);
#if SPREAD_LANES
#pragma unroll
    for (int u = 0; u < TILE_TAPS; ++u) {
      const wide v = LOAD(wide, x + (p * STRIDE + u) * VECTOR_WIDTH);
#define ADD_SOURCE(i)                       \
  accumulators[u * GROUP_SOURCES + (i)] =   \
      fma(SPREAD(v, i), d, accumulators[u * GROUP_SOURCES + (i)]);
      FOR_SOURCES(ADD_SOURCE)
    }
#else
#pragma unroll
    for (int i = 0; i < TILE; ++i)
      accumulators[i] = fma((wide)(x[p * (STRIDE * BLOCK_SOURCES) + i]), d, accumulators[i]);
#endif
  }
#pragma unroll
  for (int i = 0; i < TILE; ++i) STORE(wide, tile + i * VECTOR_WIDTH, accumulators[i]);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionGroupedFilter(
    IN(float, x), IN(float, dy), OUT(float, partial)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  const int slice = get_global_id(0), block = get_global_id(1);
  const int lanes = min(VECTOR_WIDTH, OUT_CHANNELS - block * VECTOR_WIDTH);
  const int length = KERNEL_HEIGHT * TILES * TILE * VECTOR_WIDTH;
  __global float *tiles = partial + (ulong)(slice * BLOCKS + block) * length;
  SCALAR_LOOP
  for (int i = 0; i < length; i += VECTOR_WIDTH) STORE(wide, tiles + i, (wide)(0.0f));
  float xs[STAGED] __attribute__((aligned(64)));
  float dys[CHUNK * VECTOR_WIDTH] __attribute__((aligned(64)));
  SCALAR_LOOP
  for (int row = slice * BATCH / SLICES * OUT_HEIGHT; row < (slice + 1) * BATCH / SLICES * OUT_HEIGHT;
       ++row) {
    const int n = row / OUT_HEIGHT, top = row % OUT_HEIGHT * STRIDE - PAD_TOP;
    SCALAR_LOOP
    for (int ox = 0; ox < OUT_WIDTH; ox += CHUNK) {
      const int count = min(CHUNK, OUT_WIDTH - ox);
      stageLanes(dys, dy + (ulong)(row * OUT_WIDTH + ox) * OUT_CHANNELS + block * VECTOR_WIDTH, count,
                 lanes);
      SCALAR_LOOP
      for (int ky = max(0, -top); ky < min(KERNEL_HEIGHT, HEIGHT - top); ++ky) {
        fillGroupPatch(xs, x + (ulong)(n * HEIGHT + top + ky) * (WIDTH * IN_CHANNELS),
                       ox * STRIDE - PAD_LEFT, BLOCK_SOURCE(block),
                       (count - 1) * STRIDE + KERNEL_WIDTH);
        SCALAR_LOOP
        for (int t = 0; t < TILES; ++t)
          accumulateTile(tiles + (ky * TILES + t) * (TILE * VECTOR_WIDTH), xs + t * TILE_STEP, dys,
                         count);
      }
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionGroupedFilterReduction(
    IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  const int row = get_global_id(0), block = get_global_id(1);
  const int ci = row % GROUP_SOURCES, tap = row / GROUP_SOURCES;
  const int ky = tap / KERNEL_WIDTH, kx = tap % KERNEL_WIDTH;
  SCALAR_LOOP
  for (int lane = 0; lane < min(VECTOR_WIDTH, OUT_CHANNELS - block * VECTOR_WIDTH); ++lane) {
    const int target = block * VECTOR_WIDTH + lane;
    const int source = target / GROUP_TARGETS * GROUP_SOURCES + ci;
    const int k = kx * TAP_ROWS + (SPREAD_LANES ? ci : source - BLOCK_SOURCE(block));
    float sum = 0.0f;
    SCALAR_LOOP
    for (int slice = 0; slice < SLICES; ++slice)
      sum += partial[(ulong)(((slice * BLOCKS + block) * KERNEL_HEIGHT + ky) * (TILES * TILE) + k)
                         * VECTOR_WIDTH + lane];
    dw[row * OUT_CHANNELS + target] = sum;
  }
}
#endif
