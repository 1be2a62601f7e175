// The fastest copy that the device can do: what the bytes of a plan are divided by.
//
// peakBandwidth: (source, result, count)
//   result[i] = source[i] for i < count.
// One kernel for both families, in the order of all element-wise kernels: a contiguous run of wide
// vectors per work-item on a CPU, single floats in a grid stride on a GPU; any work-group size.

__kernel void peakBandwidth(IN(float, source), OUT(float, result), const int count) {
  BIND_IN(float, source);
  BIND_OUT(float, result);
#define BODY(T, i) STORE(T, result + (i), LOAD(T, source + (i)))
  FOR_WIDE(BODY, count)
}
