// Rearranges convolution weights w[ky][kx][ci][co] for the CPU family's tiles (ConvolutionTile).
//
// CLASS_STEP 1, REVERSED 0: for the forward pass; "source" is ci, "target" is co.
// REVERSED 1: for the input gradient; source is co, target is ci, one set of windows for each of
//   the CLASS_STEP * CLASS_STEP parity classes (a, b): window tap t of a class is the kernel's tap
//   a + CLASS_STEP * (taps - 1 - t), so that the window walks forward through dy.
// Layout: [class][block of LANES targets][window row] and in it, with depth = window tap * sources,
//   INNER 0: [depth][LANES]; INNER 1: [LANES][depth rounded up to VECTOR_WIDTH, zeros].
// Targets beyond the last are zeros.
//
// Arguments: w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS], packed.
// CPU family; global size (WINDOW_HEIGHT, blocks, classes), work-groups of one.

#if FAMILY_CPU
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionWeightPacking(
    IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int row = get_global_id(0), block = get_global_id(1), class = get_global_id(2);
  const int a = class / CLASS_STEP, b = class % CLASS_STEP;
  const int rows = (KERNEL_HEIGHT - a + CLASS_STEP - 1) / CLASS_STEP;
  const int taps = (KERNEL_WIDTH - b + CLASS_STEP - 1) / CLASS_STEP;
  if (row >= rows) return;
  __global float *to =
      packed + (ulong)((class * BLOCKS + block) * WINDOW_HEIGHT + row) * WINDOW_PITCH;
#if INNER
  const int depth = taps * SOURCE_CHANNELS;
  const int pitch = ROUND_UP(depth);
  for (int i = 0; i < pitch * LANES; ++i) to[i] = 0.0f;
#endif
  for (int t = 0; t < taps; ++t) {
#if REVERSED
    const int ky = a + CLASS_STEP * (rows - 1 - row), kx = b + CLASS_STEP * (taps - 1 - t);
#else
    const int ky = row, kx = t;
#endif
    __global const float *from = w + (ulong)(ky * KERNEL_WIDTH + kx) * (IN_CHANNELS * OUT_CHANNELS);
    for (int s = 0; s < SOURCE_CHANNELS; ++s)
      for (int lane = 0; lane < LANES; ++lane) {
        const int target = block * LANES + lane;
#if REVERSED
        const int at = target * OUT_CHANNELS + s;
#else
        const int at = s * OUT_CHANNELS + target;
#endif
        const float value = target < TARGET_CHANNELS ? from[at] : 0.0f;
#if INNER
        to[lane * pitch + t * SOURCE_CHANNELS + s] = value;
#else
        to[(t * SOURCE_CHANNELS + s) * LANES + lane] = value;
#endif
      }
  }
}
#endif
