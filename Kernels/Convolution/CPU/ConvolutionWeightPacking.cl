// Packs convolution weights w[ky][kx][ci][co] for the CPU family's tiles (ConvolutionTile).
//
// reversed 0, classStep 1: for the forward pass; the source is ci, the target co.
// reversed 1: for the input gradient; the source is co, the target ci, with windows for each of the
//   classStep * classStep parity classes (a, b): window tap t of a class is the kernel's tap
//   a + classStep * (taps - 1 - t), so that the window walks forward through dy.
// Layout: [class][block of `lanes` targets][window row], then, K being window taps times sources,
//   [K][lanes];
//   with vectorsAlongK 1 [lanes][K rounded up to VECTOR_WIDTH];
//   with sharedBroadcast 1 [phase][tap group][source][tap of the group][lanes]: a phase is the taps
//   that are `tapStep` apart (the stride in the forward pass); its taps are grouped in twos, the last
//   three together where their number is odd.
// Targets beyond the last and K beyond its extent are zero.
//
// Arguments: w [kernelHeight,kernelWidth,ci,co], packed, and the values named above; windowPitch is
//   the length of a packed window row. CPU family; work-groups of one; global size (window rows, blocks,
//   classes).

#if FAMILY_CPU
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionWeightPacking(
    IN(float, w), OUT(float, packed), const int kernelHeight, const int kernelWidth,
    const int sources, const int targets, const int classStep, const int reversed,
    const int vectorsAlongK, const int sharedBroadcast, const int tapStep, const int lanes,
    const int windowPitch) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int row = get_global_id(0), block = get_global_id(1), class = get_global_id(2);
  const int a = class / classStep, b = class % classStep;
  const int rows = (kernelHeight - a + classStep - 1) / classStep;
  const int taps = (kernelWidth - b + classStep - 1) / classStep;
  if (row >= rows) return;
  __global float *to = packed
      + (ulong)((class * (int)get_global_size(1) + block) * (int)get_global_size(0) + row)
          * windowPitch;
  const int k = taps * sources;
  const int kPitch = (k + VECTOR_WIDTH - 1) / VECTOR_WIDTH * VECTOR_WIDTH;
  const int laneStep = vectorsAlongK ? kPitch : 1, kStep = vectorsAlongK ? 1 : lanes;
  if (vectorsAlongK)
    for (int i = 0; i < kPitch * lanes; ++i) to[i] = 0.0f;
  const int sourceStep = reversed ? 1 : targets, targetStep = reversed ? sources : 1;
  const int first = block * lanes, existing = min(lanes, targets - first);
  const int ky = reversed ? a + classStep * (rows - 1 - row) : row;
  __global const float *line = w + (ulong)ky * kernelWidth * sources * targets + first * targetStep;
  int packedTaps = 0;
  for (int phase = 0; phase < tapStep; ++phase) {
    int left = (taps - phase + tapStep - 1) / tapStep;
    for (int tap = phase; tap < taps;) {
      const int tapCount = !sharedBroadcast ? 1 : left == 3 ? 3 : 2;
      for (int index = 0; index < tapCount; ++index, tap += tapStep) {
        const int kx = reversed ? b + classStep * (taps - 1 - tap) : tap;
        __global const float *from = line + (ulong)kx * sources * targets;
        for (int s = 0; s < sources; ++s) {
          __global float *at = to + (packedTaps * sources + s * tapCount + index) * kStep;
          for (int lane = 0; lane < existing; ++lane)
            at[lane * laneStep] = from[s * sourceStep + lane * targetStep];
          for (int lane = existing; lane < lanes; ++lane) at[lane * laneStep] = 0.0f;
        }
      }
      packedTaps += tapCount;
      left -= tapCount;
    }
  }
}
#endif
