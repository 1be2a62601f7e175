// How a work-item of MatrixProduct reads and writes C at its edges and packs panels (no kernel here).
// The CPU family.
// Needs: Vectors.

// Columns j ..< j + LANES of a row of N, as far as there are any; the other lanes are zero.
static wide load_row(__global const float *x, int j, int N) {
  if (j + LANES <= N) return LOAD(wide, x + j);
  float lanes[LANES];
  SCALAR_LOOP for (int i = 0; i < LANES; ++i) lanes[i] = j + i < N ? x[j + i] : 0.0f;
  return LOAD(wide, lanes);
}

static void store_row(wide v, __global float *x, int j, int N) {
  if (j + LANES <= N) {
    PUT(x + j, v);
    return;
  }
  float lanes[LANES];
  STORE(wide, lanes, v);
  SCALAR_LOOP for (int i = 0; j + i < N; ++i) x[j + i] = lanes[i];
}

// Four elements each of the rows i ..< i + LANES / 4.
#if LANES == 16
#define FOURS(i) (wide)(FOUR(i), FOUR((i) + 1), FOUR((i) + 2), FOUR((i) + 3))
#elif LANES == 8
#define FOURS(i) (wide)(FOUR(i), FOUR((i) + 1))
#else
#define FOURS(i) FOUR(i)
#endif
#define FOUR(i) vload4(0, row[i] + k)

// Packs `count` vectors: to[k · step] = op(x) at first + k in K, for the rows of A, or the columns of B,
// lane ..< lane + LANES; of `lanes` in all, those beyond are arbitrary. x is stored [K][lanes] where
// `k_major`, else [lanes][K].
static void pack(__global const float *x, wide *to, int step, int lane, int lanes, int first,
                 int count, int K, bool k_major) {
  int k = 0;
  if (k_major) {
    x += (size_t)first * lanes;
    // A whole vector may reach into the next row, but not past the tensor.
    const int rows = (LANES + lanes - 1) / lanes;
    const int safe = lane + LANES <= lanes ? count : min(count, K - first - rows);
    for (; k < safe; ++k) to[k * step] = LOAD(wide, x + (size_t)k * lanes + lane);
#pragma nounroll
    for (; k < count; ++k) to[k * step] = load_row(x + (size_t)k * lanes, lane, lanes);
    return;
  }
  __global const float *row[LANES];
  SCALAR_LOOP for (int i = 0; i < LANES; ++i)
    row[i] = x + (size_t)min(lane + i, lanes - 1) * K + first;
  // Transposes four elements along K of all lanes, in two stages that separate even from odd.
#pragma nounroll
  for (; k + 4 <= count; k += 4) {
    const wide a = FOURS(0), b = FOURS(LANES / 4), c = FOURS(LANES / 2), d = FOURS(LANES / 4 * 3);
    const wide even0 = (wide)(a.even, b.even), even1 = (wide)(c.even, d.even);
    const wide odd0 = (wide)(a.odd, b.odd), odd1 = (wide)(c.odd, d.odd);
    to[k * step] = (wide)(even0.even, even1.even);
    to[(k + 1) * step] = (wide)(odd0.even, odd1.even);
    to[(k + 2) * step] = (wide)(even0.odd, even1.odd);
    to[(k + 3) * step] = (wide)(odd0.odd, odd1.odd);
  }
  for (; k < count; ++k) {
    float some[LANES];
    SCALAR_LOOP for (int i = 0; i < LANES; ++i) some[i] = row[i][k];
    to[k * step] = LOAD(wide, some);
  }
}
