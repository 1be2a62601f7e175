// Gradient of a convolution with respect to its weights, of the GPU family: see
// ConvolutionFilterGradient for the formula.
//
// An implicit matrix product whose rows are (ky,kx,ci), whose columns are co and whose depth, all
// output pixels of the batch, is split into SLICES. A work-group makes TILE_ROWS x TILE_COLUMNS of
// one slice's product in slabs of TILE_DEPTH pixels that pass through local memory, a work-item
// TILE_ROWS / 16 x TILE_COLUMNS / 16. The slices are added in order by a second kernel, so that the
// result is the same in every run.
//
// convolutionFilterTiled(x, dy, partial [SLICES][KERNEL_HEIGHT*KERNEL_WIDTH*IN_CHANNELS][OUT_CHANNELS]);
//   work-groups of 16 x 16; global size: column tiles times 16, row tiles times 16, SLICES.
// convolutionFilterTiledReduction(partial, dw); any one-dimensional global size.
// The host defines SLICES, TILE_ROWS and TILE_COLUMNS (multiples of 16, at most 128).

#if FAMILY_GPU
#define TILE_DEPTH 16
#define ITEM_ROWS (TILE_ROWS / 16)
#define ITEM_COLUMNS (TILE_COLUMNS / 16)
#define WEIGHT_ROWS (KERNEL_HEIGHT * KERNEL_WIDTH * IN_CHANNELS)
#define PIXEL_COUNT (BATCH * OUT_HEIGHT * OUT_WIDTH)
// Pixels of a slice: whole slabs.
#define SLICE_PIXELS ((PIXEL_COUNT + SLICES * TILE_DEPTH - 1) / (SLICES * TILE_DEPTH) * TILE_DEPTH)

__kernel __attribute__((reqd_work_group_size(16, 16, 1))) void convolutionFilterTiled(
    IN(float, x), IN(float, dy), OUT(float, partial)) {
  BIND_IN(float, x);
  BIND_IN(float, dy);
  BIND_OUT(float, partial);
  __local float rowSlab[TILE_DEPTH][TILE_ROWS];
  __local float columnSlab[TILE_DEPTH][TILE_COLUMNS];

  const int column = get_local_id(0), row = get_local_id(1), item = row * 16 + column;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int slice = get_group_id(2);
  const int end = min(PIXEL_COUNT, (slice + 1) * SLICE_PIXELS);

  float sums[ITEM_ROWS][ITEM_COLUMNS];
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i)
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) sums[i][j] = 0.0f;

  for (int slab = slice * SLICE_PIXELS; slab < end; slab += TILE_DEPTH) {
#pragma unroll
    for (int i = 0; i < ITEM_ROWS; ++i) {
      const int d = (i * 256 + item) / TILE_ROWS, r = (i * 256 + item) % TILE_ROWS;
      const int pixel = slab + d, weight = firstRow + r;
      const int channel = weight % IN_CHANNELS, tap = weight / IN_CHANNELS;
      const int iy = pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE - PAD_TOP + tap / KERNEL_WIDTH;
      const int ix = pixel % OUT_WIDTH * STRIDE - PAD_LEFT + tap % KERNEL_WIDTH;
      const int n = pixel / (OUT_WIDTH * OUT_HEIGHT);
      const bool exists = pixel < end && weight < WEIGHT_ROWS && iy >= 0 && iy < HEIGHT && ix >= 0
          && ix < WIDTH;
      rowSlab[d][r] =
          exists ? x[(ulong)((n * HEIGHT + iy) * WIDTH + ix) * IN_CHANNELS + channel] : 0.0f;
    }
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) {
      const int d = (j * 256 + item) / TILE_COLUMNS, c = (j * 256 + item) % TILE_COLUMNS;
      const int pixel = slab + d, channel = firstColumn + c;
      columnSlab[d][c] = pixel < end && channel < OUT_CHANNELS
          ? dy[(ulong)pixel * OUT_CHANNELS + channel] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 4
    for (int d = 0; d < TILE_DEPTH; ++d) {
      float upstream[ITEM_COLUMNS];
#pragma unroll
      for (int j = 0; j < ITEM_COLUMNS; ++j) upstream[j] = columnSlab[d][j * 16 + column];
#pragma unroll
      for (int i = 0; i < ITEM_ROWS; ++i) {
        const float value = rowSlab[d][i * 16 + row];
#pragma unroll
        for (int j = 0; j < ITEM_COLUMNS; ++j) sums[i][j] = fma(value, upstream[j], sums[i][j]);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i) {
    const int weight = firstRow + i * 16 + row;
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) {
      const int channel = firstColumn + j * 16 + column;
      if (weight < WEIGHT_ROWS && channel < OUT_CHANNELS)
        partial[((ulong)slice * WEIGHT_ROWS + weight) * OUT_CHANNELS + channel] = sums[i][j];
    }
  }
}

__kernel void convolutionFilterTiledReduction(IN(float, partial), OUT(float, dw)) {
  BIND_IN(float, partial);
  BIND_OUT(float, dw);
  FOR_ELEMENTS(i, WEIGHT_ROWS * OUT_CHANNELS) {
    float sum = 0.0f;
    for (int slice = 0; slice < SLICES; ++slice)
      sum += partial[(ulong)slice * (WEIGHT_ROWS * OUT_CHANNELS) + i];
    dw[i] = sum;
  }
}
#endif
