// Convolution, NHWC: y[n,oy,ox,co] = sum over ky,kx,ci of
//   x[n, oy*STRIDE - PAD_TOP + ky, ox*STRIDE - PAD_LEFT + kx, ci] * w[ky,kx,ci,co],
// then + bias[co] (HAS_BIAS) and ACTIVATE, or, with HAS_GATE, * DERIVATIVE(gate) of ACTIVATION.
//
// Arguments: x [BATCH,HEIGHT,WIDTH,IN_CHANNELS], packed weights (ConvolutionWeightPacking),
//   [bias], [gate: like y], [see ConvolutionStatistics], y [BATCH,OUT_HEIGHT,OUT_WIDTH,OUT_CHANNELS].
// Variants: VECTORS_ALONG_K and SHARED_BROADCAST, see ConvolutionTile.
// CPU family; work-groups of one; global size: tiles of PIXELS columns times OUT_HEIGHT times BATCH,
//   blocks of BLOCK_LANES output channels (1 with VECTORS_ALONG_K).
// Needs: ConvolutionTile.

#if FAMILY_CPU
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionForward(
    IN(float, x), IN(float, packed),
    EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(float, y)) {
  BIND_IN(float, x);
  BIND_IN(float, packed);
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(float, y);

  const int row = get_global_id(0) / COLUMN_TILES;  // of all rows of all images
  const int ox = get_global_id(0) % COLUMN_TILES * PIXELS;
  const int oy = row % OUT_HEIGHT;
  const int n = row / OUT_HEIGHT;
  const int block = get_global_id(1);

  wide accumulators[PIXELS][ACCUMULATORS];
#pragma unroll
  for (int p = 0; p < PIXELS; ++p)
#pragma unroll
    for (int v = 0; v < ACCUMULATORS; ++v) accumulators[p][v] = (wide)(0.0f);

  const ulong target = (ulong)(row * OUT_WIDTH + ox) * OUT_CHANNELS;
  prefetchTile(gate, y, target, block * BLOCK_LANES, OUT_WIDTH - ox, statistics);
  float patch[PATCH_LENGTH + PATCH_SLACK] __attribute__((aligned(64)));
  const int top = oy * STRIDE - PAD_TOP;
  for (int ky = max(0, -top); ky < min(KERNEL_HEIGHT, HEIGHT - top); ++ky) {
    fillPatch(patch, x + (ulong)(n * HEIGHT + top + ky) * (WIDTH * IN_CHANNELS),
              ox * STRIDE - PAD_LEFT);
    multiplyRow(accumulators, patch, packed + (block * WINDOW_HEIGHT + ky) * WINDOW_PITCH,
                KERNEL_WIDTH);
  }
  finishTile(accumulators, bias, gate, y, target, block * BLOCK_LANES, OUT_WIDTH - ox, statistics,
             get_global_id(0));
}
#endif
