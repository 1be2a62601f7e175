// C[M,N] = epilogue(op(A) · op(B)), row-major float32, for wide vectors: the CPU family.
//
// A work-item owns `rowBlock` rows and `columnBlock` columns of C and copies what it reads into
// private memory, where no row length hurts: A in tiles [tile][k][LANES] of which TILE_ROWS lanes
// are used, B in strips [strip][k][TILE_VECTORS]. Both panels stay in the second cache and a strip
// in the first, while register tiles of TILE_ROWS × TILE_VECTORS vectors walk over them; the
// scalars of A are broadcast into the multiply-adds. The tiles' inner loop also fetches what comes
// next: the elements of B's next panel and the tile's own rows of C. B is most often a large matrix
// of weights that is read once from memory, and waiting for it took a quarter of the time.
//
// Sizes, layouts and the epilogue are arguments, so that few programs serve all products.
//
// Arguments: a, b, bias [N], addend and gate [M,N], any tensor where `flags` does not ask for them;
//   output; sums [N], likewise; M, N, K; columnBlock: a multiple of TILE_VECTORS · LANES; rowBlock:
//   one of TILE_ROWS; depthSlice: inner indices of one split; depthBlock: of a panel; flags: a sum
//   of the constants below. With several splits there is no epilogue, and the output is a workspace
//   [splits][M][N] of partial sums for `matrixProductSum`. SUMS asks for one split.
// Macros: ACTIVATION; TILE_ROWS ≤ LANES; TILE_VECTORS; A_PANEL ≥ depthBlock and
//   B_PANEL ≥ TILE_VECTORS · depthBlock: vectors of the panels.
// Work-group: (1,1,1). Global size: (⌈N / columnBlock⌉, ⌈M / rowBlock⌉, splits).

#define HAS_BIAS 1     // + bias
#define ACTIVATES 2    // ACTIVATION is applied
#define HAS_GATE 4     // · derivative of ACTIVATION at the gate
#define TRANSPOSE_A 8  // A is stored [K,M]
#define TRANSPOSE_B 16 // B is stored [N,K]
#define HAS_ADDEND 32  // + addend, before the activation or the gate
#define SUMS 64        // the sums of B's columns are asked for

#define STRIP (TILE_VECTORS * LANES)

// sum += the outer product at the inner index `u` from here.
#define STEP(u)                                                                                \
  {                                                                                            \
    wide w[TILE_VECTORS];                                                                      \
    _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c)                                   \
      w[c] = wides[(u) * TILE_VECTORS + c];                                                    \
    _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                      \
      _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c)                                 \
        sum[r][c] = fma((wide)(scalars[(u) * LANES + r]), w[c], sum[r][c]);                    \
  }

