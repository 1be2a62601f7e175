// C[M,N] = epilogue(op(A) · op(B)), row-major float32, for wide vectors: the CPU family.
//
// A work-item owns `rowBlock` rows and `columnBlock` columns of C. Block after block of K, it packs its
// operands into private memory: A into micro-panels [rowTile][k][LANES], of which TILE_ROWS lanes are
// used, and B into micro-panels [columnTile][k][TILE_VECTORS]. Both panels stay in the second-level
// cache and a micro-panel of B in the first-level one, while register tiles of TILE_ROWS ×
// TILE_VECTORS vectors are computed from them; the scalars of A are broadcast into the multiply-adds.
// The inner loop also prefetches the elements of B's next panel and the tile's own rows of C: B is most
// often a large matrix of weights that is read from memory once, and without this a quarter of the time
// was spent waiting for it.
//
// Sizes, layouts and the epilogue are arguments, so that few programs serve all products.
//
// Arguments: a, b, bias [N], addend and gate [M,N]; output; sums [N]; M, N, K; columnBlock: a multiple
//   of TILE_COLUMNS; rowBlock: a multiple of TILE_ROWS; kPerSplit: the length of K in one split;
//   kBlock: the length of K that is packed at a time; flags. Where a flag is not set, its tensor may be
//   any. With split-K there is no epilogue, and the output is a workspace [splits][M][N] of partial
//   sums for `matrixProductSum`.
// Flags: FLAG_TRANSPOSE_A: A is stored [K,M]; FLAG_TRANSPOSE_B: B is stored [N,K]; FLAG_BIAS: + bias;
//   FLAG_ADDEND: + addend; then FLAG_ACTIVATION: ACTIVATION is applied; or FLAG_GATE: · the derivative
//   of ACTIVATION at the gate; FLAG_COLUMN_SUMS, without split-K: `sums` are those of B's columns.
// Macros: ACTIVATION; the bits FLAG_...; TILE_ROWS ≤ LANES; TILE_VECTORS; A_PANEL ≥ kBlock and
//   B_PANEL ≥ TILE_VECTORS · kBlock: vectors of the panels.
// Work-group: (1,1,1). Global size: (⌈N / columnBlock⌉, ⌈M / rowBlock⌉, splits).
// Needs: Activation, Vectors, MatrixProductPanels.

#define TILE_COLUMNS (TILE_VECTORS * LANES)

// acc += the outer product at k = `u` from here.
#define STEP(u)                                                                                \
  {                                                                                            \
    wide w[TILE_VECTORS];                                                                      \
    _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c)                                   \
      w[c] = wides[(u) * TILE_VECTORS + c];                                                    \
    _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                      \
      _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c)                                 \
        acc[r][c] = fma((wide)(scalars[(u) * LANES + r]), w[c], acc[r][c]);                    \
  }

