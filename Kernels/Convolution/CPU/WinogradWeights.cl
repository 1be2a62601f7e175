// Transforms convolution weights for WinogradConvolution: G g Gt of each phase's taps, which the input
// gradient (REVERSED) flips; see Winograd.
//
// winogradWeights(w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS],
//   packed [TARGET_PHASES][BLOCKS][ELEMENTS][PATCH_CHANNELS][BLOCK_LANES]);
//   global size (SOURCE_CHANNELS, STRIDE * STRIDE). CPU family; work-groups of one.
// Needs: WinogradTransforms.

#if FAMILY_CPU
// The weights of one tap for VECTOR_WIDTH target channels from t on; zeros beyond the kernel.
INLINE loadTap(wide *tap, __global const float *w, const int ky, const int kx, const int s,
               const int t) {
  *tap = (wide)(0.0f);
  if (ky >= KERNEL_HEIGHT || kx >= KERNEL_WIDTH) return;
  __global const float *from = w + (ky * KERNEL_WIDTH + kx) * (IN_CHANNELS * OUT_CHANNELS);
#if REVERSED
  float column[VECTOR_WIDTH];
  for (int lane = 0; lane < VECTOR_WIDTH; ++lane) column[lane] = from[(t + lane) * OUT_CHANNELS + s];
  *tap = LOAD(wide, column);
#else
  *tap = LOAD(wide, from + s * OUT_CHANNELS + t);
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradWeights(
    IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int s = get_global_id(0), phase = get_global_id(1);
  const int block = REVERSED ? phase * BLOCKS : 0;
  const int patchChannel = REVERSED ? s : phase * SOURCE_CHANNELS + s;
  SCALAR_LOOP
  for (int t = 0; t < TARGET_CHANNELS; t += VECTOR_WIDTH) {
    wide taps[TAPS], lines[POINTS * TAPS], elements[ELEMENTS];
    for (int j = 0; j < TAPS; ++j) {
      for (int i = 0; i < TAPS; ++i) {
        const int y = REVERSED ? TAPS - 1 - i : i, x = REVERSED ? TAPS - 1 - j : j;
        loadTap(taps + i, w, y * STRIDE + phase / STRIDE, x * STRIDE + phase % STRIDE, s, t);
      }
      transformKernelLine(taps, lines + j, TAPS);
    }
    for (int i = 0; i < POINTS; ++i)
      transformKernelLine(lines + i * TAPS, elements + i * POINTS, 1);
    __global float *to = packed
        + ((ulong)(block + t / BLOCK_LANES) * ELEMENTS * PATCH_CHANNELS + patchChannel) * BLOCK_LANES
        + t % BLOCK_LANES;
    for (int e = 0; e < ELEMENTS; ++e)
      STORE(wide, to + e * (PATCH_CHANNELS * BLOCK_LANES), elements[e]);
  }
}
#endif
