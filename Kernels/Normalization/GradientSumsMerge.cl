// The totals of batch normalisation's gradient, from partial sums over its rows: those of
// BatchNormalizationGradient.cl or of a convolution's epilogue (ConvolutionStatistics.cl).
//
// batchGradientMerge: (sums, gamma, variance, gammaGradient, betaGradient, factors, rows, channels,
//                      partials, epsilon)
//   sums: [partials][2][channels], then [partials], their numbers of rows; where that is 0 the sums are
//   not read. factors [3][channels] are for BatchNormalizationInputGradient.cl.
// MERGED consecutive partial sums are added first, so that rounding does not grow with their number.
// Work-items as in MomentsMerge.cl.
// Needs: ChannelResults, Vectors, WorkGroupSum.

#define MERGED 64

#define MERGE(T, c)                                                                   \
  {                                                                                   \
    T sum = (T)(0.0f), product = (T)(0.0f);                                           \
    for (int first = 0; first < partials; first += MERGED) {                          \
      T nearSum = (T)(0.0f), nearProduct = (T)(0.0f);                                 \
      for (int partial = first; partial < min(first + MERGED, partials); ++partial) { \
        if (counts[partial] == 0.0f) continue;                                        \
        __global const float *from = sums + (ulong)partial * 2 * channels + (c);      \
        nearSum += LOAD(T, from);                                                     \
        nearProduct += LOAD(T, from + channels);                                      \
      }                                                                               \
      sum += nearSum;                                                                 \
      product += nearProduct;                                                         \
    }                                                                                 \
    FINISH_SUMS(T, c, sum, product)                                                                      \
  }

__kernel void batchGradientMerge(IN(float, sums), IN(float, gamma), IN(float, variance),
                                 OUT(float, gammaGradient), OUT(float, betaGradient),
                                 OUT(float, factors), const int rows, const int channels,
                                 const int partials, const float epsilon) {
  BIND_IN(float, sums);
  BIND_IN(float, gamma);
  BIND_IN(float, variance);
  BIND_OUT(float, gammaGradient);
  BIND_OUT(float, betaGradient);
  BIND_OUT(float, factors);
  __global const float *counts = sums + (ulong)partials * 2 * channels;
#if FAMILY_CPU
  FOR_WIDE(MERGE, channels)
#else
  __local float2 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  float2 own = (float2)(0.0f);
  if (c < channels) {
    for (int partial = get_local_id(1); partial < partials; partial += ROW_LANES) {
      if (counts[partial] == 0.0f) continue;
      __global const float *from = sums + (ulong)partial * 2 * channels + c;
      own += (float2)(from[0], from[channels]);
    }
  }
  const float2 total = sumWorkGroupFloat2(
      lanes, own, get_local_id(1) * CHANNEL_LANES + get_local_id(0), ROW_LANES, CHANNEL_LANES);
  if (c < channels && get_local_id(1) == 0) {
    const float sum = total.x, product = total.y;
    FINISH_SUMS(float, c, sum, product)
  }
#endif
}
