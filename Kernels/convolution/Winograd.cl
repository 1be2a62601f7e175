// What the kernels of Winograd's convolution F(2x2,3x3) share (no kernel here): for a 4x4 patch d, a
// 3x3 kernel g and a 2x2 result y,
//   y = At [(G g Gt) * (Bt d B)] A,   and backwards   dg = Gt [(Bt d B) * (A dy At)] G.
// The 16 numbers of a transformed patch, kernel or result are called its frequencies.
//
// The result is cut into tiles of 2x2 pixels, numbered along rows, then down, then through the batch.
// Kernels work on TILES of them at a time. The transforms take one vector of channels at a time.
// Needs Vectors and ConvolutionLayout in front; both channel counts are multiples of VECTOR_WIDTH.

#if FAMILY_CPU
#define TILE_ROWS ((TARGET_HEIGHT + 1) / 2)
#define TILE_COLUMNS ((TARGET_WIDTH + 1) / 2)
#define TILE_COUNT (BATCH * TILE_ROWS * TILE_COLUMNS)
// Source rows and columns in front of a tile's first result.
#define BEFORE_TOP (REVERSED ? 2 - PAD_TOP : PAD_TOP)
#define BEFORE_LEFT (REVERSED ? 2 - PAD_LEFT : PAD_LEFT)
// A vector more than the numbers of a frequency, so that neighbours do not share a cache set.
#define PATCH_PITCH (TILES * SOURCE_CHANNELS + VECTOR_WIDTH)

// Bt d B in place; d is row by row.
static inline __attribute__((always_inline)) void transformPatch(wide d[16]) {
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const wide a = d[i], b = d[4 + i], c = d[8 + i], e = d[12 + i];
    d[i] = a - c;
    d[4 + i] = b + c;
    d[8 + i] = c - b;
    d[12 + i] = b - e;
  }
#pragma unroll
  for (int i = 0; i < 16; i += 4) {
    const wide a = d[i], b = d[i + 1], c = d[i + 2], e = d[i + 3];
    d[i] = a - c;
    d[i + 1] = b + c;
    d[i + 2] = c - b;
    d[i + 3] = b - e;
  }
}

// y = At m A: the 2x2 result, row by row.
static inline __attribute__((always_inline)) void transformResult(const wide m[16], wide y[4]) {
  wide top[4], bottom[4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    top[i] = m[i] + m[4 + i] + m[8 + i];
    bottom[i] = m[4 + i] - m[8 + i] - m[12 + i];
  }
  y[0] = top[0] + top[1] + top[2];
  y[1] = top[1] - top[2] - top[3];
  y[2] = bottom[0] + bottom[1] + bottom[2];
  y[3] = bottom[1] - bottom[2] - bottom[3];
}

// u = G g Gt: the 16 frequencies of a kernel.
static inline __attribute__((always_inline)) void transformKernel(const wide g[9], wide u[16]) {
  wide rows[12];
#pragma unroll
  for (int i = 0; i < 3; ++i) {
    const wide a = g[i], b = g[3 + i], c = g[6 + i];
    rows[i] = a;
    rows[3 + i] = 0.5f * (a + b + c);
    rows[6 + i] = 0.5f * (a - b + c);
    rows[9 + i] = c;
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const wide a = rows[3 * i], b = rows[3 * i + 1], c = rows[3 * i + 2];
    u[4 * i] = a;
    u[4 * i + 1] = 0.5f * (a + b + c);
    u[4 * i + 2] = 0.5f * (a - b + c);
    u[4 * i + 3] = c;
  }
}

// m = A y At: the 16 frequencies of a result's gradient.
static inline __attribute__((always_inline)) void spreadResult(const wide y[4], wide m[16]) {
  wide rows[8];
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    rows[i] = y[i];
    rows[2 + i] = y[i] + y[2 + i];
    rows[4 + i] = y[i] - y[2 + i];
    rows[6 + i] = -y[2 + i];
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    m[4 * i] = rows[2 * i];
    m[4 * i + 1] = rows[2 * i] + rows[2 * i + 1];
    m[4 * i + 2] = rows[2 * i] - rows[2 * i + 1];
    m[4 * i + 3] = -rows[2 * i + 1];
  }
}

// g = Gt u G: a kernel's gradient from that of its frequencies.
static inline __attribute__((always_inline)) void gatherKernel(const wide u[16], wide g[9]) {
  wide rows[12];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    rows[i] = u[i] + 0.5f * (u[4 + i] + u[8 + i]);
    rows[4 + i] = 0.5f * (u[4 + i] - u[8 + i]);
    rows[8 + i] = 0.5f * (u[4 + i] + u[8 + i]) + u[12 + i];
  }
#pragma unroll
  for (int i = 0; i < 3; ++i) {
    const wide *row = rows + 4 * i;
    g[3 * i] = row[0] + 0.5f * (row[1] + row[2]);
    g[3 * i + 1] = 0.5f * (row[1] - row[2]);
    g[3 * i + 2] = 0.5f * (row[1] + row[2]) + row[3];
  }
}

// The frequencies of the patches of `count` tiles from `first` on; zeros for the rest of TILES.
static void stagePatches(
    __global float *patches, __global const float *source, const int first, const int count) {
  SCALAR_LOOP
  for (int t = 0; t < TILES; ++t) {
    const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
    const int top = tile / TILE_COLUMNS % TILE_ROWS * 2 - BEFORE_TOP;
    const int left = tile % TILE_COLUMNS * 2 - BEFORE_LEFT;
    SCALAR_LOOP
    for (int c = 0; c < SOURCE_CHANNELS; c += VECTOR_WIDTH) {
      wide d[16];
#pragma unroll
      for (int i = 0; i < 16; ++i) {
        const int y = top + i / 4, x = left + i % 4;
        const bool exists = t < count && y >= 0 && y < SOURCE_HEIGHT && x >= 0 && x < SOURCE_WIDTH;
        d[i] = (wide)(0.0f);
        if (exists)
          d[i] = LOAD(wide, source
              + (ulong)((n * SOURCE_HEIGHT + y) * SOURCE_WIDTH + x) * SOURCE_CHANNELS + c);
      }
      transformPatch(d);
#pragma unroll
      for (int i = 0; i < 16; ++i) STORE(wide, patches + i * PATCH_PITCH + t * SOURCE_CHANNELS + c, d[i]);
    }
  }
}
#endif
