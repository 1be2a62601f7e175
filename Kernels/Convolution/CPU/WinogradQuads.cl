// Staging of patches with few channels for WinogradConvolution on a CPU (no kernel here). Forward with
// STRIDE * SOURCE_CHANNELS = 4, the STRIDE neighbouring pixels of a row, one of each horizontal phase,
// are a quad: four contiguous values, which stand for four patch channels. A vector holds
// QUADS_PER_VECTOR quads: of the vertical phases of a tile, then of the following tiles.
// Stores what WinogradPatches stores. The host defines PACKS_PHASES, 1 where it is so.
// Needs: WinogradPatches.

#if FAMILY_CPU && PACKS_PHASES
#define QUAD 4
#define QUADS_PER_VECTOR (VECTOR_WIDTH / QUAD)
#define LINE (POINTS * QUAD)
#define PATCH (POINTS * LINE)

// Loads LINE values from column x of row y on; zeros outside image n.
static void loadLine(
    float *line, __global const float *source, const int n, const int y, const int x) {
  const bool exists = y >= 0 && y < SOURCE_HEIGHT;
  const int length = SOURCE_WIDTH * SOURCE_CHANNELS, from = x * SOURCE_CHANNELS;
  __global const float *row = source + (ulong)(exists ? n * SOURCE_HEIGHT + y : 0) * length;
  if (exists && from >= 0 && from + LINE <= length) {
#pragma unroll
    for (int e = 0; e < LINE; e += QUAD) vstore4(vload4(0, row + from + e), 0, line + e);
    return;
  }
  SCALAR_LOOP
  for (int e = 0; e < LINE; ++e)
    line[e] = exists && from + e >= 0 && from + e < length ? row[from + e] : 0.0f;
}

#define QUAD_OF_IMAGE(r, i, j) \
  vload4(0, from[r] + (i) * (STRIDE * SOURCE_WIDTH * SOURCE_CHANNELS) + (j) * QUAD)
#define QUAD_OF_LINES(r, i, j) vload4(0, lines + (r) * PATCH + (i) * LINE + (j) * QUAD)

// Transforms and stores the patches whose quads LOAD_QUAD(r, i, j) loads.
#define TRANSFORM_QUADS(LOAD_QUAD)                                                                  \
  {                                                                                            \
    wide d[ELEMENTS];                                                                       \
    _Pragma("unroll") for (int j = 0; j < POINTS; ++j) {                                       \
      _Pragma("unroll") for (int i = 0; i < POINTS; ++i) {                                     \
        float lanes[VECTOR_WIDTH];                                                             \
        _Pragma("unroll") for (int r = 0; r < QUADS_PER_VECTOR; ++r)                                   \
          vstore4(LOAD_QUAD(r, i, j), r, lanes);                                                   \
        d[i * POINTS + j] = LOAD(wide, lanes);                                                 \
      }                                                                                        \
      transformPatchLine(d + j, POINTS);                                                       \
    }                                                                                          \
    _Pragma("unroll") for (int i = 0; i < POINTS; ++i) transformPatchLine(d + i * POINTS, 1);  \
    _Pragma("unroll") for (int e = 0; e < ELEMENTS; ++e)                                    \
      PUT(patches + quad * QUAD + e * PATCH_PITCH, d[e]);                                        \
  }

// Does what stagePatches does. Patches that cross the border of the image are first copied to `lines`.
static void stageQuads(
    __global float *patches, __global const float *source, const int first, const int count) {
  const int length = SOURCE_WIDTH * SOURCE_CHANNELS;
  SCALAR_LOOP
  for (int quad = 0; quad < TILES * STRIDE; quad += QUADS_PER_VECTOR) {
    __global const float *from[QUADS_PER_VECTOR];
    int images[QUADS_PER_VECTOR], tops[QUADS_PER_VECTOR], lefts[QUADS_PER_VECTOR];
    bool isInside = true;
#pragma unroll
    for (int r = 0; r < QUADS_PER_VECTOR; ++r) {
      const int t = (quad + r) / STRIDE, tile = first + t;
      const int n = images[r] = tile / (TILE_ROWS * TILE_COLUMNS);
      const int x = lefts[r] = tile % TILE_COLUMNS * (OUTPUT_TILE * STRIDE) + FIRST_COLUMN;
      // Below the image for tiles after the last: zeros.
      const int y = tops[r] = t >= count ? SOURCE_HEIGHT
          : tile / TILE_COLUMNS % TILE_ROWS * (OUTPUT_TILE * STRIDE) + FIRST_ROW + (quad + r) % STRIDE;
      isInside &= y >= 0 && y + (POINTS - 1) * STRIDE < SOURCE_HEIGHT && x >= 0
          && x + POINTS * STRIDE <= SOURCE_WIDTH;
      from[r] = source + ((long)n * SOURCE_HEIGHT + y) * length + x * SOURCE_CHANNELS;
    }
    if (isInside) {
      TRANSFORM_QUADS(QUAD_OF_IMAGE)
      continue;
    }
    float lines[QUADS_PER_VECTOR * PATCH];
    SCALAR_LOOP
    for (int r = 0; r < QUADS_PER_VECTOR; ++r)
      SCALAR_LOOP
      for (int i = 0; i < POINTS; ++i)
        loadLine(lines + r * PATCH + i * LINE, source, images[r], tops[r] + i * STRIDE, lefts[r]);
    TRANSFORM_QUADS(QUAD_OF_LINES)
  }
}
#endif
