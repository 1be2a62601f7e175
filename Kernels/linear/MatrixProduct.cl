// C[M,N] = epilogue(op(A) · op(B)), row-major float32, for wide vectors: the CPU family.
//
// A work-item owns `rowBlock` rows and `group` strips of TILE_VECTORS · LANES columns of C. For
// each block of DEPTH_BLOCK inner indices it packs its part of op(B) into private memory as
// [strip][inner][column], reading B once whatever its layout and row length, so that no power of
// two hurts. Then it walks each strip, which stays in the nearest cache, in register tiles of
// TILE_ROWS × TILE_VECTORS vectors; the scalars of A are broadcast into the multiply-adds.
//
// Sizes are arguments, so that one program serves every product with the same epilogue.
//
// Arguments: a, b, [bias], [addend], [gate], output, M, N, K; group: strips of a work-item, at most
//   GROUPS; rowBlock: rows of a work-item, a multiple of TILE_ROWS; depthSlice: inner indices of one
//   split. With several splits there is no epilogue, and the output is a workspace [splits][M][N] of
//   partial sums for `matrixProductSum`.
// Macros: TRANSPOSE_A: A is stored [K,M]; TRANSPOSE_B: B is stored [N,K]; PACKED_A: A is
//   the result of `matrixProductPack`, [⌈M / TILE_ROWS⌉][K][TILE_ROWS], else TILE_ROWS ≤ M;
//   HAS_BIAS: + bias[N]; HAS_ADDEND: + addend[M,N]; HAS_GATE: · slope of ACTIVATION at gate[M,N];
//   else ACTIVATION is applied; TILE_ROWS, TILE_VECTORS, GROUPS, DEPTH_BLOCK.
// Work-group: (1,1,1). Global size: (⌈N / (group · STRIP)⌉, ⌈M / rowBlock⌉, splits).

#define STRIP (TILE_VECTORS * LANES)

// A vector of a row of which only the first `count` elements exist.
static wide load_some(__global const float *x, int count) {
  float lanes[LANES];
  for (int i = 0; i < LANES; ++i) lanes[i] = i < count ? x[i] : 0.0f;
  return LOAD(wide, lanes);
}

static void store_some(wide v, __global float *x, int count) {
  float lanes[LANES];
  STORE(wide, lanes, v);
  for (int i = 0; i < LANES; ++i)
    if (i < count) x[i] = lanes[i];
}

// Columns j ..< j + LANES of a row of N, as far as they exist.
static wide load_row(__global const float *x, int j, int N) {
  if (j + LANES <= N) return LOAD(wide, x + j);
  return load_some(x + j, N - j);
}

static void store_row(wide v, __global float *x, int j, int N) {
  if (j + LANES <= N) STORE(wide, x + j, v);
  else store_some(v, x + j, N - j);
}

#if TRANSPOSE_B
// LANES rows of B, each a vector along the inner index, turned into columns: log2 stages,
// each of which parts the even lanes from the odd ones.
static void transpose(wide v[LANES]) {
  wide t[LANES];
#pragma nounroll
  for (int stage = 1; stage < LANES; stage *= 2) {
#pragma unroll
    for (int i = 0; i < LANES / 2; ++i) {
      t[i] = (wide)(v[2 * i].even, v[2 * i + 1].even);
      t[i + LANES / 2] = (wide)(v[2 * i].odd, v[2 * i + 1].odd);
    }
#pragma unroll
    for (int i = 0; i < LANES; ++i) v[i] = t[i];
  }
}
#endif

