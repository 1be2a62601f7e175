// Gradient of a convolution with respect to its input; equally, transposed convolution, NHWC:
//   dx[n,iy,ix,ci] = sum over ky,kx,co of dy[n,oy,ox,co] * w[ky,kx,ci,co]
//   where oy*STRIDE - PAD_TOP + ky = iy and ox*STRIDE - PAD_LEFT + kx = ix,
// then + bias[ci] (HAS_BIAS) and ACTIVATE, or, with HAS_GATE, * DERIVATIVE(gate) of ACTIVATION.
//
// Pixels with the same (iy+PAD_TOP) mod STRIDE and (ix+PAD_LEFT) mod STRIDE form a parity class: they
// meet the same taps, so a class is a stride-1 convolution of dy, without multiplications by zero.
//
// Arguments: dy [BATCH,OUT_HEIGHT,OUT_WIDTH,OUT_CHANNELS], packed weights (ConvolutionWeightPacking),
//   [bias], [gate: like dx], [see ConvolutionStatistics], dx [BATCH,HEIGHT,WIDTH,IN_CHANNELS].
// Variants: VECTORS_ALONG_K and SHARED_BROADCAST, see ConvolutionTile.
// CPU family; work-groups of one; global size: tiles of PIXELS columns of a class times
//   ceil(HEIGHT / STRIDE) times BATCH, blocks of BLOCK_LANES input channels (1 with VECTORS_ALONG_K),
//   STRIDE * STRIDE classes.
// Needs: ConvolutionTile.

#if FAMILY_CPU
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionInputGradient(
    IN(float, dy), IN(float, packed),
    EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(float, dx)) {
  BIND_IN(float, dy);
  BIND_IN(float, packed);
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(float, dx);

  const int row = get_global_id(0) / COLUMN_TILES;
  const int n = row / CLASS_HEIGHT;
  const int block = get_global_id(1), class = get_global_id(2);
  // The class's first pixel, the kernel taps it meets, and the tile's first pixel.
  const int a = class / STRIDE, b = class % STRIDE;
  const int iy = (a + STRIDE - PAD_TOP % STRIDE) % STRIDE + row % CLASS_HEIGHT * STRIDE;
  const int ix = (b + STRIDE - PAD_LEFT % STRIDE) % STRIDE
      + (int)(get_global_id(0) % COLUMN_TILES) * (PIXELS * STRIDE);
  const int rows = (KERNEL_HEIGHT - a + STRIDE - 1) / STRIDE;
  const int taps = (KERNEL_WIDTH - b + STRIDE - 1) / STRIDE;
  const int count = (WIDTH - ix + STRIDE - 1) / STRIDE;
  const int part = get_global_id(0) * (STRIDE * STRIDE) + class;
  if (iy >= HEIGHT || count <= 0) {
#if STATISTICS
    if (block == 0) storeCount(statistics, part, 0);
#endif
    return;
  }

  wide accumulators[PIXELS][ACCUMULATORS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v) accumulators[p][v] = (wide)(0.0f);

  const ulong target = (ulong)((n * HEIGHT + iy) * WIDTH + ix) * IN_CHANNELS;
  prefetchTile(gate, dx, target, block * BLOCK_LANES, count, statistics);
  float patch[PATCH_LENGTH + PATCH_SLACK] __attribute__((aligned(64)));
  const int top = (iy + PAD_TOP - a) / STRIDE - (rows - 1);
  const int left = (ix + PAD_LEFT - b) / STRIDE - (taps - 1);
  __global const float *window =
      packed + (ulong)((class * BLOCKS + block) * WINDOW_HEIGHT) * WINDOW_PITCH;
  for (int t = max(0, -top); t < min(rows, OUT_HEIGHT - top); ++t) {
    fillPatch(patch, dy + (ulong)(n * OUT_HEIGHT + top + t) * (OUT_WIDTH * OUT_CHANNELS), left);
    multiplyRow(accumulators, patch, window + t * WINDOW_PITCH, taps);
  }
  finishTile(accumulators, bias, gate, dx, target, block * BLOCK_LANES, count, statistics, part);
}
#endif
