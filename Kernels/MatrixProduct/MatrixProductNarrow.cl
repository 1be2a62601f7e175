// C_n[M,columns_n] = op(A) · B_n for several narrow B_n [K,columns_n], in one pass over A: layers of few units
// that read the same features, or the gradients of their kernels. The CPU family.
//
// A work-item owns `itemRows` rows of all C_n, ROW_BLOCK of them at a time. Block after block of K, it packs
// the rows of all B_n side by side into rows of STRIDE floats, which stay in the second-level cache, and
// computes register tiles of TILE_ROWS × TILE_VECTORS vectors across them. Each block of K is summed by
// itself and added to the blocks before, as in MatrixProduct.cl.
//
// Arguments: a; for each product: b, bias [columns], output, columns, or, with HAS_SUMS: b, output, sums
//   [columns], columns; M; itemRows: a multiple of TILE_ROWS.
// Variants: TRANSPOSE_A: A is stored [K,M], else [M,K]. HAS_SUMS: there are no biases; the sums of B's
//   columns are outputs, from SUM_STREAMS interleaved streams of rows. STARTS_WITH_BIAS: a sum begins with
//   the bias, to which it is added otherwise. PACKED: tiles of A are packed too, else TILE_ROWS divides M
//   and A is not transposed.
// Macros: TENSORS (MultiTensor.cl); K_LENGTH: K; K_BLOCK; ROW_BLOCK: a multiple of TILE_ROWS; STRIDE: a
//   multiple of TILE_VECTORS · LANES, at least all columns.
// Work-group: (1,1,1). Global size: ⌈M / itemRows⌉.
// Needs: MultiTensor, MatrixProductPanels.

#define VECTORS (STRIDE / LANES)

// A panel of all of K serves every block of rows.
#if K_LENGTH > K_BLOCK
#define PACKS_PANEL 1
#else
#define PACKS_PANEL (block == begin)
#endif

