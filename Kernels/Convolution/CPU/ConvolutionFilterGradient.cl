// Gradient of a convolution with respect to its weights, NHWC:
//   dw[ky,kx,ci,co] = sum over n,oy,ox of
//     x[n, oy*STRIDE - PAD_TOP + ky, ox*STRIDE - PAD_LEFT + kx, ci] * dy[n,oy,ox,co].
//
// A work-item takes one slice of the batch and a block of BLOCK_LANES output channels, and walks the
// slice in chunks of CHUNK_IMAGES images by CHUNK_ROWS output rows (CHUNK_IMAGES > 1 only with
// CHUNK_ROWS = OUT_HEIGHT). It stages each chunk, x with its padding and dy with its channels
// contiguous, so that both stay in cache while it updates every register tile of weights:
// TILE_ROWS values of ky by TILE_WIDTH of (kx,ci), contiguous in staged x, by BLOCK_LANES output
// channels. Between chunks the accumulators are kept in `partial`. convolutionFilterReduction adds the
// slices in order: the result does not depend on scheduling.
//
// convolutionFilterGradient(x [BATCH,HEIGHT,WIDTH,IN_CHANNELS],
//   dy [BATCH,OUT_HEIGHT,OUT_WIDTH,OUT_CHANNELS], partial [SLICES][BLOCKS][TILES][TILE][BLOCK_LANES],
//   staging [SLICES][BLOCKS][STAGING_LENGTH]); global size (SLICES, BLOCKS).
// convolutionFilterReduction(partial, dw [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS]);
//   global size (TILES, BLOCKS).
// CPU family; work-groups of one. The host defines SLICES, VECTORS, BLOCK_LANES and BLOCKS;
// ROW_WEIGHTS, the (kx,ci) of a kernel row; TILE_ROWS, TILE_WIDTH, TILE (their product), TILES and
// TILES_ACROSS, those of a kernel row; CHUNK_ROWS, CHUNK_IMAGES; STAGED_COLUMNS, STAGED_PITCH (elements of
// a row), STAGED_ROWS and STAGED_IMAGE (elements) of a staged image; STAGED_LENGTH (elements of the
// staged images, with slack for tiles that extend beyond the kernel) and STAGING_LENGTH (of all that a
// work-item stages).
// Needs: Vectors, ConvolutionLayout.

#if FAMILY_CPU
static void stageImage(__global float *to, __global const float *image, const int top) {
  SCALAR_LOOP
  for (int r = 0; r < STAGED_ROWS; ++r, to += STAGED_PITCH) {
    const int iy = top + r;
    const bool exists = iy >= 0 && iy < HEIGHT;
    const int begin = min(PAD_LEFT, STAGED_COLUMNS) * IN_CHANNELS;
    const int end = exists ? min(WIDTH + PAD_LEFT, STAGED_COLUMNS) * IN_CHANNELS : 0;
    __global const float *from = image + iy * (WIDTH * IN_CHANNELS) - PAD_LEFT * IN_CHANNELS;
    int i = 0;
    if (exists) {
      SCALAR_LOOP
      for (; i < begin; ++i) to[i] = 0.0f;
      SCALAR_LOOP
      for (; i + VECTOR_WIDTH <= end; i += VECTOR_WIDTH) STORE(wide, to + i, LOAD(wide, from + i));
      SCALAR_LOOP
      for (; i < end; ++i) to[i] = from[i];
    }
    SCALAR_LOOP
    for (; i < STAGED_PITCH; ++i) to[i] = 0.0f;
  }
}

static void stageLanes(
    __global float *to, __global const float *dy, const int rows, const int lanes) {
  SCALAR_LOOP
  for (int i = 0; i < rows * OUT_WIDTH; ++i, to += BLOCK_LANES, dy += OUT_CHANNELS) {
    int c = 0;
    SCALAR_LOOP
    for (; c + VECTOR_WIDTH <= lanes; c += VECTOR_WIDTH) STORE(wide, to + c, LOAD(wide, dy + c));
    SCALAR_LOOP
    for (; c < lanes; ++c) to[c] = dy[c];
    SCALAR_LOOP
    for (; c < BLOCK_LANES; ++c) to[c] = 0.0f;
  }
}

