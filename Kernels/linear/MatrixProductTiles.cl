// C[M,N] = epilogue(op(A) · op(B)), row-major float32, by local-memory tiles: the GPU family.
//
// A work-group of SIDE × SIDE computes a tile of (SIDE·PER_ITEM)² elements, PER_ITEM² of them in
// each work-item's registers, strided by SIDE so that neighbours read neighbours. Slabs of SIDE inner
// indices pass through local memory; what lies outside A or B is read as zero.
//
// Arguments: a, b, [bias], [addend], [gate], output. With SPLITS > 1 there is no epilogue, and the
// output is a workspace [SPLITS][M][N] of partial sums for `matrixProductSum`.
// Macros: M, N, K; TRANSPOSE_A: A is stored [K,M]; TRANSPOSE_B: B is stored [N,K];
//   HAS_BIAS: + bias[N]; HAS_ADDEND: + addend[M,N]; HAS_GATE: · slope of ACTIVATION at gate[M,N];
//   else ACTIVATION is applied;
//   SIDE: 8 or 16; PER_ITEM: 2, 4 or 8; SPLITS, DEPTH_SLICE: the inner indices of one split.
// Work-group: (SIDE,SIDE,1). Global size: (SIDE·⌈N / TILE⌉, SIDE·⌈M / TILE⌉, SPLITS).

#define TILE (SIDE * PER_ITEM)
#define SLAB SIDE

__kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1)))
void matrixProductTiles(IN(float, a), IN(float, b),
#if HAS_BIAS
                        IN(float, bias),
#endif
#if HAS_ADDEND
                        IN(float, addend),
#endif
#if HAS_GATE
                        IN(float, gate),
#endif
                        OUT(float, output)) {
  // One column of padding: a transposing store walks down a column of these.
  __local float a_slab[SLAB][TILE + 1];
  __local float b_slab[SLAB][TILE + 1];
  BIND_IN(float, a);
  BIND_IN(float, b);
#if HAS_BIAS
  BIND_IN(float, bias);
#endif
#if HAS_ADDEND
  BIND_IN(float, addend);
#endif
#if HAS_GATE
  BIND_IN(float, gate);
#endif
  BIND_OUT(float, output);
  const int x = get_local_id(0), y = get_local_id(1);
  const int item = y * SIDE + x;
  const int i0 = get_group_id(1) * TILE, j0 = get_group_id(0) * TILE;
#if SPLITS > 1
  const int begin = get_group_id(2) * DEPTH_SLICE;
  const int end = min(begin + DEPTH_SLICE, K);
  output += get_group_id(2) * (size_t)M * N;
#else
  const int begin = 0, end = K;
#endif
  float sum[PER_ITEM][PER_ITEM];
#pragma unroll
  for (int r = 0; r < PER_ITEM; ++r)
#pragma unroll
    for (int c = 0; c < PER_ITEM; ++c) sum[r][c] = 0.0f;
  for (int first = begin; first < end; first += SLAB) {
#pragma unroll
    for (int n = 0; n < PER_ITEM; ++n) {
      const int at = item + n * SIDE * SIDE;
      {
#if TRANSPOSE_A
        const int k = at / TILE, i = at % TILE;
        const bool inside = first + k < end && i0 + i < M;
        a_slab[k][i] = inside ? a[(size_t)(first + k) * M + i0 + i] : 0.0f;
#else
        const int k = at % SLAB, i = at / SLAB;
        const bool inside = first + k < end && i0 + i < M;
        a_slab[k][i] = inside ? a[(size_t)(i0 + i) * K + first + k] : 0.0f;
#endif
      }
      {
#if TRANSPOSE_B
        const int k = at % SLAB, j = at / SLAB;
        const bool inside = first + k < end && j0 + j < N;
        b_slab[k][j] = inside ? b[(size_t)(j0 + j) * K + first + k] : 0.0f;
#else
        const int k = at / TILE, j = at % TILE;
        const bool inside = first + k < end && j0 + j < N;
        b_slab[k][j] = inside ? b[(size_t)(first + k) * N + j0 + j] : 0.0f;
#endif
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int k = 0; k < SLAB; ++k) {
      float u[PER_ITEM], w[PER_ITEM];
#pragma unroll
      for (int r = 0; r < PER_ITEM; ++r) u[r] = a_slab[k][y + r * SIDE];
#pragma unroll
      for (int c = 0; c < PER_ITEM; ++c) w[c] = b_slab[k][x + c * SIDE];
#pragma unroll
      for (int r = 0; r < PER_ITEM; ++r)
#pragma unroll
        for (int c = 0; c < PER_ITEM; ++c) sum[r][c] = fma(u[r], w[c], sum[r][c]);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#pragma unroll
  for (int r = 0; r < PER_ITEM; ++r)
#pragma unroll
    for (int c = 0; c < PER_ITEM; ++c) {
      const int i = i0 + y + r * SIDE, j = j0 + x + c * SIDE;
      if (i < M && j < N) {
        float v = sum[r][c];
#if HAS_BIAS
        v += bias[j];
#endif
#if HAS_ADDEND
        v += addend[(size_t)i * N + j];
#endif
#if HAS_GATE
        v *= SLOPE(float, gate[(size_t)i * N + j]);
#else
        v = ACTIVATE(float, v);
#endif
        output[(size_t)i * N + j] = v;
      }
    }
}