#if HAS_SUMS
#define ARGUMENTS(n) \
  IN(float, b##n), OUT(float, output##n), OUT(float, sums##n), const int columns##n,
#define START(v) (wide)(0.0f)
#else
#define ARGUMENTS(n) \
  IN(float, b##n), IN(float, bias##n), OUT(float, output##n), const int columns##n,
#define START(v) (STARTS_WITH_BIAS && first == 0 ? biases[v] : (wide)(0.0f))
#endif

#if PACKED
#define SCALAR(k, r) ((const float *)tile)[(k) * LANES + (r)]
#else
#define SCALAR(k, r) a[(size_t)(row + (r)) * K_LENGTH + first + (k)]
#endif

// The rows of B_n whose vectors end within the tensor; how a row is copied to `to`, in vectors, of which the
// last one may reach into what is copied next, or float by float.
#define LIMIT(n)                                                                          \
  whole = min(whole, K_LENGTH - first + 1 - ((columns##n - 1) / LANES * LANES + LANES +   \
                                             columns##n - 1) / columns##n);
#define COPY_VECTORS(n)                                                                   \
  from = POINTER(b, n) + (size_t)(first + k) * columns##n;                                \
  for (int c = 0; c < columns##n; c += LANES) STORE(wide, to + c, LOAD(wide, from + c));  \
  to += columns##n;
#define COPY_FLOATS(n)                                                                    \
  from = POINTER(b, n) + (size_t)(first + k) * columns##n;                                \
  for (int c = 0; c < columns##n; ++c) to[c] = from[c];                                   \
  to += columns##n;

static void copyToGlobal(const float *from, __global float *to, int count) {
  for (; count >= LANES; count -= LANES, from += LANES, to += LANES) PUT(to, LOAD(wide, from));
#if LANES > 8
  if (count & 8) { vstore8(vload8(0, from), 0, to); from += 8; to += 8; }
#endif
#if LANES > 4
  if (count & 4) { vstore4(vload4(0, from), 0, to); from += 4; to += 4; }
#endif
  if (count & 2) { vstore2(vload2(0, from), 0, to); from += 2; to += 2; }
  if (count & 1) *to = *from;
}

#define COPY_BIAS(n)                                                    \
  for (int c = 0; c < columns##n; ++c) to[c] = POINTER(bias, n)[c];     \
  to += columns##n;
#define STORE_ROW(n)                                                                          \
  copyToGlobal(own, POINTER(output, n) + (size_t)(block + r) * columns##n, columns##n);      \
  own += columns##n;
#define STORE_SUMS(n)                                  \
  copyToGlobal(own, POINTER(sums, n), columns##n);     \
  own += columns##n;

#define EACH(BODY)                                      \
  _Pragma("unroll") for (int r = 0; r < TILE_ROWS; ++r) \
    _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c) BODY

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductNarrow(IN(float, a), EACH_TENSOR(ARGUMENTS) const int M, const int itemRows) {
  BIND_IN(float, a);
  wide panel[K_BLOCK * VECTORS + 1], totals[ROW_BLOCK * VECTORS];
  __global const float *from;
#if PACKED
  wide tile[K_BLOCK];
#endif
#if HAS_SUMS
  wide sums[SUM_STREAMS * VECTORS];
  for (int v = 0; v < SUM_STREAMS * VECTORS; ++v) sums[v] = (wide)(0.0f);
#else
  wide biases[VECTORS];
  {
    float *to = (float *)biases;
    EACH_TENSOR(COPY_BIAS)
  }
#endif
  const int begin = get_global_id(0) * itemRows, end = min(begin + itemRows, M);
  for (int block = begin; block < end; block += ROW_BLOCK) {
    const int rows_end = min(block + ROW_BLOCK, end);
    for (int first = 0; first < K_LENGTH; first += K_BLOCK) {
      const int k_count = min(K_BLOCK, K_LENGTH - first);
      if (PACKS_PANEL) {
        int whole = k_count, k = 0;
        EACH_TENSOR(LIMIT)
        for (; k < whole; ++k) {
          float *to = (float *)(panel + k * VECTORS);
          EACH_TENSOR(COPY_VECTORS)
        }
        for (; k < k_count; ++k) {
          float *to = (float *)(panel + k * VECTORS);
          EACH_TENSOR(COPY_FLOATS)
        }
      }
      for (int row = block; row < rows_end; row += TILE_ROWS) {
#if PACKED
        pack(a, tile, 1, row, M, first, k_count, K_LENGTH, TRANSPOSE_A);
#endif
        for (int v = 0; v < VECTORS; v += TILE_VECTORS) {
          wide acc[TILE_ROWS][TILE_VECTORS];
          EACH(acc[r][c] = START(v + c);)
          for (int k = 0; k < k_count; ++k) {
            wide w[TILE_VECTORS];
            _Pragma("unroll") for (int c = 0; c < TILE_VECTORS; ++c)
              w[c] = panel[k * VECTORS + v + c];
            EACH(acc[r][c] = fma((wide)(SCALAR(k, r)), w[c], acc[r][c]);)
          }
          wide *to = totals + (row - block) * VECTORS + v;
          if (first > 0) EACH(acc[r][c] += to[r * VECTORS + c];)
          EACH(to[r * VECTORS + c] = acc[r][c];)
        }
      }
#if HAS_SUMS
      if (begin > 0 || block > begin) continue;
      for (int v = 0; v < VECTORS; ++v)
        for (int stream = 0; stream < SUM_STREAMS; ++stream) {
          wide *total = sums + stream * VECTORS + v;
          wide sum = SUM_STREAMS == 1 ? *total : (wide)(0.0f);
          for (int k = stream; k < k_count; k += SUM_STREAMS) sum += panel[k * VECTORS + v];
          *total = SUM_STREAMS == 1 ? sum : *total + sum;
        }
#endif
    }
    for (int r = 0; r < rows_end - block; ++r) {
      wide *row = totals + r * VECTORS;
#if !HAS_SUMS
      if (!STARTS_WITH_BIAS)
        for (int v = 0; v < VECTORS; ++v) row[v] += biases[v];
#endif
      const float *own = (const float *)row;
      EACH_TENSOR(STORE_ROW)
    }
  }
#if HAS_SUMS
  if (begin > 0) return;
  for (int stream = 1; stream < SUM_STREAMS; ++stream)
    for (int v = 0; v < VECTORS; ++v) sums[v] += sums[stream * VECTORS + v];
  const float *own = (const float *)sums;
  EACH_TENSOR(STORE_SUMS)
#endif
}
