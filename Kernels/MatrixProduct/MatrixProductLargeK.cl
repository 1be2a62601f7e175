// C[M,N] = Aᵀ · B for A [K,M] and B [K,N] with a long K and a small result, and where asked for the
// sums of B's columns: a kernel's and a bias's gradient in one pass. The CPU family.
//
// One of the two is read as scalars (s [K,S]), the other as vectors (v [K,V], V ≥ LANES). A work-item
// owns a slice of K and a share of the vectors of a row, in strips of one to three; it keeps their
// sums in private memory and adds to them block after block of DEPTH_BLOCK inner indices, for which
// the scalars are packed in tiles of TILE_ROWS, so that a block stays in the nearest cache. The last
// vector moves left to stay inside its row: some columns are computed twice, and nothing is masked.
//
// matrixProductLargeK: (s, v, output, sums, S, V, K, depthSlice, flags, stride, sumsOffset). A slice
//   writes C at output + slice · stride, and the sums of B's columns at sums + slice · stride +
//   sumsOffset. Work-group: (1,1,1). Global size: (slices, shares of the ⌈V / LANES⌉ vectors).
// matrixProductLargeKSum: (partial, output, sums, count, columns, slices). partial [slices][count +
//   columns] are summed in order into output [count] and sums [columns]. Any global size.
// Macros: TILE_ROWS: 4 or 8, a divisor of LANES; DEPTH_BLOCK; PANEL ≥ S rounded up to TILE_ROWS;
//   TOTALS ≥ that times the vectors of a share; COLUMNS ≥ those vectors and ≥ S / TILE_ROWS.

#define SWAPPED 1 // A is v and B is s, else A is s and B is v
#define SUMS 2    // the sums of B's columns are asked for

#define FIRST_COLUMN(c) min((c) * LANES, V - LANES)
#define TILE (DEPTH_BLOCK * TILE_ROWS)

// Vectors of the next strip where `left` are left: no strip of one unless there is but one.
#define STRIP(left) ((left) == 1 ? 1 : (left) == 3 ? 3 : 2)

// panel[tile][k][TILE_ROWS]; lanes beyond S hold what comes behind, and are not stored.
static void pack(__global const float *s, float *panel, int depth, int S) {
  // The last rows' vectors could reach past the tensor.
  const int whole = max(0, depth - (TILE_ROWS + S - 1) / S);
  for (int first = 0; first < S; first += TILE_ROWS, panel += TILE) {
    int k = 0;
    for (; k < whole; ++k)
      JOIN(vstore, TILE_ROWS)(JOIN(vload, TILE_ROWS)(0, s + (size_t)k * S + first), k, panel);
    for (; k < depth; ++k)
      SCALAR_LOOP for (int r = 0; r < TILE_ROWS; ++r)
        panel[k * TILE_ROWS + r] = first + r < S ? s[(size_t)k * S + first + r] : 0.0f;
  }
}

#define DEFINE_STRIP(NAME, VECTORS)                                                               \
  static void NAME(__global const float *v, const float *scalars, wide *total, int first,         \
                   int tiles, int depth, int V) {                                                 \
    __global const float *from[VECTORS];                                                          \
    _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) from[c] = v + FIRST_COLUMN(first + c);    \
    for (int t = 0; t < tiles; ++t, scalars += TILE, total += TILE_ROWS * VECTORS) {              \
      wide sum[TILE_ROWS][VECTORS];                                                               \
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                       \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) sum[r][c] = (wide)(0.0f);             \
      for (int k = 0; k < depth; ++k) {                                                           \
        wide w[VECTORS];                                                                          \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                       \
          w[c] = LOAD(wide, from[c] + (size_t)k * V);                                             \
        _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                     \
          _Pragma("unroll") for (int c = 0; c < VECTORS; ++c)                                     \
            sum[r][c] = fma((wide)(scalars[k * TILE_ROWS + r]), w[c], sum[r][c]);                 \
      }                                                                                           \
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                       \
        _Pragma("unroll") for (int c = 0; c < VECTORS; ++c) total[r * VECTORS + c] += sum[r][c];  \
    }                                                                                             \
  }

