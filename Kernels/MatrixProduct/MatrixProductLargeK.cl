// C[M,N] = Aᵀ · B for A [K,M] and B [K,N], for a large K and a small C, and where asked for the sums of
// B's columns: the gradients of a dense layer's kernel and bias in one pass. The CPU family.
//
// One operand is read as scalars (s [K,S]), the other as vectors (v [K,V], V ≥ LANES). A work-item owns
// a split of K and a chunk of the vectors of a row, in tiles of one to three vectors. Its accumulators
// are in private memory; it adds to them block after block of K_BLOCK rows, for which it packs the
// scalars into micro-panels of TILE_ROWS, so that a block stays in the first-level cache. The last
// vector moves left to end with its row: some columns are computed twice, and none is masked.
//
// matrixProductLargeK: (s, v, output, sums, S, V, K, kPerSplit, flags, stride, sumsOffset). A split
//   writes C at output + split · stride, and the sums of B's columns at sums + split · stride +
//   sumsOffset. Work-group: (1,1,1). Global size: (splits, chunks of the ⌈V / LANES⌉ vectors).
//   Flags: FLAG_SWAPPED: A is v and B is s, else A is s and B is v; FLAG_COLUMN_SUMS: `sums` are
//   asked for, else may be any tensor.
// matrixProductLargeKSum: (partial, output, sums, count, columns, splits). partial [splits][count +
//   columns] are summed in order into output [count] and sums [columns]. Any global size.
// Macros: the bits FLAG_...; TILE_ROWS: 4 or 8, a divisor of LANES; K_BLOCK; PANEL ≥ S rounded up to
//   TILE_ROWS; ACCUMULATORS ≥ that times the vectors of a chunk; COLUMN_SUMS ≥ those vectors and
//   ≥ S / TILE_ROWS.
// Needs: Vectors.

#define FIRST_COLUMN(c) min((c) * LANES, V - LANES)
#define TILE (K_BLOCK * TILE_ROWS)

// The width of the next tile where `left` vectors are left: 1 only where there is but one.
#define TILE_VECTORS(left) ((left) == 1 ? 1 : (left) == 3 ? 3 : 2)

// Packs panel[tile][k][TILE_ROWS]; lanes beyond S hold the next elements of s, and are not stored.
static void pack(__global const float *s, float *panel, int k_count, int S) {
  // A vector in one of the last rows could reach past the tensor.
  const int whole = max(0, k_count - (TILE_ROWS + S - 1) / S);
  for (int first = 0; first < S; first += TILE_ROWS, panel += TILE) {
    int k = 0;
    for (; k < whole; ++k)
      JOIN(vstore, TILE_ROWS)(JOIN(vload, TILE_ROWS)(0, s + (size_t)k * S + first), k, panel);
    for (; k < k_count; ++k)
      SCALAR_LOOP for (int r = 0; r < TILE_ROWS; ++r)
        panel[k * TILE_ROWS + r] = first + r < S ? s[(size_t)k * S + first + r] : 0.0f;
  }
}

#define DEFINE_TILES(NAME, VECTORS)                                                               \
  static void NAME(__global const float *v, const float *scalars, wide *acc, int first,           \
                   int tiles, int k_count, int V) {                                               \
    __global const float *from[VECTORS];                                                          \
    _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) from[c] = v + FIRST_COLUMN(first + c);    \
    for (int t = 0; t < tiles; ++t, scalars += TILE, acc += TILE_ROWS * VECTORS) {                \
      wide sum[TILE_ROWS][VECTORS];                                                               \
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                       \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) sum[r][c] = (wide)(0.0f);             \
      for (int k = 0; k < k_count; ++k) {                                                         \
        wide w[VECTORS];                                                                          \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                       \
          w[c] = LOAD(wide, from[c] + (size_t)k * V);                                             \
        _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                     \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                     \
            sum[r][c] = fma((wide)(scalars[k * TILE_ROWS + r]), w[c], sum[r][c]);                 \
      }                                                                                           \
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                       \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) acc[r * VECTORS + c] += sum[r][c];    \
    }                                                                                             \
  }

