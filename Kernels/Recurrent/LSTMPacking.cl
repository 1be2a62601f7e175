// Rearranges an LSTM's recurrent kernel R [UNITS,4 UNITS] for its kernels, or likewise the kernel
// [DEPTH,4 UNITS] of its projection.
//
// lstmPacking (CPU family): as [tile][depth][TILE_VECTORS][WIDTH], in the order in which a register
//   tile reads it. forward: depth counts rows of R and a vector holds neighbouring columns; else depth
//   counts columns and a vector holds neighbouring rows. Vectors behind the last repeat it.
// lstmTransposing (GPU family): packed[j][gate * UNITS + k] = R[k][gate * UNITS + j], so that
//   neighbouring work-items read neighbouring weights of R^T.
//
// Arguments: (R, packed, units), lstmPacking then also depth, targets, width, tileVectors, count (of
// vectors in packed) and forward, 0 or 1. Any work-group size.

__kernel void lstmPacking(IN(float, r), OUT(float, packed), const int units, const int depth,
                          const int targets, const int width, const int tileVectors,
                          const int count, const int forward) {
  BIND_IN(float, r);
  BIND_OUT(float, packed);
  const int depthStep = forward ? 4 * units : 1, targetStep = forward ? 1 : 4 * units;
  FOR_ELEMENTS(i, count) {
    const int v = i % tileVectors, k = i / tileVectors % depth;
    const int vector = i / tileVectors / depth * tileVectors + v;
    const int start = min(vector * width, targets - width);
    __global const float *from = r + (ulong)k * depthStep + (ulong)start * targetStep;
    for (int lane = 0; lane < width; ++lane) packed[i * width + lane] = from[lane * targetStep];
  }
}

__kernel void lstmTransposing(IN(float, r), OUT(float, packed), const int units) {
  BIND_IN(float, r);
  BIND_OUT(float, packed);
  FOR_ELEMENTS(i, 4 * units * units) {
    const int column = i % (4 * units), j = i / (4 * units);
    const int gate = column / units, k = column % units;
    packed[i] = r[(ulong)k * 4 * units + gate * units + j];
  }
}
