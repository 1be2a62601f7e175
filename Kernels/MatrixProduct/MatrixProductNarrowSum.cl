// C[M,N] = Σ A_n · B_nᵀ for A_n [M,columns_n] and B_n [N,columns_n]: the input gradient of several layers of few
// units that read the same features. The CPU family.
//
// A work-item owns `chunk` vectors of columns and `itemRows` rows of C. It packs its rows of all B_n once, and
// the rows of all A_n tile by tile, and computes register tiles of TILE_ROWS vectors. Each product is summed by
// itself and added to those before. The last vector of a row moves left to end with the row.
//
// Arguments: for each product: a, b, columns; gate [M,N]; output; M; N; chunk; itemRows: a multiple of
//   TILE_ROWS. Without HAS_GATE the gate may be any tensor.
// Variant: HAS_GATE: the sum is multiplied by the derivative of ACTIVATION at the gate.
// Macros: TENSORS (MultiTensor.cl); ACTIVATION; TILE_ROWS ≤ LANES; DEPTH: all columns; CHUNK ≥ chunk.
// Work-group: (1,1). Global size: (⌈⌈N / LANES⌉ / chunk⌉, ⌈M / itemRows⌉).
// Needs: Activation, MultiTensor, MatrixProductPanels.

#define FIRST_COLUMN(v) max(0, min((v) * LANES, N - LANES))

#define ARGUMENTS(n) IN(float, a##n), IN(float, b##n), const int columns##n,

#define PACK_B(n)                                                                              \
  pack(POINTER(b, n), to, 1, FIRST_COLUMN(v), N, 0, columns##n, columns##n, false);            \
  to += columns##n;
#define PACK_A(n)                                                                              \
  pack(POINTER(a, n), to, 1, row, M, 0, columns##n, columns##n, false);                        \
  to += columns##n;

#define ADD_PRODUCT(n)                                                                         \
  {                                                                                            \
    wide acc[TILE_ROWS];                                                                       \
    _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r) acc[r] = (wide)(0.0f);               \
    for (const wide *last = w + columns##n; w < last; ++w, scalars += LANES)                   \
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                    \
        acc[r] = fma((wide)(scalars[r]), *w, acc[r]);                                          \
    _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r)                                      \
      total[r] = n == 0 ? acc[r] : acc[r] + total[r];                                          \
  }

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductNarrowSum(EACH_TENSOR(ARGUMENTS) IN(float, gate), OUT(float, output),
                            const int M, const int N, const int chunk, const int itemRows) {
  BIND_IN(float, gate);
  BIND_OUT(float, output);
  wide panel[CHUNK * DEPTH], tile[DEPTH];
  const int vectors = (N + LANES - 1) / LANES;
  const int v_begin = get_global_id(0) * chunk, v_end = min(v_begin + chunk, vectors);
  const int begin = get_global_id(1) * itemRows, end = min(begin + itemRows, M);
  for (int v = v_begin; v < v_end; ++v) {
    wide *to = panel + (v - v_begin) * DEPTH;
    EACH_TENSOR(PACK_B)
  }
  for (int row = begin; row < end; row += TILE_ROWS) {
    const int rows = min(TILE_ROWS, end - row);
    {
      wide *to = tile;
      EACH_TENSOR(PACK_A)
    }
    for (int v = v_begin; v < v_end; ++v) {
      const wide *w = panel + (v - v_begin) * DEPTH;
      const float *scalars = (const float *)tile;
      const int column = FIRST_COLUMN(v);
      wide total[TILE_ROWS];
      EACH_TENSOR(ADD_PRODUCT)
      // Through memory, so that the end is compiled once and not for every register.
      wide sums[TILE_ROWS];
      _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r) sums[r] = total[r];
#pragma nounroll
      for (int r = 0; r < rows; ++r) {
        const size_t at = (size_t)(row + r) * N;
        wide sum = sums[r];
#if HAS_GATE
        sum *= DERIVATIVE(wide, load_row(gate + at, column, N));
#endif
        store_row(sum, output + at, column, N);
      }
    }
  }
}