// panel[s][k][·] = op(B)[first + k][column of strip s ...], zero beyond the last column.
static void pack(__global const float *b, wide *panel, int first, int depth, int j, int vectors,
                 int N, int K) {
#if TRANSPOSE_B
  for (int v = 0; v < vectors; ++v) {
    const int column = j + v * LANES;
    wide *strip = panel + (v / TILE_VECTORS * DEPTH_BLOCK) * TILE_VECTORS + v % TILE_VECTORS;
    if (column >= N) break;
    int k = 0;
    for (; k + LANES <= depth; k += LANES) {
      wide t[LANES];
#pragma unroll
      for (int i = 0; i < LANES; ++i)
        t[i] = LOAD(wide, b + (size_t)min(column + i, N - 1) * K + first + k);
      transpose(t);
#pragma unroll
      for (int i = 0; i < LANES; ++i) strip[(k + i) * TILE_VECTORS] = t[i];
    }
    for (; k < depth; ++k) {
      float lanes[LANES];
      for (int i = 0; i < LANES; ++i)
        lanes[i] = b[(size_t)min(column + i, N - 1) * K + first + k];
      strip[k * TILE_VECTORS] = LOAD(wide, lanes);
    }
  }
#else
  const int whole = min(vectors, (N - j) / LANES);
  for (int k = 0; k < depth; ++k) {
    __global const float *row = b + (size_t)(first + k) * N + j;
    wide *to = panel + k * TILE_VECTORS;
    for (int v = 0; v < whole; ++v)
      to[v / TILE_VECTORS * DEPTH_BLOCK * TILE_VECTORS + v % TILE_VECTORS] =
          LOAD(wide, row + v * LANES);
    if (whole < vectors && N % LANES != 0)
      to[whole / TILE_VECTORS * DEPTH_BLOCK * TILE_VECTORS + whole % TILE_VECTORS] =
          load_some(row + whole * LANES, N % LANES);
  }
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProduct(IN(float, a), IN(float, b),
#if HAS_BIAS
                   IN(float, bias),
#endif
#if HAS_ADDEND
                   IN(float, addend),
#endif
#if HAS_GATE
                   IN(float, gate),
#endif
                   OUT(float, output), const int M, const int N, const int K,
                   const int group, const int rowBlock, const int depthSlice) {
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
  const int column_begin = get_global_id(0) * (STRIP * group);
  const int column_end = min(column_begin + STRIP * group, N);
  const int row_begin = get_global_id(1) * rowBlock;
  const int row_end = min(row_begin + rowBlock, M);
  const int depth_begin = get_global_id(2) * depthSlice;
  const int depth_end = min(depth_begin + depthSlice, K);
  output += get_global_id(2) * (size_t)M * N;
  wide panel[DEPTH_BLOCK * GROUPS * TILE_VECTORS];
  for (int first = depth_begin; first < depth_end; first += DEPTH_BLOCK) {
    const int depth = min(DEPTH_BLOCK, depth_end - first);
    const bool is_first = first == depth_begin;
    const bool is_last = first + depth == depth_end;
    pack(b, panel, first, depth, column_begin, group * TILE_VECTORS, N, K);
    const wide *strip = panel;
    for (int j = column_begin; j < column_end; j += STRIP, strip += DEPTH_BLOCK * TILE_VECTORS)
      for (int i = row_begin; i < row_end; i += TILE_ROWS) {
#if PACKED_A
        const int row = i;
        __global const float *scalars = a + ((size_t)i * K + (size_t)first * TILE_ROWS);
#define SCALAR(r) scalars[r]
#define STEP TILE_ROWS
#else
        // The last tile moves up to stay inside A; rows that another tile owns are not stored.
        const int row = min(i, M - TILE_ROWS);
#if TRANSPOSE_A
        __global const float *scalars = a + (size_t)first * M + row;
#define SCALAR(r) scalars[r]
#define STEP M
#else
        __global const float *scalars = a + (size_t)row * K + first;
#define SCALAR(r) scalars[(r) * K]
#define STEP 1
#endif
#endif
        wide sum[TILE_ROWS][TILE_VECTORS];
#pragma unroll
        for (int r = 0; r < TILE_ROWS; ++r)
#pragma unroll
          for (int c = 0; c < TILE_VECTORS; ++c) sum[r][c] = (wide)(0.0f);
        for (int k = 0; k < depth; ++k, scalars += STEP) {
          wide w[TILE_VECTORS];
#pragma unroll
          for (int c = 0; c < TILE_VECTORS; ++c) w[c] = strip[k * TILE_VECTORS + c];
#pragma unroll
          for (int r = 0; r < TILE_ROWS; ++r)
#pragma unroll
            for (int c = 0; c < TILE_VECTORS; ++c)
              sum[r][c] = fma((wide)(SCALAR(r)), w[c], sum[r][c]);
        }
        // By way of memory, so that the epilogue is compiled once and not once for each register.
        wide tile[TILE_ROWS * TILE_VECTORS];
#pragma unroll
        for (int r = 0; r < TILE_ROWS; ++r)
#pragma unroll
          for (int c = 0; c < TILE_VECTORS; ++c) tile[r * TILE_VECTORS + c] = sum[r][c];
        const int tile_end = min(TILE_ROWS, M - row);
#pragma nounroll
        for (int r = i - row; r < tile_end; ++r)
#pragma nounroll
          for (int c = 0; c < TILE_VECTORS; ++c) {
            const int column = j + c * LANES;
            const size_t at = (size_t)(row + r) * N;
            if (column >= N) break;
            wide v = tile[r * TILE_VECTORS + c];
            if (!is_first) v += load_row(output + at, column, N);
            if (is_last) {
#if HAS_BIAS
              v += load_row(bias, column, N);
#endif
#if HAS_ADDEND
              v += load_row(addend + at, column, N);
#endif
#if HAS_GATE
              v *= SLOPE(wide, load_row(gate + at, column, N));
#else
              v = ACTIVATE(wide, v);
#endif
            }
            store_row(v, output + at, column, N);
          }
      }
  }
}
