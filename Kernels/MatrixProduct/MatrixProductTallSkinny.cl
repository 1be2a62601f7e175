// C[M,N] = epilogue(A · op(B)), row-major float32, for a tall A and a small B: the CPU family.
//
// A work-item owns `rowBlock` rows of C. It packs all of op(B) into private memory, where it stays in
// the first-level cache, and computes its rows in register tiles of 1, 2 or 3 vectors; the scalars of A
// are broadcast into the multiply-adds. The last vector of a row moves left to end with the row, so that
// some columns are computed twice and none is masked; only rows shorter than a vector are.
//
// One program serves all sizes, both layouts of B, and any epilogue.
//
// Arguments: a [M,K]; b; bias [N]; addend and gate [M,N]; output; M ≥ 16, N, K; tile: vectors in one row
//   of a register tile, 1 to 3; rowBlock: rows of a work-item, a multiple of 24; flags. Where a flag is
//   not set, its tensor may be any.
// Flags: FLAG_TRANSPOSE_B: B is stored [N,K], else [K,N]; FLAG_BIAS: + bias; FLAG_ADDEND: + addend; then
//   FLAG_ACTIVATION: ACTIVATION is applied; or FLAG_GATE: · the derivative of ACTIVATION at the gate.
// Macros: ACTIVATION; the bits FLAG_...; BIAS_VECTORS ≥ ⌈N / LANES / tile⌉ · tile; PANEL ≥ that · K.
// Work-group: (1,1,1). Global size: ⌈M / rowBlock⌉.
// Needs: Activation, Vectors.

#define FIRST_COLUMN(c) max(0, min((c) * LANES, N - LANES))

static wide load_some(__global const float *x, int count) {
  float lanes[LANES];
  for (int i = 0; i < LANES; ++i) lanes[i] = i < count ? x[i] : 0.0f;
  return LOAD(wide, lanes);
}

// The first `count` lanes, in vectors whose sizes are powers of two.
static void store_some(wide v, __global float *x, int count) {
  float lanes[LANES];
  STORE(wide, lanes, v);
  const float *from = lanes;
#if LANES > 8
  if (count & 8) { vstore8(vload8(0, from), 0, x); from += 8; x += 8; }
#endif
#if LANES > 4
  if (count & 4) { vstore4(vload4(0, from), 0, x); from += 4; x += 4; }
#endif
  if (count & 2) { vstore2(vload2(0, from), 0, x); from += 2; x += 2; }
  if (count & 1) *x = *from;
}

// Packs op(B) into micro-panels: panel[columnTile][k][vector of the tile].
static void pack(__global const float *b, wide *panel, int vectors, int tile, int N, int K,
                 int flags) {
  for (int c = 0; c < vectors; ++c) {
    const int column = FIRST_COLUMN(c);
    wide *to = panel + c / tile * tile * K + c % tile;
    if (N >= LANES && !(flags & FLAG_TRANSPOSE_B)) {
      for (int k = 0; k < K; ++k) to[k * tile] = LOAD(wide, b + (size_t)k * N + column);
      continue;
    }
    const int row = flags & FLAG_TRANSPOSE_B ? 1 : N, next = flags & FLAG_TRANSPOSE_B ? K : 1;
    float *lanes = (float *)to;
#pragma nounroll
    for (int i = 0; i < LANES; ++i) {
      // Lanes beyond the last column repeat it; they are not stored.
      __global const float *from = b + (size_t)min(column + i, N - 1) * next;
#pragma nounroll
      for (int k = 0; k < K; ++k) lanes[k * tile * LANES + i] = from[k * row];
    }
  }
}

