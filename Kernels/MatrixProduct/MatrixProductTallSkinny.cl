// C[M,N] = epilogue(A · op(B)), row-major float32, for many rows and a small B: the CPU family.
//
// A work-item owns `rowBlock` rows of C. It packs all of op(B) into private memory, where it stays
// in the nearest cache, and walks its rows in register tiles of 1, 2 or 3 vectors; the scalars of A
// are broadcast into the multiply-adds. The last vector of a row moves left to stay inside it, so
// that some columns are computed twice and none is masked; only rows shorter than a vector are.
//
// One program serves all sizes, both layouts of B, and any epilogue, so that it is compiled once.
//
// Arguments: a [M,K]; b [K,N] or [N,K]; bias [N], addend and gate [M,N], any tensor where `flags`
//   does not ask for them; output; M ≥ 16, N, K; tile: vectors of a register tile, 1 ... 3;
//   rowBlock: rows of a work-item, a multiple of 24; flags: a sum of the constants below.
// Macros: ACTIVATION; PANEL ≥ ⌈N / LANES / tile⌉ · tile · K; SHIFT ≥ ⌈N / LANES / tile⌉ · tile.
// Work-group: (1,1,1). Global size: ⌈M / rowBlock⌉.

#define HAS_BIAS 1    // + bias
#define ACTIVATES 2   // ACTIVATION is applied
#define HAS_GATE 4    // · derivative of ACTIVATION at the gate
#define TRANSPOSE_B 8 // B is stored [N,K]
#define HAS_ADDEND 16 // + addend, before the activation or the gate

#define FIRST_COLUMN(c) max(0, min((c) * LANES, N - LANES))

static wide load_some(__global const float *x, int count) {
  float lanes[LANES];
  for (int i = 0; i < LANES; ++i) lanes[i] = i < count ? x[i] : 0.0f;
  return LOAD(wide, lanes);
}

// The first `count` lanes, in parts of a power of two.
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

// panel[strip][k][vector of the strip]
static void pack(__global const float *b, wide *panel, int vectors, int tile, int N, int K,
                 int flags) {
  for (int c = 0; c < vectors; ++c) {
    const int column = FIRST_COLUMN(c);
    wide *to = panel + c / tile * tile * K + c % tile;
    if (N >= LANES && !(flags & TRANSPOSE_B)) {
      for (int k = 0; k < K; ++k) to[k * tile] = LOAD(wide, b + (size_t)k * N + column);
      continue;
    }
    const int row = flags & TRANSPOSE_B ? 1 : N, next = flags & TRANSPOSE_B ? K : 1;
    float *lanes = (float *)to;
#pragma nounroll
    for (int i = 0; i < LANES; ++i) {
      // What lies beyond the last column is a repetition of it, and not stored.
      __global const float *from = b + (size_t)min(column + i, N - 1) * next;
#pragma nounroll
      for (int k = 0; k < K; ++k) lanes[k * tile * LANES + i] = from[k * row];
    }
  }
}

// What follows the sums of a tile: one vector of the row, then the next, from row `skip` on.
//
// Where rows are shorter than a vector, whole vectors are stored all the same as long as they stay
// inside the `limit` elements that are the work-item's own: the next row writes over what is beyond.
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
    if (flags & HAS_ADDEND) {
      __global const float *from = addend + at;
#pragma nounroll
      for (wide *t = v; t < end; t += vectors, from += N)
        *t += t < tile + whole * vectors ? LOAD(wide, from) : load_some(from, N);
    }
    end = tile + whole * vectors;
    if (flags & HAS_GATE) {
#pragma nounroll
      for (; v < end; v += vectors, at += N)
        STORE(wide, output + at, *v * DERIVATIVE(wide, LOAD(wide, gate + at)));
    } else if (flags & ACTIVATES) {
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
      if (flags & ACTIVATES) x = ACTIVATE(wide, x);
      if (flags & HAS_GATE) x *= DERIVATIVE(wide, load_some(gate + at, N));
      store_some(x, output + at, N);
    }
  }
}

// The last tile moves up to stay inside A; rows that the tile before it has stored are skipped.
#define DEFINE_WALK(NAME, ROWS, VECTORS)                                                          \
  static void NAME(__global const float *a, const wide *panel, const wide *shift,                 \
                   __global const float *addend, __global const float *gate,                      \
                   __global float *output, int begin, int end, int M, int N, int K, int strips,   \
                   int flags) {                                                                   \
    for (int i = begin; i < end; i += ROWS) {                                                     \
      const int row = min(i, M - ROWS);                                                           \
      const size_t at = (size_t)row * N;                                                          \
      const wide *strip = panel;                                                                  \
      for (int s = 0; s < strips; ++s, strip += K * VECTORS) {                                    \
        wide sum[ROWS][VECTORS];                                                                  \
        _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                          \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) sum[r][c] = shift[s * VECTORS + c]; \
        __global const float *scalars = a + (size_t)row * K;                                      \
        for (int k = 0; k < K; ++k) {                                                             \
          wide w[VECTORS];                                                                        \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) w[c] = strip[k * VECTORS + c];      \
          _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                        \
            _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                   \
              sum[r][c] = fma((wide)(scalars[r * K + k]), w[c], sum[r][c]);                       \
        }                                                                                         \
        wide tile[ROWS * VECTORS];                                                                \
        _Pragma("unroll") for (int r = 0; r < ROWS; ++r)                                          \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) tile[r * VECTORS + c] = sum[r][c];  \
        finish(tile, i - row, ROWS, VECTORS, s * VECTORS, addend + at, gate + at, output + at,    \
               N, (long)(end - row) * N, flags);                                     \
      }                                                                                           \
    }                                                                                             \
  }

// Vectors of 16 come with 32 registers, narrower ones perhaps with 16.
#if LANES >= 16
DEFINE_WALK(walk1, 12, 1)
DEFINE_WALK(walk2, 12, 2)
DEFINE_WALK(walk3, 8, 3)
#else
DEFINE_WALK(walk1, 8, 1)
DEFINE_WALK(walk2, 6, 2)
DEFINE_WALK(walk3, 4, 3)
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
  wide shift[SHIFT];
  const int strips = ((N + LANES - 1) / LANES + tile - 1) / tile;
  pack(b, panel, strips * tile, tile, N, K, flags);
  for (int c = 0; c < strips * tile; ++c)
    shift[c] = !(flags & HAS_BIAS) ? (wide)(0.0f)
               : N < LANES         ? load_some(bias, N)
                                   : LOAD(wide, bias + FIRST_COLUMN(c));
  const int begin = get_global_id(0) * rowBlock;
  const int end = min(begin + rowBlock, M);
  if (tile == 3)
    walk3(a, panel, shift, addend, gate, output, begin, end, M, N, K, strips, flags);
  else if (tile == 2)
    walk2(a, panel, shift, addend, gate, output, begin, end, M, N, K, strips, flags);
  else
    walk1(a, panel, shift, addend, gate, output, begin, end, M, N, K, strips, flags);
}