// BODY for every vector of a register tile: vector c of row r.
#define EACH(BODY)                                      \
  _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r) \
    _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c) BODY

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProduct(IN(float, a), IN(float, b), IN(float, bias), IN(float, addend), IN(float, gate),
                   OUT(float, output), OUT(float, sums), const int M, const int N, const int K,
                   const int columnBlock, const int rowBlock, const int kPerSplit,
                   const int kBlock, const int flags) {
  BIND_IN(float, a);
  BIND_IN(float, b);
  BIND_IN(float, bias);
  BIND_IN(float, addend);
  BIND_IN(float, gate);
  BIND_OUT(float, output);
  BIND_OUT(float, sums);
  const int column_begin = get_global_id(0) * columnBlock;
  const int column_end = min(column_begin + columnBlock, N);
  const int row_begin = get_global_id(1) * rowBlock;
  const int row_end = min(row_begin + rowBlock, M);
  const int k_begin = get_global_id(2) * kPerSplit;
  const int k_end = min(k_begin + kPerSplit, K);
  const bool has_epilogue = flags & (FLAG_BIAS | FLAG_ADDEND | FLAG_ACTIVATION | FLAG_GATE);
  output += get_global_id(2) * (size_t)M * N;
  wide a_panel[A_PANEL], b_panel[B_PANEL];
  const int panel_rows = A_PANEL / kBlock * TILE_ROWS;
  const int panel_columns = B_PANEL / TILE_VECTORS / kBlock * TILE_COLUMNS;
  for (int first = k_begin; first < k_end; first += kBlock) {
    const int k_count = min(kBlock, k_end - first);
    const bool is_first = first == k_begin, is_last = first + k_count == k_end;
    for (int row = row_begin; row < row_end; row += panel_rows) {
      const int rows_end = min(row + panel_rows, row_end);
      const int tiles = (rows_end - row + TILE_ROWS - 1) / TILE_ROWS;
      for (int t = 0; t < tiles; ++t)
        pack(a, a_panel + t * k_count, 1, row + t * TILE_ROWS, M, first, k_count, K,
             flags & FLAG_TRANSPOSE_A);
      for (int column = column_begin; column < column_end; column += panel_columns) {
        const int columns_end = min(column + panel_columns, column_end);
        const bool transposed = flags & FLAG_TRANSPOSE_B;
        for (int v = 0; column + v * LANES < columns_end || v % TILE_VECTORS != 0; ++v) {
          const int j = column + v * LANES;
          wide *to = b_panel + v / TILE_VECTORS * TILE_VECTORS * k_count + v % TILE_VECTORS;
          if (j >= N) {
            for (int k = 0; k < k_count; ++k) to[k * TILE_VECTORS] = (wide)(0.0f);
            continue;
          }
          pack(b, to, TILE_VECTORS, j, N, first, k_count, K, !transposed);
          if (!(flags & FLAG_COLUMN_SUMS) || row > 0) continue;
          wide total = is_first ? (wide)(0.0f) : load_row(sums, j, N);
          for (int k = 0; k < k_count; ++k) total += to[k * TILE_VECTORS];
          store_row(total, sums, j, N);
        }
        // The next panel of B, if there is one, is stored as `lines` of `line_length` elements. Each
        // tile prefetches `prefetches` of its vectors at every fourth k.
        const bool is_end = columns_end >= column_end;
        const int next_column = is_end ? column_begin : columns_end;
        const int next = is_end && rows_end == row_end ? first + k_count : first;
        const int width = min(panel_columns, column_end - next_column);
        const int height = min(kBlock, k_end - next);
        const int line_length = height <= 0 ? 1 : transposed ? height : width;
        int lines = height <= 0 ? 1 : transposed ? width : height;
        const size_t stride = transposed ? K : N;
        __global const float *ahead = b + (transposed ? next_column * stride + next
                                                      : next * stride + next_column);
        const int prefetches = max(1, (4 * TILE_VECTORS + tiles - 1) / tiles);
        int offset = 0;
        // A micro-panel of B stays in the first-level cache while all tiles below each other use it.
        // With a small K all of them stay there, and C is computed row by row.
        const int micro_panels = (columns_end - column + TILE_COLUMNS - 1) / TILE_COLUMNS;
        const bool by_rows = k_count <= 64;
        for (int n = 0; n < micro_panels * tiles; ++n) {
          const int s = by_rows ? n % micro_panels : n / tiles;
          const int t = by_rows ? n / micro_panels : n % tiles;
          const int j = column + s * TILE_COLUMNS, i = row + t * TILE_ROWS;
          const bool adds = !is_first && j + TILE_COLUMNS <= N;
          const bool stores = j + TILE_COLUMNS <= N && !(is_last && has_epilogue);
          const int rows = min(TILE_ROWS, rows_end - i), added = adds ? rows : 0;
          const float *scalars = (const float *)(a_panel + t * k_count);
          const wide *wides = b_panel + s * k_count * TILE_VECTORS;
          __global float *to = output + (size_t)i * N + j, *own = to;
          int own_rows = rows;
          wide acc[TILE_ROWS][TILE_VECTORS];
          EACH(acc[r][c] = (wide)(0.0f);)
          EACH(if (r < added) acc[r][c] = LOAD(wide, to + (size_t)r * N + c * LANES);)
          int k = k_count;
          for (; k >= 4; k -= 4, scalars += 4 * LANES, wides += 4 * TILE_VECTORS) {
#pragma nounroll
            for (int f = 0; f < prefetches; ++f) {
              PREFETCH(ahead + offset);
              offset += LANES;
              if (offset >= line_length) {
                offset = 0;
                ahead += --lines > 0 ? stride : 0;
              }
            }
            PREFETCH_TO_WRITE(own);
            PREFETCH_TO_WRITE(own + TILE_COLUMNS - LANES);
            own += --own_rows > 0 ? N : 0;
            STEP(0) STEP(1) STEP(2) STEP(3)
          }
#pragma nounroll
          for (; k > 0; --k, scalars += LANES, wides += TILE_VECTORS) STEP(0)
          const int stored = stores ? rows : 0;
          EACH(if (r < stored) PUT(to + (size_t)r * N + c * LANES, acc[r][c]);)
          if (stored > 0) continue;
          // Through memory, so that the epilogue is compiled once and not for every register.
          wide tile[TILE_ROWS * TILE_VECTORS];
          EACH(tile[r * TILE_VECTORS + c] = acc[r][c];)
#pragma nounroll
          for (int r = 0; r < rows; ++r)
#pragma nounroll
            for (int c = 0; c < TILE_VECTORS && j + c * LANES < N; ++c) {
              const size_t at = (size_t)(i + r) * N;
              const int from = j + c * LANES;
              wide v = tile[r * TILE_VECTORS + c];
              if (!is_first && added == 0) v += load_row(output + at, from, N);
              if (is_last) {
                if (flags & FLAG_BIAS) v += load_row(bias, from, N);
                if (flags & FLAG_ADDEND) v += load_row(addend + at, from, N);
                if (flags & FLAG_GATE) v *= DERIVATIVE(wide, load_row(gate + at, from, N));
                if (flags & FLAG_ACTIVATION) v = ACTIVATE(wide, v);
              }
              store_row(v, output + at, from, N);
            }
        }
      }
    }
  }
}