DEFINE_TILES(tiles1, 1)
DEFINE_TILES(tiles2, 2)
DEFINE_TILES(tiles3, 3)

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductLargeK(IN(float, s), IN(float, v), OUT(float, output), OUT(float, sums),
                         const int S, const int V, const int K, const int kPerSplit,
                         const int flags, const int stride, const int sumsOffset) {
  BIND_IN(float, s);
  BIND_IN(float, v);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
  float panel[PANEL * K_BLOCK];
  wide accumulators[ACCUMULATORS];
  wide column_sums[COLUMN_SUMS];
  const int begin = get_global_id(0) * kPerSplit, end = min(begin + kPerSplit, K);
  const int vectors = (V + LANES - 1) / LANES, chunks = get_global_size(1);
  const int chunk_begin = vectors * get_global_id(1) / chunks;
  const int chunk_end = vectors * (get_global_id(1) + 1) / chunks;
  const int tiles = (S + TILE_ROWS - 1) / TILE_ROWS;
  const bool swapped = flags & FLAG_SWAPPED;
  // Sums of scalars are computed by the first work-item of a split.
  const int sum_begin = !(flags & FLAG_COLUMN_SUMS) || swapped ? 0 : chunk_begin;
  const int sum_end = !(flags & FLAG_COLUMN_SUMS) ? 0 : !swapped ? chunk_end : chunk_begin == 0 ? tiles : 0;
  for (int i = 0; i < (chunk_end - chunk_begin) * tiles * TILE_ROWS; ++i)
    accumulators[i] = (wide)(0.0f);
  for (int c = sum_begin; c < sum_end; ++c) column_sums[c - sum_begin] = (wide)(0.0f);
  for (int first = begin; first < end; first += K_BLOCK) {
    const int k_count = min(K_BLOCK, end - first);
    __global const float *from = v + (size_t)first * V;
    pack(s + (size_t)first * S, panel, k_count, S);
    wide *to = accumulators;
    for (int c = chunk_begin, width; c < chunk_end; c += width, to += tiles * width * TILE_ROWS) {
      width = TILE_VECTORS(chunk_end - c);
      if (width == 3) tiles3(from, panel, to, c, tiles, k_count, V);
      else if (width == 2) tiles2(from, panel, to, c, tiles, k_count, V);
      else tiles1(from, panel, to, c, tiles, k_count, V);
    }
    for (int c = sum_begin; c < sum_end; ++c) {
      wide sum = (wide)(0.0f);
      if (swapped) {
        // A vector holds the scalars of several k; its lanes are added up at the end.
        const int rest = k_count * TILE_ROWS % LANES, at = c * TILE + k_count * TILE_ROWS - rest;
        for (int k = c * TILE; k < at; k += LANES) sum += LOAD(wide, panel + k);
        float lanes[LANES];
        SCALAR_LOOP for (int i = 0; i < LANES; ++i) lanes[i] = i < rest ? panel[at + i] : 0.0f;
        sum += LOAD(wide, lanes);
      } else {
        for (int k = 0; k < k_count; ++k)
          sum += LOAD(wide, from + (size_t)k * V + FIRST_COLUMN(c));
      }
      column_sums[c - sum_begin] += sum;
    }
  }
  output += (size_t)get_global_id(0) * stride;
  sums += (size_t)get_global_id(0) * stride + sumsOffset;
  const wide *x = accumulators;
  for (int first = chunk_begin, width; first < chunk_end; first += width) {
    width = TILE_VECTORS(chunk_end - first);
    for (int row = 0; row < tiles * TILE_ROWS; ++row)
      for (int c = first; c < first + width; ++c, ++x) {
        const int column = FIRST_COLUMN(c);
        // Columns that the vector before, perhaps of another work-item, has stored.
        const int skip = c * LANES - column;
        if (row >= S) continue;
        if (!swapped && skip == 0) {
          STORE(wide, output + row * V + column, *x);
          continue;
        }
        float lanes[LANES];
        STORE(wide, lanes, *x);
        SCALAR_LOOP for (int i = skip; i < LANES; ++i)
          output[swapped ? (column + i) * S + row : row * V + column + i] = lanes[i];
      }
  }
  for (int c = sum_begin; c < sum_end; ++c) {
    float lanes[LANES];
    STORE(wide, lanes, column_sums[c - sum_begin]);
    if (swapped) {
      SCALAR_LOOP for (int r = 0; r < TILE_ROWS && c * TILE_ROWS + r < S; ++r) {
        float sum = lanes[r];
        SCALAR_LOOP for (int i = r + TILE_ROWS; i < LANES; i += TILE_ROWS) sum += lanes[i];
        sums[c * TILE_ROWS + r] = sum;
      }
    } else {
      const int column = FIRST_COLUMN(c);
      SCALAR_LOOP for (int i = c * LANES - column; i < LANES; ++i) sums[column + i] = lanes[i];
    }
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductLargeKSum(IN(float, partial), OUT(float, output), OUT(float, sums),
                            const int count, const int columns, const int splits) {
  BIND_IN(float, partial);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
#define SUM(T, i)                                                                                 \
  {                                                                                               \
    T x = LOAD(T, from + (i));                                                                    \
    for (int split = 1; split < splits; ++split)                                                  \
      x += LOAD(T, from + (i) + (size_t)split * (count + columns));                               \
    STORE(T, to + (i), x);                                                                        \
  }
  __global const float *from = partial;
  __global float *to = output;
  FOR_WIDE(SUM, count)
  from = partial + count;
  to = sums;
  FOR_WIDE(SUM, columns)
}