// Accumulates one tile over `rows` output rows of each of `images` staged images.
static void accumulateTile(
    __global float *tile, __global const float *x, __global const float *dy, const int images,
    const int rows, const bool first) {
  wide accumulators[TILE][VECTORS];
#pragma unroll
  for (int i = 0; i < TILE; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      accumulators[i][v] = first ? (wide)(0.0f) : LOAD(wide, tile + i * BLOCK_LANES + v * VECTOR_WIDTH);
  SCALAR_LOOP
  for (int m = 0; m < images; ++m)
    SCALAR_LOOP
    for (int r = 0; r < rows; ++r) {
      __global const float *xs = x + m * STAGED_IMAGE + r * (STRIDE * STAGED_PITCH);
      __global const float *dys = dy + (m * CHUNK_ROWS + r) * (OUT_WIDTH * BLOCK_LANES);
#pragma nounroll
      for (int ox = 0; ox < OUT_WIDTH; ++ox) {
        wide d[VECTORS];
#pragma unroll
        for (int v = 0; v < VECTORS; ++v) d[v] = LOAD(wide, dys + ox * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
        for (int i = 0; i < TILE; ++i) {
          const wide w = (wide)(
              xs[ox * (STRIDE * IN_CHANNELS) + i / TILE_WIDTH * STAGED_PITCH + i % TILE_WIDTH]);
#pragma unroll
          for (int v = 0; v < VECTORS; ++v) accumulators[i][v] = fma(w, d[v], accumulators[i][v]);
        }
      }
    }
#pragma unroll
  for (int i = 0; i < TILE; ++i)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      STORE(wide, tile + i * BLOCK_LANES + v * VECTOR_WIDTH, accumulators[i][v]);
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionFilterGradient(
    IN(float, x), IN(float, dy), OUT(float, partial), OUT(float, staging)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  BIND_OUT(float, staging);
  const int slice = get_global_id(0), block = get_global_id(1);
  const int lanes = min(BLOCK_LANES, OUT_CHANNELS - block * BLOCK_LANES);
  __global float *tiles = partial + (ulong)(slice * BLOCKS + block) * (TILES * TILE * BLOCK_LANES);
  __global float *xs = staging + (ulong)(slice * BLOCKS + block) * STAGING_LENGTH;
  __global float *dys = xs + STAGED_LENGTH;

  const int start = slice * BATCH / SLICES, end = (slice + 1) * BATCH / SLICES;
  bool first = true;
  SCALAR_LOOP
  for (int n = start; n < end; n += CHUNK_IMAGES)
    SCALAR_LOOP
    for (int oy = 0; oy < OUT_HEIGHT; oy += CHUNK_ROWS) {
      const int images = min(CHUNK_IMAGES, end - n);
      const int rows = min(CHUNK_ROWS, OUT_HEIGHT - oy);
      SCALAR_LOOP
      for (int m = 0; m < images; ++m) {
        stageImage(xs + m * STAGED_IMAGE, x + (ulong)(n + m) * (HEIGHT * WIDTH * IN_CHANNELS),
                   oy * STRIDE - PAD_TOP);
        stageLanes(dys + m * (CHUNK_ROWS * OUT_WIDTH * BLOCK_LANES),
                   dy + (ulong)((n + m) * OUT_HEIGHT + oy) * (OUT_WIDTH * OUT_CHANNELS)
                       + block * BLOCK_LANES, rows, lanes);
      }
      SCALAR_LOOP
      for (int t = 0; t < TILES; ++t)
        accumulateTile(
            tiles + t * (TILE * BLOCK_LANES),
            xs + t / TILES_ACROSS * (TILE_ROWS * STAGED_PITCH) + t % TILES_ACROSS * TILE_WIDTH, dys,
            images, rows, first);
      first = false;
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionFilterReduction(
    IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  const int t = get_global_id(0), block = get_global_id(1);
  SCALAR_LOOP
  for (int i = 0; i < TILE; ++i) {
    const int ky = t / TILES_ACROSS * TILE_ROWS + i / TILE_WIDTH;
    const int k = t % TILES_ACROSS * TILE_WIDTH + i % TILE_WIDTH;
    if (ky >= KERNEL_HEIGHT || k >= ROW_WEIGHTS) continue;
    SCALAR_LOOP
    for (int v = 0; v < VECTORS; ++v) {
      wide sum = (wide)(0.0f);
      SCALAR_LOOP
      for (int slice = 0; slice < SLICES; ++slice)
        sum += LOAD(wide, partial
            + (ulong)(((slice * BLOCKS + block) * TILES + t) * TILE + i) * BLOCK_LANES
            + v * VECTOR_WIDTH);
      const int channel = block * BLOCK_LANES + v * VECTOR_WIDTH;
      __global float *to = dw + (ulong)(ky * ROW_WEIGHTS + k) * OUT_CHANNELS + channel;
      if (channel + VECTOR_WIDTH <= OUT_CHANNELS) {
        STORE(wide, to, sum);
      } else {
        float tail[VECTOR_WIDTH];
        STORE(wide, tail, sum);
        for (int c = 0; c < OUT_CHANNELS - channel; ++c) to[c] = tail[c];
      }
    }
  }
}
#endif
