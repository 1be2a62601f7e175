// C[M,N] = Aᵀ · B for A [K,M] and B [K,N] with a long K and a small result, and where asked for the
// sums of B's columns: a kernel's and a bias's gradient in one pass. The CPU family.
//
// One of the two is read as scalars (s [K,S]), the wider one as vectors (v [K,V], V ≥ LANES). A
// work-item owns a slice of K and some strips of `tile` vectors; it keeps their sums in private
// memory and adds to them block after block of DEPTH_BLOCK inner indices, for which the scalars are
// packed in tiles of TILE_ROWS, so that a block stays in the nearest cache. The last vector moves
// left to stay inside its row: some columns are computed twice, and nothing is masked.
//
// matrixProductDeep: (s, v, output, sums, S, V, K, tile, stripsPerItem, depthSlice, flags, stride,
//   sumsOffset). A slice writes C at output + slice · stride, and the sums of B's columns at
//   sums + slice · stride + sumsOffset.
//   Work-group: (1,1,1). Global size: (slices, ⌈strips / stripsPerItem⌉).
// matrixProductDeepSum: (partial, output, sums, count, columns, slices). partial [slices][count +
//   columns] are summed in order into output [count] and sums [columns]. Any global size.
// Macros: TILE_ROWS: 4 or 8, a divisor of LANES; DEPTH_BLOCK; PANEL ≥ S rounded up to TILE_ROWS;
//   TOTALS ≥ that times the vectors of a work-item's strips; COLUMNS ≥ ⌈V / LANES⌉.

#define SWAPPED 1 // A is v and B is s, else A is s and B is v
#define SUMS 2    // the sums of B's columns are asked for

#define FIRST_COLUMN(c) min((c) * LANES, V - LANES)
#define TILE (DEPTH_BLOCK * TILE_ROWS)

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
void matrixProductDeep(IN(float, s), IN(float, v), OUT(float, output), OUT(float, sums),
                       const int S, const int V, const int K, const int tile,
                       const int stripsPerItem, const int depthSlice, const int flags,
                       const int stride, const int sumsOffset) {
  BIND_IN(float, s);
  BIND_IN(float, v);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
  float panel[PANEL * DEPTH_BLOCK];
  wide total[TOTALS];
  wide columns[COLUMNS];
  const int begin = get_global_id(0) * depthSlice, end = min(begin + depthSlice, K);
  const int vectors = (V + LANES - 1) / LANES;
  const int strip_begin = get_global_id(1) * stripsPerItem;
  const int strip_end = min(strip_begin + stripsPerItem, (vectors + tile - 1) / tile);
  const int tiles = (S + TILE_ROWS - 1) / TILE_ROWS;
  const bool swapped = flags & SWAPPED;
  // Of scalars every work-item of a slice could compute the sums: the first does.
  const int sum_begin = !(flags & SUMS) ? 0 : swapped ? 0 : strip_begin * tile;
  const int sum_end = !(flags & SUMS) ? 0
                      : swapped       ? (strip_begin == 0 ? tiles : 0)
                                      : min(strip_end * tile, vectors);
  for (int i = 0; i < (strip_end - strip_begin) * tiles * tile * TILE_ROWS; ++i)
    total[i] = (wide)(0.0f);
  for (int c = sum_begin; c < sum_end; ++c) columns[c] = (wide)(0.0f);
  for (int first = begin; first < end; first += DEPTH_BLOCK) {
    const int depth = min(DEPTH_BLOCK, end - first);
    __global const float *from = v + (size_t)first * V;
    pack(s + (size_t)first * S, panel, depth, S);
    wide *to = total;
    for (int strip = strip_begin; strip < strip_end; ++strip, to += tiles * tile * TILE_ROWS)
      if (tile == 3) strip3(from, panel, to, strip * tile, tiles, depth, V);
      else if (tile == 2) strip2(from, panel, to, strip * tile, tiles, depth, V);
      else strip1(from, panel, to, strip, tiles, depth, V);
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
      columns[c] += sum;
    }
  }
  output += (size_t)get_global_id(0) * stride;
  sums += (size_t)get_global_id(0) * stride + sumsOffset;
  const wide *x = total;
  for (int strip = strip_begin; strip < strip_end; ++strip)
    for (int row = 0; row < tiles * TILE_ROWS; ++row)
      for (int c = 0; c < tile; ++c, ++x) {
        const int column = FIRST_COLUMN(strip * tile + c);
        // Columns that the vector before has stored, of another work-item perhaps.
        const int skip = (strip * tile + c) * LANES - column;
        if (row >= S || skip >= LANES) continue;
        if (!swapped && skip == 0) {
          STORE(wide, output + row * V + column, *x);
          continue;
        }
        float lanes[LANES];
        STORE(wide, lanes, *x);
        SCALAR_LOOP for (int i = skip; i < LANES; ++i)
          output[swapped ? (column + i) * S + row : row * V + column + i] = lanes[i];
      }
  for (int c = sum_begin; c < sum_end; ++c) {
    float lanes[LANES];
    STORE(wide, lanes, columns[c]);
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
void matrixProductDeepSum(IN(float, partial), OUT(float, output), OUT(float, sums),
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
