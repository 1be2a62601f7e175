// The totals of batch normalisation's gradient, from sums over parts of the rows: those of
// BatchNormalizationGradient.cl, or of a convolution's epilogue (ConvolutionStatistics.cl).
//
// batchGradientMerge: (sums, gamma, variance, gammaGradient, betaGradient, factors, rows, channels,
//                      parts, epsilon)
//   sums: [parts][2][channels], then [parts], the numbers of rows; of a part without rows nothing but
//   their number is read. factors [3][channels] are for BatchNormalizationInputGradient.cl.
// Neighbouring parts are added first, MERGED at a time, so that rounding does not grow with their
// number. Work-items as in MomentsMerge.cl. Needs GradOutput, Vectors and ChannelLanes in front.

#define MERGED 64

// `sum` and `product` are the totals of a channel.
#define FINISH(T, c)                                                               \
  {                                                                                \
    const T inverse = (T)(1.0f) / sqrt(LOAD(T, variance + (c)) + epsilon);         \
    const T derivative = product * inverse;                                             \
    STORE(T, betaGradient + (c), sum);                                             \
    STORE(T, gammaGradient + (c), derivative);                                          \
    STORE(T, factors + (c),                                                        \
          UPSTREAM_SCALE(LOAD(T, gamma + (c)), LOAD(T, variance + (c)), epsilon)); \
    STORE(T, factors + channels + (c), sum / (float)rows);                         \
    STORE(T, factors + 2 * channels + (c), derivative * inverse / (float)rows);         \
  }
#define MERGE(T, c)                                                           \
  {                                                                           \
    T sum = (T)(0.0f), product = (T)(0.0f);                                   \
    for (int first = 0; first < parts; first += MERGED) {                     \
      T nearSum = (T)(0.0f), nearProduct = (T)(0.0f);                         \
      for (int part = first; part < min(first + MERGED, parts); ++part) {     \
        if (counts[part] == 0.0f) continue;                                   \
        __global const float *from = sums + (ulong)part * 2 * channels + (c); \
        nearSum += LOAD(T, from);                                             \
        nearProduct += LOAD(T, from + channels);                              \
      }                                                                       \
      sum += nearSum;                                                         \
      product += nearProduct;                                                 \
    }                                                                         \
    FINISH(T, c)                                                              \
  }

__kernel void batchGradientMerge(IN(float, sums), IN(float, gamma), IN(float, variance),
                                 OUT(float, gammaGradient), OUT(float, betaGradient),
                                 OUT(float, factors), const int rows, const int channels,
                                 const int parts, const float epsilon) {
  BIND_IN(float, sums);
  BIND_IN(float, gamma);
  BIND_IN(float, variance);
  BIND_OUT(float, gammaGradient);
  BIND_OUT(float, betaGradient);
  BIND_OUT(float, factors);
  __global const float *counts = sums + (ulong)parts * 2 * channels;
#if FAMILY_CPU
  FOR_WIDE(MERGE, channels)
#else
  __local float2 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  float2 own = (float2)(0.0f);
  if (c < channels) {
    for (int part = get_local_id(1); part < parts; part += ROW_LANES) {
      if (counts[part] == 0.0f) continue;
      __global const float *from = sums + (ulong)part * 2 * channels + c;
      own += (float2)(from[0], from[channels]);
    }
  }
  const float2 total = sumRowLanes(lanes, own);
  if (c < channels && get_local_id(1) == 0) {
    const float sum = total.x, product = total.y;
    FINISH(float, c)
  }
#endif
}
