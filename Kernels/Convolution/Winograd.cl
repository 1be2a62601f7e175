// What the kernels of Winograd's convolution share (no kernel here). In one dimension, for a patch d of
// POINTS numbers, a kernel g of TAPS and a result y of SPAN = POINTS + 1 - TAPS:
//   y = At [(G g) * (Bt d)]   and backwards   dg = Gt [(Bt d) * (A dy)],
// at the points 0, 1, -1 and infinity, or with POINTS 6 at 1/2 and -2 too, which round least; in two,
// along columns and then rows. The FREQUENCIES are the numbers of a transformed patch, kernel or result.
//
// A stride is taken apart into phases: taps and image pixels whose places leave the same remainder.
// Each of the STRIDE * STRIDE phases is a convolution of stride 1 with TAPS x TAPS taps, those beyond
// the kernel being zeros. Forward, the phases of the image lie side by side in the depth of one
// product; the input gradient makes one product for each phase of its result.
//
// Results are cut into tiles of SPAN x SPAN, numbered along rows, then down, then through the batch.
// Kernels stage TILES of them at a time. The transforms take one vector of channels at a time.
// The host defines POINTS (4 or 6), TILES, VECTORS and SQUARES (1: behind a patch's frequencies comes
// the sum of its squares). Needs Vectors and ConvolutionLayout in front; both channel counts are
// multiples of VECTOR_WIDTH.

#if FAMILY_CPU
#define TAPS ((KERNEL_HEIGHT + STRIDE - 1) / STRIDE)
#define SPAN (POINTS + 1 - TAPS)
#define FREQUENCIES (POINTS * POINTS)
#define PLANES (FREQUENCIES + SQUARES)
#define PHASES (STRIDE * STRIDE)
#if REVERSED
#define SOURCE_PHASES 1
#define TARGET_PHASES PHASES
#define TILED_ROWS ((HEIGHT - 1 + PAD_TOP) / STRIDE - PAD_TOP / STRIDE + 1)
#define TILED_COLUMNS ((WIDTH - 1 + PAD_LEFT) / STRIDE - PAD_LEFT / STRIDE + 1)
#define FIRST_ROW (PAD_TOP / STRIDE - TAPS + 1)
#define FIRST_COLUMN (PAD_LEFT / STRIDE - TAPS + 1)
#else
#define SOURCE_PHASES PHASES
#define TARGET_PHASES 1
#define TILED_ROWS OUT_HEIGHT
#define TILED_COLUMNS OUT_WIDTH
#define FIRST_ROW (-PAD_TOP)
#define FIRST_COLUMN (-PAD_LEFT)
#endif
#define TILE_ROWS ((TILED_ROWS + SPAN - 1) / SPAN)
#define TILE_COLUMNS ((TILED_COLUMNS + SPAN - 1) / SPAN)
#define TILE_COUNT (BATCH * TILE_ROWS * TILE_COLUMNS)
#define DEPTH (SOURCE_PHASES * SOURCE_CHANNELS)
// A vector more than the numbers of a frequency, so that neighbours do not share a cache set.
#define PATCH_PITCH (TILES * DEPTH + VECTOR_WIDTH)

#define INLINE static inline __attribute__((always_inline)) void

// Bt d of POINTS numbers that lie `step` apart, in place.
INLINE transformPatchLine(wide *d, const int step) {
  const wide a = d[0], b = d[step], c = d[2 * step], e = d[3 * step];
#if POINTS == 4
  d[0] = a - c;
  d[step] = b + c;
  d[2 * step] = c - b;
  d[3 * step] = e - b;
#else
  const wide f = d[4 * step], g = d[5 * step];
  d[0] = 2.0f * (a + f) + 3.0f * (e - b) - 4.0f * c;
  d[step] = 2.0f * (f - b) + c + 5.0f * e;
  d[2 * step] = 5.0f * c - 2.0f * (b + f) - e;
  d[3 * step] = 2.0f * (b - e) + c - f;
  d[4 * step] = 2.0f * (f - c) + b - e;
  d[5 * step] = 2.0f * (b + g) + 3.0f * (f - c) - 4.0f * e;
#endif
}

// y = At m.
INLINE transformResultLine(const wide *m, const int step, wide *y) {
  const wide a = m[step] + m[2 * step], b = m[step] - m[2 * step];
#if POINTS == 4
  const wide c = (wide)(0.0f), d = c;
#else
  const wide c = m[3 * step], d = m[4 * step];
#endif
  y[0] = m[0] + a + c + d;
  y[1] = b + 0.5f * c - 2.0f * d;
#if SPAN >= 3
  y[2] = a + 0.25f * c + 4.0f * d;
#endif
#if SPAN == 4
  y[3] = b + 0.125f * c - 8.0f * d;
#endif
  y[SPAN - 1] += m[(POINTS - 1) * step];
}

// A polynomial of COUNT coefficients x at a point of that square: its even powers, and its odd powers
// over the point.
#define EVEN(x, COUNT, square) ((COUNT) >= 3 ? x[0] + (square) * x[2] : x[0])
#define ODD(x, COUNT, square) ((COUNT) >= 4 ? x[1] + (square) * x[3] : x[1])

