// Forward convolution and input gradient of the GPU family, as one implicit matrix product.
//
// See ConvolutionForward and ConvolutionInputGradient for the formulas, and ConvolutionLayout for
// the constants: REVERSED 0 is the forward pass, 1 the input gradient. The product's rows are the
// target pixels (of one parity class), its columns the target channels, its depth the window's taps
// times source channels. A work-group makes TILE_ROWS x TILE_COLUMNS of it in slabs of TILE_DEPTH
// that pass through local memory, a work-item TILE_ROWS / 16 x TILE_COLUMNS / 16.
//
// Arguments: x or dy, w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], [bias], [gate], result.
// GPU family; work-groups of 16 x 16; global size: column tiles times 16, row tiles times 16,
//   classes. The host defines TILE_ROWS and TILE_COLUMNS (multiples of 16, at most 128).

#if FAMILY_GPU
#define TILE_DEPTH 16
#define ITEM_ROWS (TILE_ROWS / 16)
#define ITEM_COLUMNS (TILE_COLUMNS / 16)
#define CLASS_PIXELS (BATCH * CLASS_HEIGHT * CLASS_WIDTH)

__kernel __attribute__((reqd_work_group_size(16, 16, 1))) void convolutionTiled(
    IN(float, source), IN(float, w),
    EPILOGUE_ARGUMENTS OUT(float, result)) {
  BIND_IN(float, source);
  BIND_IN(float, w);
  BIND_EPILOGUE;
  BIND_OUT(float, result);
  // One number more per row, so that writes along the depth do not meet in one bank.
  __local float rowSlab[TILE_DEPTH][TILE_ROWS + 1];
  __local float columnSlab[TILE_DEPTH][TILE_COLUMNS + 1];

  const int column = get_local_id(0), row = get_local_id(1), item = row * 16 + column;
  const int firstRow = get_group_id(1) * TILE_ROWS, firstColumn = get_group_id(0) * TILE_COLUMNS;
  const int a = (int)get_group_id(2) / CLASS_STEP, b = (int)get_group_id(2) % CLASS_STEP;
  const int rows = (KERNEL_HEIGHT - a + CLASS_STEP - 1) / CLASS_STEP;
  const int taps = (KERNEL_WIDTH - b + CLASS_STEP - 1) / CLASS_STEP;
  const int depth = rows * taps * SOURCE_CHANNELS;
#if REVERSED
  const int firstY = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE;
  const int firstX = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE;
  const int top = (firstY + PAD_TOP - a) / STRIDE, left = (firstX + PAD_LEFT - b) / STRIDE;
#else
  const int firstY = 0, firstX = 0, top = -PAD_TOP, left = -PAD_LEFT;
#endif

  // The windows of the pixels that this work-item loads: row item / 16 of each 16 of the tile.
  int windowY[ITEM_ROWS], windowX[ITEM_ROWS], image[ITEM_ROWS];
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i) {
    const int pixel = firstRow + i * 16 + item / 16;
    windowY[i] = pixel / CLASS_WIDTH % CLASS_HEIGHT * PIXEL_STEP + top;
    windowX[i] = pixel % CLASS_WIDTH * PIXEL_STEP + left;
    image[i] = pixel < CLASS_PIXELS ? pixel / (CLASS_WIDTH * CLASS_HEIGHT) : -1;
  }

  float sums[ITEM_ROWS][ITEM_COLUMNS];
#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i)
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) sums[i][j] = 0.0f;

  for (int slab = 0; slab < depth; slab += TILE_DEPTH) {
    {
      const int k = slab + item % 16;
      const int tap = k / SOURCE_CHANNELS, channel = k % SOURCE_CHANNELS;
      const int tapY = tap / max(taps, 1), tapX = tap % max(taps, 1);
#pragma unroll
      for (int i = 0; i < ITEM_ROWS; ++i) {
        const int y = REVERSED ? windowY[i] - tapY : windowY[i] + tapY;
        const int x = REVERSED ? windowX[i] - tapX : windowX[i] + tapX;
        const bool exists = image[i] >= 0 && k < depth && y >= 0 && y < SOURCE_HEIGHT && x >= 0
            && x < SOURCE_WIDTH;
        rowSlab[item % 16][i * 16 + item / 16] = exists
            ? source[(ulong)((image[i] * SOURCE_HEIGHT + y) * SOURCE_WIDTH + x) * SOURCE_CHANNELS
                     + channel]
            : 0.0f;
      }
    }
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) {
      // Neighbouring work-items read neighbouring weights: along the columns, or reversed the depth.
#if REVERSED
      const int d = item % 16, c = j * 16 + item / 16;
#else
      const int d = (j * 256 + item) / TILE_COLUMNS, c = (j * 256 + item) % TILE_COLUMNS;
#endif
      const int k = slab + d, target = firstColumn + c;
      const int tap = k / SOURCE_CHANNELS, channel = k % SOURCE_CHANNELS;
      const int ky = a + CLASS_STEP * (tap / max(taps, 1));
      const int kx = b + CLASS_STEP * (tap % max(taps, 1));
      const ulong at = (ulong)(ky * KERNEL_WIDTH + kx) * (IN_CHANNELS * OUT_CHANNELS)
          + (REVERSED ? target * OUT_CHANNELS + channel : channel * OUT_CHANNELS + target);
      columnSlab[d][c] = k < depth && target < TARGET_CHANNELS ? w[at] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll 4
    for (int d = 0; d < TILE_DEPTH; ++d) {
      float weights[ITEM_COLUMNS];
#pragma unroll
      for (int j = 0; j < ITEM_COLUMNS; ++j) weights[j] = columnSlab[d][j * 16 + column];
#pragma unroll
      for (int i = 0; i < ITEM_ROWS; ++i) {
        const float value = rowSlab[d][i * 16 + row];
#pragma unroll
        for (int j = 0; j < ITEM_COLUMNS; ++j) sums[i][j] = fma(value, weights[j], sums[i][j]);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

#pragma unroll
  for (int i = 0; i < ITEM_ROWS; ++i) {
    const int pixel = firstRow + i * 16 + row;
    const int y = firstY + pixel / CLASS_WIDTH % CLASS_HEIGHT * TARGET_STEP;
    const int x = firstX + pixel % CLASS_WIDTH * TARGET_STEP;
    if (pixel >= CLASS_PIXELS || y >= TARGET_HEIGHT || x >= TARGET_WIDTH) continue;
    const int n = pixel / (CLASS_WIDTH * CLASS_HEIGHT);
#pragma unroll
    for (int j = 0; j < ITEM_COLUMNS; ++j) {
      const int target = firstColumn + j * 16 + column;
      if (target >= TARGET_CHANNELS) continue;
      const ulong at = (ulong)((n * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS + target;
      FINISH(float, sums[i][j], at, target)
    }
  }
}
#endif
