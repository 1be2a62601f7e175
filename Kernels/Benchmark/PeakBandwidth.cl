// A copy as fast as the device can: the bandwidth that a plan's bytes are divided by.
//
// peakBandwidth: (source, result, count)   result[i] = source[i] for i < count
// Both families; any work-group size. As in all element-wise kernels: a contiguous range of wide vectors
// per work-item on a CPU, single floats in a grid stride on a GPU.
// Needs: Vectors.

__kernel void peakBandwidth(IN(float, source), OUT(float, result), const int count) {
  BIND_IN(float, source);
  BIND_OUT(float, result);
#define BODY(T, i) STORE(T, result + (i), LOAD(T, source + (i)))
  FOR_WIDE(BODY, count)
}