// m = A y of SPAN numbers, to places `step` apart.
INLINE spreadResultLine(const wide *y, wide *m, const int step) {
  m[0] = y[0];
  m[step] = EVEN(y, SPAN, 1.0f) + ODD(y, SPAN, 1.0f);
  m[2 * step] = EVEN(y, SPAN, 1.0f) - ODD(y, SPAN, 1.0f);
#if POINTS == 6
  m[3 * step] = EVEN(y, SPAN, 0.25f) + 0.5f * ODD(y, SPAN, 0.25f);
  m[4 * step] = EVEN(y, SPAN, 4.0f) - 2.0f * ODD(y, SPAN, 4.0f);
#endif
  m[(POINTS - 1) * step] = y[SPAN - 1];
}

// The weights of the points in G: at 0 and infinity, at 1 and -1, at 1/2, at -2.
#if POINTS == 4
#define AT_ENDS 1.0f
#define AT_ONE 0.5f
#else
#define AT_ENDS 0.5f
#define AT_ONE (1.0f / 6.0f)
#define AT_HALF (16.0f / 15.0f)
#define AT_TWO (1.0f / 30.0f)
#endif

// u = G g of TAPS numbers, to places `step` apart.
INLINE transformKernelLine(const wide *g, wide *u, const int step) {
  u[0] = AT_ENDS * g[0];
  u[step] = (EVEN(g, TAPS, 1.0f) + ODD(g, TAPS, 1.0f)) * AT_ONE;
  u[2 * step] = (EVEN(g, TAPS, 1.0f) - ODD(g, TAPS, 1.0f)) * AT_ONE;
#if POINTS == 6
  u[3 * step] = (EVEN(g, TAPS, 0.25f) + 0.5f * ODD(g, TAPS, 0.25f)) * AT_HALF;
  u[4 * step] = (EVEN(g, TAPS, 4.0f) - 2.0f * ODD(g, TAPS, 4.0f)) * AT_TWO;
#endif
  u[(POINTS - 1) * step] = AT_ENDS * g[TAPS - 1];
}

// g = Gt u.
INLINE gatherKernelLine(const wide *u, const int step, wide *g) {
  const wide a = (u[step] + u[2 * step]) * AT_ONE, b = (u[step] - u[2 * step]) * AT_ONE;
#if POINTS == 4
  const wide c = (wide)(0.0f), d = c;
#else
  const wide c = u[3 * step] * AT_HALF, d = u[4 * step] * AT_TWO;
#endif
  g[0] = AT_ENDS * u[0] + a + c + d;
  g[1] = b + 0.5f * c - 2.0f * d;
  g[2] = a + 0.25f * c + 4.0f * d;
#if TAPS == 4
  g[3] = b + 0.125f * c - 8.0f * d;
#endif
  g[TAPS - 1] += AT_ENDS * u[(POINTS - 1) * step];
}

// Fetches `rows` rows of `length` numbers each, from row y on, as far as the image n has them.
static void fetchRows(__global const float *image, const int n, const int y, const int rows,
                      const int height, const int pitch, const int from, const int length) {
  SCALAR_LOOP
  for (int row = max(0, y); row < min(y + rows, height); ++row) {
    __global const float *line = image + (ulong)(n * height + row) * pitch;
    SCALAR_LOOP
    for (int i = max(0, from); i < min(from + length, pitch); i += VECTOR_WIDTH) PREFETCH(line + i);
  }
}

// Fetches the pixels of the share at frequency f of the TILES tiles from `first` on, as far as they
// reach `end`: those that the patches of the tiles before have not.
static void fetchPatches(
    __global const float *source, const int first, const int end, const int f) {
  const int step = SPAN * PIXEL_STEP, overlap = (TAPS - 1) * PIXEL_STEP;
  SCALAR_LOOP
  for (int tile = first + f; tile < min(first + TILES, end); tile += FREQUENCIES)
    fetchRows(source, tile / (TILE_ROWS * TILE_COLUMNS),
              tile / TILE_COLUMNS % TILE_ROWS * step + FIRST_ROW + overlap, step, SOURCE_HEIGHT,
              SOURCE_WIDTH * SOURCE_CHANNELS,
              (tile % TILE_COLUMNS * step + FIRST_COLUMN + overlap) * SOURCE_CHANNELS,
              step * SOURCE_CHANNELS);
}

// The frequencies of the patches of `count` tiles from `first` on; zeros for the rest of TILES.
static void stagePatches(
    __global float *patches, __global const float *source, const int first, const int count) {
  SCALAR_LOOP
  for (int t = 0; t < TILES; ++t) {
    const int tile = first + t, n = tile / (TILE_ROWS * TILE_COLUMNS);
    SCALAR_LOOP
    for (int phase = 0; phase < SOURCE_PHASES; ++phase) {
      const int top =
          tile / TILE_COLUMNS % TILE_ROWS * (SPAN * PIXEL_STEP) + FIRST_ROW + phase / STRIDE;
      const int left = tile % TILE_COLUMNS * (SPAN * PIXEL_STEP) + FIRST_COLUMN + phase % STRIDE;
      SCALAR_LOOP
      for (int c = 0; c < SOURCE_CHANNELS; c += VECTOR_WIDTH) {
        wide d[FREQUENCIES], square = (wide)(0.0f);
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
        for (int i = 0; i < FREQUENCIES; i += POINTS) transformPatchLine(d + i, 1);
        __global float *to = patches + t * DEPTH + phase * SOURCE_CHANNELS + c;
#pragma unroll
        for (int f = 0; f < FREQUENCIES; ++f) PUT(to + f * PATCH_PITCH, d[f]);
        if (SQUARES) PUT(to + FREQUENCIES * PATCH_PITCH, square);
      }
    }
  }
}
#endif
