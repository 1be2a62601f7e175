// One-dimensional transforms of Winograd's convolution on a CPU (no kernel here), each for a vector of
// channels: Bt d of a patch, G g of a kernel, At m back to a result, and for the filter gradient A y and
// Gt u; see Winograd. The interpolation points are 0, 1, -1 and infinity, and with POINTS 6 also 1/2
// and -2, which round least. Arrays have `step` vectors between their elements.
// Needs: Winograd.

#if FAMILY_CPU
// d = Bt d, POINTS elements in place.
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

// y = At m: POINTS elements to OUTPUT_TILE contiguous results.
INLINE transformResultLine(const wide *m, const int step, wide *y) {
  const wide a = m[step] + m[2 * step], b = m[step] - m[2 * step];
#if POINTS == 4
  const wide c = (wide)(0.0f), d = c;
#else
  const wide c = m[3 * step], d = m[4 * step];
#endif
  y[0] = m[0] + a + c + d;
  y[1] = b + 0.5f * c - 2.0f * d;
#if OUTPUT_TILE >= 3
  y[2] = a + 0.25f * c + 4.0f * d;
#endif
#if OUTPUT_TILE == 4
  y[3] = b + 0.125f * c - 8.0f * d;
#endif
  y[OUTPUT_TILE - 1] += m[(POINTS - 1) * step];
}

// The polynomial of COUNT coefficients x at a point p is EVEN + p * ODD, with square = p * p.
#define EVEN(x, COUNT, square) ((COUNT) >= 3 ? x[0] + (square) * x[2] : x[0])
#define ODD(x, COUNT, square) ((COUNT) >= 4 ? x[1] + (square) * x[3] : x[1])

// m = A y: OUTPUT_TILE contiguous values to POINTS elements.
INLINE transformGradOutputLine(const wide *y, wide *m, const int step) {
  m[0] = y[0];
  m[step] = EVEN(y, OUTPUT_TILE, 1.0f) + ODD(y, OUTPUT_TILE, 1.0f);
  m[2 * step] = EVEN(y, OUTPUT_TILE, 1.0f) - ODD(y, OUTPUT_TILE, 1.0f);
#if POINTS == 6
  m[3 * step] = EVEN(y, OUTPUT_TILE, 0.25f) + 0.5f * ODD(y, OUTPUT_TILE, 0.25f);
  m[4 * step] = EVEN(y, OUTPUT_TILE, 4.0f) - 2.0f * ODD(y, OUTPUT_TILE, 4.0f);
#endif
  m[(POINTS - 1) * step] = y[OUTPUT_TILE - 1];
}

// The scale of each point in G: 0 and infinity, 1 and -1, 1/2, -2.
#if POINTS == 4
#define AT_ENDS 1.0f
#define AT_ONE 0.5f
#else
#define AT_ENDS 0.5f
#define AT_ONE (1.0f / 6.0f)
#define AT_HALF (16.0f / 15.0f)
#define AT_TWO (1.0f / 30.0f)
#endif

// u = G g: TAPS contiguous values to POINTS elements.
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

// g = Gt u: POINTS elements to TAPS contiguous values.
INLINE transformFilterGradientLine(const wide *u, const int step, wide *g) {
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
#endif
