// Packs the recurrent kernel R [units,4 units] of an LSTM, or the kernel [inputs,4 units] of its
// projection, for the kernels that compute the steps.
//
// lstmPacking (CPU family): as [tile][K][tileVectors][width], in the order in which a register tile reads
//   it. forward: a matrix [K,N] of K = units or inputs rows and N = 4 units columns; else R^T, with K =
//   4 units and N = units. The last vector of a row moves back to end with it; further ones of the last
//   tile repeat it.
// lstmTransposing (GPU family): packed[j][gate * units + k] = R[k][gate * units + j], so that
//   neighbouring work-items read neighbouring weights of R^T.
//
// Arguments: r, packed, units; lstmPacking also K, N, width, tileVectors, count (of vectors in packed)
//   and forward, 0 or 1.
// Any work-group and global size.

__kernel void lstmPacking(IN(float, r), OUT(float, packed), const int units, const int K,
                          const int N, const int width, const int tileVectors,
                          const int count, const int forward) {
  BIND_IN(float, r);
  BIND_OUT(float, packed);
  const int kStep = forward ? 4 * units : 1, nStep = forward ? 1 : 4 * units;
  FOR_ELEMENTS(i, count) {
    const int v = i % tileVectors, k = i / tileVectors % K;
    const int vector = i / tileVectors / K * tileVectors + v;
    const int start = min(vector * width, N - width);
    __global const float *from = r + (ulong)k * kStep + (ulong)start * nStep;
    for (int lane = 0; lane < width; ++lane) packed[i * width + lane] = from[lane * nStep];
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