// BODY for every vector of a tile: its row r and its place c in the row.
#define EACH(BODY)                                      \
  _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r) \
    _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c) BODY

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProduct(IN(float, a), IN(float, b), IN(float, bias), IN(float, addend), IN(float, gate),
                   OUT(float, output), OUT(float, sums), const int M, const int N, const int K,
                   const int columnBlock, const int rowBlock, const int depthSlice,
                   const int depthBlock, const int flags) {
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
  const int depth_begin = get_global_id(2) * depthSlice;
  const int depth_end = min(depth_begin + depthSlice, K);
  const bool finishes = flags & (HAS_BIAS | ACTIVATES | HAS_GATE | HAS_ADDEND);
  output += get_global_id(2) * (size_t)M * N;
  wide a_panel[A_PANEL], b_panel[B_PANEL];
  const int panel_rows = A_PANEL / depthBlock * TILE_ROWS;
  const int panel_columns = B_PANEL / TILE_VECTORS / depthBlock * STRIP;
  for (int first = depth_begin; first < depth_end; first += depthBlock) {
    const int depth = min(depthBlock, depth_end - first);
    const bool is_first = first == depth_begin, is_last = first + depth == depth_end;
    for (int row = row_begin; row < row_end; row += panel_rows) {
      const int rows_end = min(row + panel_rows, row_end);
      const int tiles = (rows_end - row + TILE_ROWS - 1) / TILE_ROWS;
      for (int t = 0; t < tiles; ++t)
        pack(a, a_panel + t * depth, 1, row + t * TILE_ROWS, M, first, depth, K,
             flags & TRANSPOSE_A);
      for (int column = column_begin; column < column_end; column += panel_columns) {
        const int columns_end = min(column + panel_columns, column_end);
        const bool turned = flags & TRANSPOSE_B;
        for (int v = 0; column + v * LANES < columns_end || v % TILE_VECTORS != 0; ++v) {
          const int j = column + v * LANES;
          wide *to = b_panel + v / TILE_VECTORS * TILE_VECTORS * depth + v % TILE_VECTORS;
          if (j >= N) {
            for (int k = 0; k < depth; ++k) to[k * TILE_VECTORS] = (wide)(0.0f);
            continue;
          }
          pack(b, to, TILE_VECTORS, j, N, first, depth, K, !turned);
          if (!(flags & SUMS) || row > 0) continue;
          wide total = is_first ? (wide)(0.0f) : load_row(sums, j, N);
          for (int k = 0; k < depth; ++k) total += to[k * TILE_VECTORS];
          store_row(total, sums, j, N);
        }
        // Where the next panel of B lies, in `runs` of `run` elements, if there is one. Tiles fetch
        // `share` of its vectors every four inner indices.
        const bool is_end = columns_end >= column_end;
        const int next_column = is_end ? column_begin : columns_end;
        const int next = is_end && rows_end == row_end ? first + depth : first;
        const int width = min(panel_columns, column_end - next_column);
        const int height = min(depthBlock, depth_end - next);
        const int run = height <= 0 ? 1 : turned ? height : width;
        int runs = height <= 0 ? 1 : turned ? width : height;
        const size_t stride = turned ? K : N;
        __global const float *ahead = b + (turned ? next_column * stride + next
                                                  : next * stride + next_column);
        const int share = max(1, (4 * TILE_VECTORS + tiles - 1) / tiles);
        int offset = 0;
        // A strip stays in the first cache while the tiles pass over it. With few inner indices all
        // strips do, and C is then walked row by row.
        const int strips = (columns_end - column + STRIP - 1) / STRIP;
        const bool by_rows = depth <= 64;
        for (int n = 0; n < strips * tiles; ++n) {
          const int s = by_rows ? n % strips : n / tiles, t = by_rows ? n / strips : n % tiles;
          const int j = column + s * STRIP, i = row + t * TILE_ROWS;
          const bool adds = !is_first && j + STRIP <= N;
          const bool stores = j + STRIP <= N && !(is_last && finishes);
          const int rows = min(TILE_ROWS, rows_end - i), added = adds ? rows : 0;
          const float *scalars = (const float *)(a_panel + t * depth);
          const wide *wides = b_panel + s * depth * TILE_VECTORS;
          __global float *to = output + (size_t)i * N + j, *own = to;
          int own_rows = rows;
          wide sum[TILE_ROWS][TILE_VECTORS];
          EACH(sum[r][c] = (wide)(0.0f);)
          EACH(if (r < added) sum[r][c] = LOAD(wide, to + (size_t)r * N + c * LANES);)
          int k = depth;
          for (; k >= 4; k -= 4, scalars += 4 * LANES, wides += 4 * TILE_VECTORS) {
#pragma nounroll
            for (int f = 0; f < share; ++f) {
              PREFETCH(ahead + offset);
              offset += LANES;
              if (offset >= run) {
                offset = 0;
                ahead += --runs > 0 ? stride : 0;
              }
            }
            PREFETCH_TO_WRITE(own);
            PREFETCH_TO_WRITE(own + STRIP - LANES);
            own += --own_rows > 0 ? N : 0;
            STEP(0) STEP(1) STEP(2) STEP(3)
          }
#pragma nounroll
          for (; k > 0; --k, scalars += LANES, wides += TILE_VECTORS) STEP(0)
          const int stored = stores ? rows : 0;
          EACH(if (r < stored) PUT(to + (size_t)r * N + c * LANES, sum[r][c]);)
          if (stored > 0) continue;
          // By way of memory, so that the epilogue is compiled once and not for each register.
          wide tile[TILE_ROWS * TILE_VECTORS];
          EACH(tile[r * TILE_VECTORS + c] = sum[r][c];)
#pragma nounroll
          for (int r = 0; r < rows; ++r)
#pragma nounroll
            for (int c = 0; c < TILE_VECTORS && j + c * LANES < N; ++c) {
              const size_t at = (size_t)(i + r) * N;
              const int from = j + c * LANES;
              wide v = tile[r * TILE_VECTORS + c];
              if (!is_first && added == 0) v += load_row(output + at, from, N);
              if (is_last) {
                if (flags & HAS_BIAS) v += load_row(bias, from, N);
                if (flags & HAS_ADDEND) v += load_row(addend + at, from, N);
                if (flags & HAS_GATE) v *= DERIVATIVE(wide, load_row(gate + at, from, N));
                if (flags & ACTIVATES) v = ACTIVATE(wide, v);
              }
              store_row(v, output + at, from, N);
            }
        }
      }
    }
  }
}
