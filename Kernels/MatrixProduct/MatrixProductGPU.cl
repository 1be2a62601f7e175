// C[M,N] = epilogue(op(A) · op(B)), row-major float32, by tiles in local memory: the GPU family.
//
// A work-group computes a tile of TILE_ROWS × TILE_COLUMNS, a work-item ITEM_ROWS × ITEM_COLUMNS of
// it in registers, as quads of four neighbours. The quads of the work-items alternate, so that
// neighbouring work-items read neighbouring quads. K-tiles pass through two buffers in local memory:
// while one is multiplied, the next is loaded into registers and from there stored into the other
// buffer. So there is one barrier for each K-tile.
//
// Variants: LOCAL_SPLITS > 1, split-K inside the work-group, for a small C and a large K: each register
//   tile has LOCAL_SPLITS work-items, which take the rows of a K-tile in turn and add up their
//   accumulators at the end.
//   IS_SPLIT, split-K over work-groups: each has `kPerSplit` of K, a multiple of K_TILE; there is no
//   epilogue, and the output is a workspace of partial sums for `matrixProductSum`.
//   HAS_SUMS, where B is not transposed: the first row of tiles computes sums [N], those of B's columns.
//
// Arguments: a, b, [bias], [addend], [gate], output, [sums], M, N, K, kPerSplit (K unless IS_SPLIT). With
//   IS_SPLIT output and sums are the workspace, [splits][M · N], or [splits][M · N + N] with HAS_SUMS.
//   a and b may be stored in half precision; they begin at multiples of 16 bytes and have fewer than
//   2³¹ elements. M, N and K are arguments so that products of many shapes split a compiled kernel.
// Macros: those of MatrixProductEpilogue; TRANSPOSE_A: A is stored [K,M]; TRANSPOSE_B: B is stored [N,K];
//   TILE_ROWS, TILE_COLUMNS, ITEM_ROWS, ITEM_COLUMNS, LOCAL_SPLITS and K_TILE, powers of two, of which
//   all but LOCAL_SPLITS are at least 4; ROW_ITEMS and COLUMN_ITEMS, work-items along a column and a row
//   of a tile, TILE_ITEMS, their product, and ITEMS, with the local splits; A_LANES, B_LANES: floats of
//   one load, and C_LANES: of one store, 4 only where the stored rows are a multiple of that; MEMORY:
//   floats of local memory, at least 2 · K_TILE · (TILE_ROWS + TILE_COLUMNS), with LOCAL_SPLITS > 1 also
//   LOCAL_SPLITS · TILE_ROWS · TILE_COLUMNS, with HAS_SUMS also ITEMS, which then is ≥ TILE_COLUMNS.
// Registers of a work-item: ITEM_ROWS · ITEM_COLUMNS accumulators, 2 · (ITEM_ROWS + ITEM_COLUMNS)
//   operands, up to 16 elements of the next K-tile, and about 24 more: 130 for 8 × 8.
// Work-group: (ITEMS,1,1). Global size: (ITEMS · ⌈N / TILE_COLUMNS⌉, ⌈M / TILE_ROWS⌉, splits).
// Needs: MatrixProductEpilogue, MatrixProductKTiles.

#define ROW_QUADS (ITEM_ROWS / 4)
#define COLUMN_QUADS (ITEM_COLUMNS / 4)
#define TILE (TILE_ROWS * TILE_COLUMNS)
#define STRIDE ((ulong)M * N + (HAS_SUMS ? N : 0))

// The order of a K-tile's elements: see MatrixProductKTiles.
#if TRANSPOSE_A
#define A_SWIZZLE(k) 0
#else
#define A_SWIZZLE(k) SWIZZLE(k, ROW_ITEMS)
#endif
#if TRANSPOSE_B
#define B_SWIZZLE(k) SWIZZLE(k, COLUMN_ITEMS)
#else
#define B_SWIZZLE(k) 0
#endif

#define FETCH(first)                                                                        \
  fetch(nextA, a, BITS_a, item, first, K, firstRow, M, TILE_ROWS, A_LANES, !TRANSPOSE_A);   \
  fetch(nextB, b, BITS_b, item, first, K, firstColumn, N, TILE_COLUMNS, B_LANES, TRANSPOSE_B);
#define PUT(buffer)                                                                         \
  put(kTilesA + (buffer) * K_TILE * TILE_ROWS, nextA, item, TILE_ROWS, A_LANES, !TRANSPOSE_A, \
      ROW_ITEMS);                                                                           \
  put(kTilesB + (buffer) * K_TILE * TILE_COLUMNS, nextB, item, TILE_COLUMNS, B_LANES,       \
      TRANSPOSE_B, COLUMN_ITEMS);

__kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1)))
void matrixProductGPU(IN(STORED(a), a), IN(STORED(b), b),
                      EPILOGUE_ARGUMENTS OUT(STORED(output), output),
#if HAS_SUMS
                      OUT(float, sums),
#endif
                      const int M, const int N, const int K, const int kPerSplit) {
  __local float memory[MEMORY] __attribute__((aligned(16)));
  BIND_IN(STORED(a), a);
  BIND_IN(STORED(b), b);
  BIND_EPILOGUE
  BIND_OUT(STORED(output), output);
#if HAS_SUMS
  BIND_OUT(float, sums);
  float columnSum = 0.0f;
#endif
  __local float *kTilesA = memory, *kTilesB = memory + 2 * K_TILE * TILE_ROWS;
  const int item = get_local_id(0), split = item / TILE_ITEMS, tileItem = item % TILE_ITEMS;
#if COLUMN_ITEMS % 8 == 0 && ROW_ITEMS % 4 == 0
  // Blocks of 4 × 8, so that the work-items of a warp read few different quads.
  const int x = tileItem % 8 + tileItem / 32 % (COLUMN_ITEMS / 8) * 8;
  const int y = tileItem / 8 % 4 + tileItem / (4 * COLUMN_ITEMS) * 4;
#else
  const int x = tileItem % COLUMN_ITEMS, y = tileItem / COLUMN_ITEMS;
#endif
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int begin = get_group_id(2) * kPerSplit, end = min(begin + kPerSplit, K);
#if IS_SPLIT
  output += get_group_id(2) * STRIDE;
#if HAS_SUMS
  sums += get_group_id(2) * STRIDE + (ulong)M * N;
#endif
#endif
  float4 acc[ITEM_ROWS][COLUMN_QUADS];
#pragma unroll
  for (int r = 0; r < ITEM_ROWS; ++r)
#pragma unroll
    for (int q = 0; q < COLUMN_QUADS; ++q) acc[r][q] = (float4)(0.0f);
  float nextA[LOADS(TILE_ROWS, A_LANES) * A_LANES];
  float nextB[LOADS(TILE_COLUMNS, B_LANES) * B_LANES];
  FETCH(begin)
  PUT(0)
  barrier(CLK_LOCAL_MEM_FENCE);
  int buffer = 0;
  for (int first = begin; first < end; first += K_TILE, buffer ^= 1) {
    const bool isLast = first + K_TILE >= end;
    if (!isLast) {
      FETCH(first + K_TILE)
    }
    __local const float *kTileA = kTilesA + buffer * K_TILE * TILE_ROWS;
    __local const float *kTileB = kTilesB + buffer * K_TILE * TILE_COLUMNS;
#pragma unroll
    for (int step = 0; step < K_TILE / LOCAL_SPLITS; ++step) {
      const int k = step * LOCAL_SPLITS + split;
      float u[ITEM_ROWS];
      float4 w[COLUMN_QUADS];
#pragma unroll
      for (int q = 0; q < ROW_QUADS; ++q)
        vstore4(*(__local const float4 *)(kTileA + k * TILE_ROWS + (4 * y ^ A_SWIZZLE(k)) +
                                          q * 4 * ROW_ITEMS), q, u);
#pragma unroll
      for (int q = 0; q < COLUMN_QUADS; ++q)
        w[q] = *(__local const float4 *)(kTileB + k * TILE_COLUMNS + (4 * x ^ B_SWIZZLE(k)) +
                                         q * 4 * COLUMN_ITEMS);
#pragma unroll
      for (int r = 0; r < ITEM_ROWS; ++r)
#pragma unroll
        for (int q = 0; q < COLUMN_QUADS; ++q) acc[r][q] = fma((float4)(u[r]), w[q], acc[r][q]);
    }
#if HAS_SUMS
    if (get_group_id(1) == 0) {
      // Each K-tile is summed by itself first, which keeps long sums accurate.
      float kTileSum = 0.0f;
      for (int k = item / TILE_COLUMNS; k < K_TILE; k += ITEMS / TILE_COLUMNS)
        kTileSum += kTileB[k * TILE_COLUMNS + item % TILE_COLUMNS];
      columnSum += kTileSum;
    }
#endif
    if (!isLast) {
      PUT(buffer ^ 1)
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#if HAS_SUMS
  memory[item] = columnSum;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (get_group_id(1) == 0 && item < TILE_COLUMNS && firstColumn + item < N) {
    for (int other = item + TILE_COLUMNS; other < ITEMS; other += TILE_COLUMNS)
      columnSum += memory[other];
    sums[firstColumn + item] = columnSum;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
#if LOCAL_SPLITS > 1
#pragma unroll
  for (int r = 0; r < ITEM_ROWS; ++r)
#pragma unroll
    for (int q = 0; q < COLUMN_QUADS; ++q) {
      const int i = 4 * y + r % 4 + r / 4 * 4 * ROW_ITEMS, j = 4 * (x + q * COLUMN_ITEMS);
      *(__local float4 *)(memory + split * TILE + i * TILE_COLUMNS + j) = acc[r][q];
    }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int at = item; at < TILE; at += ITEMS) {
    const int i = firstRow + at / TILE_COLUMNS, j = firstColumn + at % TILE_COLUMNS;
    if (i >= M || j >= N) continue;
    float total = memory[at];
    for (int other = 1; other < LOCAL_SPLITS; ++other) total += memory[other * TILE + at];
    FINISH(float, total, i * N + j, j)
  }
#else
#pragma unroll
  for (int r = 0; r < ITEM_ROWS; ++r)
#pragma unroll
    for (int q = 0; q < COLUMN_QUADS; ++q) {
      const int i = firstRow + 4 * y + r % 4 + r / 4 * 4 * ROW_ITEMS;
      const int j = firstColumn + 4 * (x + q * COLUMN_ITEMS);
      if (i >= M) continue;
#if C_LANES == 4
      if (j < N) FINISH(float4, acc[r][q], i * N + j, j)
#else
      float single[4];
      vstore4(acc[r][q], 0, single);
#pragma unroll
      for (int c = 0; c < 4; ++c)
        if (j + c < N) FINISH(float, single[c], i * N + j + c, j + c)
#endif
    }
#endif
}
