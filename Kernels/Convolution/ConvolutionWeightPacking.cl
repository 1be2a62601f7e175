// Rearranges convolution weights w[ky][kx][ci][co] for the CPU family's tiles (ConvolutionTile).
//
// reversed 0, classStep 1: for the forward pass; "source" is ci, "target" is co.
// reversed 1: for the input gradient; source is co, target is ci, one set of windows for each of
//   the classStep * classStep parity classes (a, b): window tap t of a class is the kernel's tap
//   a + classStep * (taps - 1 - t), so that the window walks forward through dy.
// Layout: [class][block of `lanes` targets][window row] and in it, depth being window tap * sources,
//   [depth][lanes]; with inner 1 [lanes][depth rounded up to VECTOR_WIDTH]; with grouped 1 [phase]
//   [group][source][tap of the group][lanes]: a phase is the taps that are `step` (the
//   kernel's stride in the forward pass) apart, its groups are of two taps, the last of three where their
//   number is odd.
// Targets beyond the last, and what lies beyond the depth, are zeros.
//
// Arguments: w [kernelHeight,kernelWidth,ci,co], packed, and the numbers named above; windowPitch is
//   the length of a window row. CPU family; work-groups of one; global size (window rows, blocks,
//   classes).

#if FAMILY_CPU
__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void convolutionWeightPacking(
    IN(float, w), OUT(float, packed), const int kernelHeight, const int kernelWidth,
    const int sources, const int targets, const int classStep, const int reversed, const int inner,
    const int grouped, const int step, const int lanes, const int windowPitch) {
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
  const int depth = taps * sources;
  const int depthPitch = (depth + VECTOR_WIDTH - 1) / VECTOR_WIDTH * VECTOR_WIDTH;
  const int laneStep = inner ? depthPitch : 1, depthStep = inner ? 1 : lanes;
  if (inner)
    for (int i = 0; i < depthPitch * lanes; ++i) to[i] = 0.0f;
  const int sourceStep = reversed ? 1 : targets, targetStep = reversed ? sources : 1;
  const int first = block * lanes, exist = min(lanes, targets - first);
  const int ky = reversed ? a + classStep * (rows - 1 - row) : row;
  __global const float *line = w + (ulong)ky * kernelWidth * sources * targets + first * targetStep;
  int packedTaps = 0;
  for (int phase = 0; phase < step; ++phase) {
    int left = (taps - phase + step - 1) / step;
    for (int tap = phase; tap < taps;) {
      const int group = !grouped ? 1 : left == 3 ? 3 : 2;
      for (int member = 0; member < group; ++member, tap += step) {
        const int kx = reversed ? b + classStep * (taps - 1 - tap) : tap;
        __global const float *from = line + (ulong)kx * sources * targets;
        for (int s = 0; s < sources; ++s) {
          __global float *at = to + (packedTaps * sources + s * group + member) * depthStep;
          for (int lane = 0; lane < exist; ++lane)
            at[lane * laneStep] = from[s * sourceStep + lane * targetStep];
          for (int lane = exist; lane < lanes; ++lane) at[lane * laneStep] = 0.0f;
        }
      }
      packedTaps += group;
      left -= group;
    }
  }
}
#endif
