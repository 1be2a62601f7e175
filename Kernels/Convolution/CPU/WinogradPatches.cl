// Prefetching and staging of input patches for Winograd's convolution on a CPU (no kernel here): patches
// are loaded, transformed and stored as planes [PLANES][PATCH_PITCH], a plane holding
// [TILES][PATCH_CHANNELS]; see Winograd.
// Needs: WinogradTransforms.

#if FAMILY_CPU
// Prefetches `rows` rows of `length` values each, from row y and value `from` on, inside image n.
static void prefetchRows(__global const float *image, const int n, const int y, const int rows,
                      const int height, const int pitch, const int from, const int length) {
  SCALAR_LOOP
  for (int row = max(0, y); row < min(y + rows, height); ++row) {
    __global const float *line = image + (ulong)(n * height + row) * pitch;
    SCALAR_LOOP
    for (int i = max(0, from); i < min(from + length, pitch); i += VECTOR_WIDTH) PREFETCH(line + i);
  }
}

// Prefetches every ELEMENTS-th of the TILES tiles from `first + e` on, below `end`, without the pixels
// that overlap with the preceding tile: called once for each element e, it covers all tiles.
static void prefetchPatches(
    __global const float *source, const int first, const int end, const int e) {
  const int step = OUTPUT_TILE * PIXEL_STEP, overlap = (TAPS - 1) * PIXEL_STEP;
  SCALAR_LOOP
  for (int tile = first + e; tile < min(first + TILES, end); tile += ELEMENTS)
    prefetchRows(source, tile / (TILE_ROWS * TILE_COLUMNS),
              tile / TILE_COLUMNS % TILE_ROWS * step + FIRST_ROW + overlap, step, SOURCE_HEIGHT,
              SOURCE_WIDTH * SOURCE_CHANNELS,
              (tile % TILE_COLUMNS * step + FIRST_COLUMN + overlap) * SOURCE_CHANNELS,
              step * SOURCE_CHANNELS);
}

// Transforms and stores the patches of `count` tiles from `first` on; zeros for the rest of TILES.
static void stagePatches(
    __global float *patches, __global const float *source, const int first, const int count) {
  SCALAR_LOOP
  for (int t = 0; t < TILES; ++t) {
    const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
    SCALAR_LOOP
    for (int phase = 0; phase < SOURCE_PHASES; ++phase) {
      const int top =
          tile / TILE_COLUMNS % TILE_ROWS * (OUTPUT_TILE * PIXEL_STEP) + FIRST_ROW + phase / STRIDE;
      const int left = tile % TILE_COLUMNS * (OUTPUT_TILE * PIXEL_STEP) + FIRST_COLUMN + phase % STRIDE;
      SCALAR_LOOP
      for (int c = 0; c < SOURCE_CHANNELS; c += VECTOR_WIDTH) {
        wide d[ELEMENTS], square = (wide)(0.0f);
#pragma unroll
        for (int j = 0; j < POINTS; ++j) {
          const int x = left + j * PIXEL_STEP;
#pragma unroll
          for (int i = 0; i < POINTS; ++i) {
            const int y = top + i * PIXEL_STEP;
            d[i * POINTS + j] = (wide)(0.0f);
            if (t < count && y >= 0 && y < SOURCE_HEIGHT && x >= 0 && x < SOURCE_WIDTH)
              d[i * POINTS + j] = LOAD(wide, source
                  + (ulong)((n * SOURCE_HEIGHT + y) * SOURCE_WIDTH + x) * SOURCE_CHANNELS + c);
            square = fma(d[i * POINTS + j], d[i * POINTS + j], square);
          }
          transformPatchLine(d + j, POINTS);
        }
#pragma unroll
        for (int i = 0; i < ELEMENTS; i += POINTS) transformPatchLine(d + i, 1);
        __global float *to = patches + t * PATCH_CHANNELS + phase * SOURCE_CHANNELS + c;
#pragma unroll
        for (int e = 0; e < ELEMENTS; ++e) PUT(to + e * PATCH_PITCH, d[e]);
        if (SQUARES) PUT(to + ELEMENTS * PATCH_PITCH, square);
      }
    }
  }
}
#endif