DEFINE_STRIP(strip1, 1)
DEFINE_STRIP(strip2, 2)
DEFINE_STRIP(strip3, 3)

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductLargeK(IN(float, s), IN(float, v), OUT(float, output), OUT(float, sums),
                       const int S, const int V, const int K, const int depthSlice,
                       const int flags, const int stride, const int sumsOffset) {
  BIND_IN(float, s);
  BIND_IN(float, v);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
  float panel[PANEL * DEPTH_BLOCK];
  wide total[TOTALS];
  wide columns[COLUMNS];
  const int begin = get_global_id(0) * depthSlice, end = min(begin + depthSlice, K);
  const int vectors = (V + LANES - 1) / LANES, shares = get_global_size(1);
  const int share_begin = vectors * get_global_id(1) / shares;
  const int share_end = vectors * (get_global_id(1) + 1) / shares;
  const int tiles = (S + TILE_ROWS - 1) / TILE_ROWS;
  const bool swapped = flags & SWAPPED;
  // Of scalars every work-item of a slice could compute the sums: the first does.
  const int sum_begin = !(flags & SUMS) || swapped ? 0 : share_begin;
  const int sum_end = !(flags & SUMS) ? 0 : !swapped ? share_end : share_begin == 0 ? tiles : 0;
  for (int i = 0; i < (share_end - share_begin) * tiles * TILE_ROWS; ++i) total[i] = (wide)(0.0f);
  for (int c = sum_begin; c < sum_end; ++c) columns[c - sum_begin] = (wide)(0.0f);
  for (int first = begin; first < end; first += DEPTH_BLOCK) {
    const int depth = min(DEPTH_BLOCK, end - first);
    __global const float *from = v + (size_t)first * V;
    pack(s + (size_t)first * S, panel, depth, S);
    wide *to = total;
    for (int c = share_begin, width; c < share_end; c += width, to += tiles * width * TILE_ROWS) {
      width = STRIP(share_end - c);
      if (width == 3) strip3(from, panel, to, c, tiles, depth, V);
      else if (width == 2) strip2(from, panel, to, c, tiles, depth, V);
      else strip1(from, panel, to, c, tiles, depth, V);
    }
    for (int c = sum_begin; c < sum_end; ++c) {
      wide sum = (wide)(0.0f);
      if (swapped) {
        // A vector holds several rows of a tile; their sums are told apart at the end.
        const int rest = depth * TILE_ROWS % LANES, at = c * TILE + depth * TILE_ROWS - rest;
        for (int k = c * TILE; k < at; k += LANES) sum += LOAD(wide, panel + k);
        float lanes[LANES];
        SCALAR_LOOP for (int i = 0; i < LANES; ++i) lanes[i] = i < rest ? panel[at + i] : 0.0f;
        sum += LOAD(wide, lanes);
      } else {
        for (int k = 0; k < depth; ++k) sum += LOAD(wide, from + (size_t)k * V + FIRST_COLUMN(c));
      }
      columns[c - sum_begin] += sum;
    }
  }
  output += (size_t)get_global_id(0) * stride;
  sums += (size_t)get_global_id(0) * stride + sumsOffset;
  const wide *x = total;
  for (int first = share_begin, width; first < share_end; first += width) {
    width = STRIP(share_end - first);
    for (int row = 0; row < tiles * TILE_ROWS; ++row)
      for (int c = first; c < first + width; ++c, ++x) {
        const int column = FIRST_COLUMN(c);
        // Columns that the vector before has stored, of another work-item perhaps.
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
    STORE(wide, lanes, columns[c - sum_begin]);
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
                          const int count, const int columns, const int slices) {
  BIND_IN(float, partial);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
#define SUM(T, i)                                                                             \
  {                                                                                           \
    T x = LOAD(T, from + (i));                                                                \
    for (int slice = 1; slice < slices; ++slice)                                              \
      x += LOAD(T, from + (i) + (size_t)slice * (count + columns));                           \
    STORE(T, to + (i), x);                                                                    \
  }
  __global const float *from = partial;
  __global float *to = output;
  FOR_WIDE(SUM, count)
  from = partial + count;
  to = sums;
  FOR_WIDE(SUM, columns)
}