// The epilogue of a register tile, one column of vectors after the other, from row `skip` on.
//
// Where rows are shorter than a vector, whole vectors are stored as long as they stay inside the
// `limit` elements of this work-item: what is beyond the row is overwritten by the next row.
static void finish(wide *tile, int skip, int rows, int vectors, int first,
                   __global const float *addend, __global const float *gate,
                   __global float *output, int N, long limit, int flags) {
  const int whole = N >= LANES       ? rows
                    : limit >= LANES ? min((long)rows, (limit - LANES) / N + 1)
                                     : 0;
#pragma nounroll
  for (int c = 0; c < vectors; ++c) {
    size_t at = (size_t)skip * N + FIRST_COLUMN(first + c);
    wide *v = tile + skip * vectors + c;
    wide *end = tile + rows * vectors;
    if (flags & FLAG_ADDEND) {
      __global const float *from = addend + at;
#pragma nounroll
      for (wide *t = v; t < end; t += vectors, from += N)
        *t += t < tile + whole * vectors ? LOAD(wide, from) : load_some(from, N);
    }
    end = tile + whole * vectors;
    if (flags & FLAG_GATE) {
#pragma nounroll
      for (; v < end; v += vectors, at += N)
        STORE(wide, output + at, *v * DERIVATIVE(wide, LOAD(wide, gate + at)));
    } else if (flags & FLAG_ACTIVATION) {
#pragma nounroll
      for (; v < end; v += vectors, at += N) STORE(wide, output + at, ACTIVATE(wide, *v));
    } else {
#pragma nounroll
      for (; v < end; v += vectors, at += N) STORE(wide, output + at, *v);
    }
    end = tile + rows * vectors;
#pragma nounroll
    for (; v < end; v += vectors, at += N) {
      wide x = *v;
      if (flags & FLAG_ACTIVATION) x = ACTIVATE(wide, x);
      if (flags & FLAG_GATE) x *= DERIVATIVE(wide, load_some(gate + at, N));
      store_some(x, output + at, N);
    }
  }
}

// Computes rows begin ..< end. The last tile moves up to end with A; rows that the tile before it has
// stored are skipped.
#define DEFINE_TILES(NAME, ROWS, VECTORS)                                                         \
  static void NAME(__global const float *a, const wide *panel, const wide *biases,                \
                   __global const float *addend, __global const float *gate,                      \
                   __global float *output, int begin, int end, int M, int N, int K,               \
                   int micro_panels, int flags) {                                                 \
    for (int i = begin; i < end; i += ROWS) {                                                     \
      const int row = min(i, M - ROWS);                                                           \
      const size_t at = (size_t)row * N;                                                          \
      const wide *micro_panel = panel;                                                            \
      for (int s = 0; s < micro_panels; ++s, micro_panel += K * VECTORS) {                        \
        wide acc[ROWS][VECTORS];                                                                  \
        _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                          \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) acc[r][c] = biases[s * VECTORS + c]; \
        __global const float *scalars = a + (size_t)row * K;                                      \
        for (int k = 0; k < K; ++k) {                                                             \
          wide w[VECTORS];                                                                        \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) w[c] = micro_panel[k * VECTORS + c]; \
          _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                        \
            _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                   \
              acc[r][c] = fma((wide)(scalars[r * K + k]), w[c], acc[r][c]);                       \
        }                                                                                         \
        wide tile[ROWS * VECTORS];                                                                \
        _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                          \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) tile[r * VECTORS + c] = acc[r][c];  \
        finish(tile, i - row, ROWS, VECTORS, s * VECTORS, addend + at, gate + at, output + at,    \
               N, (long)(end - row) * N, flags);                                                  \
      }                                                                                           \
    }                                                                                             \
  }

// CPUs with vectors of 16 floats have 32 registers; those with narrower ones may have 16.
#if LANES >= 16
DEFINE_TILES(tiles1, 12, 1)
DEFINE_TILES(tiles2, 12, 2)
DEFINE_TILES(tiles3, 8, 3)
#else
DEFINE_TILES(tiles1, 8, 1)
DEFINE_TILES(tiles2, 6, 2)
DEFINE_TILES(tiles3, 4, 3)
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductTallSkinny(IN(float, a), IN(float, b), IN(float, bias),
                             IN(float, addend), IN(float, gate), OUT(float, output), const int M,
                             const int N, const int K, const int tile, const int rowBlock,
                             const int flags) {
  BIND_IN(float, a);
  BIND_IN(float, b);
  BIND_IN(float, bias);
  BIND_IN(float, addend);
  BIND_IN(float, gate);
  BIND_OUT(float, output);
  wide panel[PANEL];
  wide biases[BIAS_VECTORS];
  const int micro_panels = ((N + LANES - 1) / LANES + tile - 1) / tile;
  pack(b, panel, micro_panels * tile, tile, N, K, flags);
  for (int c = 0; c < micro_panels * tile; ++c)
    biases[c] = !(flags & FLAG_BIAS) ? (wide)(0.0f)
                : N < LANES          ? load_some(bias, N)
                                     : LOAD(wide, bias + FIRST_COLUMN(c));
  const int begin = get_global_id(0) * rowBlock;
  const int end = min(begin + rowBlock, M);
  if (tile == 3)
    tiles3(a, panel, biases, addend, gate, output, begin, end, M, N, K, micro_panels, flags);
  else if (tile == 2)
    tiles2(a, panel, biases, addend, gate, output, begin, end, M, N, K, micro_panels, flags);
  else
    tiles1(a, panel, biases, addend, gate, output, begin, end, M, N, K, micro_panels, flags);
}
