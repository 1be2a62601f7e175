// Sums over the results of a convolution for a batch normalisation that reads them (no kernel here),
// accumulated while the results are in registers: that saves a pass over them. They are accumulated as
// float, also where results are stored in half precision.
//
// STATISTICS 1: the moments of the result, for a batch normalisation of it: sums of the deviations from
//   the first value; parts as in PartialMoments.cl.
// STATISTICS 2: the result is the upstream of a batch normalisation's gradient: sum of g and sum of
//   g * (unnormalized - mean); parts as GradientSumsMerge.cl reads them. Arguments: unnormalized
//   [like the result], gamma, beta, mean and variance [TARGET_CHANNELS]. g is the result, with
//   HAS_DERIVATIVE multiplied by the derivative of ACTIVATION after the normalisation (GradOutput.cl).
//   On a GPU, unnormalized may be stored in half precision.
// A work-item accumulates what it finishes of one channel, or in the CPU family of one vector of
// channels. A work-item of the CPU family, or a work-group of the GPU family (ConvolutionGPUStatistics),
// stores one of STATISTICS_PARTS parts: [STATISTICS_PARTS][2][TARGET_CHANNELS] sums, followed by
// [STATISTICS_PARTS] counts of values. On a CPU the target channels are whole vectors.
// STATISTICS_ARGUMENTS precedes the result in the parameter list, BIND_STATISTICS starts the body.
// Needs: Vectors, ConvolutionLayout, GradOutput.

#if STATISTICS
#define STATISTICS_INLINE static inline __attribute__((always_inline))
// A whole vector in one load, as PUT stores one: some drivers split a vload16 into eight.
#define GET(p) (*(__global const unaligned *)(p))

#if STATISTICS == 1
#define STATISTICS_ARGUMENTS OUT(float, parts),
#define BIND_STATISTICS   \
  BIND_OUT(float, parts); \
  const Statistics statistics = {parts}

typedef struct {
  __global float *parts;
} Statistics;

// The sums over one channel, or vector of channels.
typedef struct {
  wide pivot, sum, squares;
  int count;
} ChannelSums;

// The further value that element `at` of the result is combined with: none.
#define STATISTICS_INPUT(T, at) ((T)(0.0f))
#define PREFETCH_STATISTICS_INPUT(at)

// Empty sums of the channels from `channel` on.
STATISTICS_INLINE void startSums(
    const Statistics statistics, ChannelSums *channelSums, const int channel) {
  channelSums->pivot = channelSums->sum = channelSums->squares = (wide)(0.0f);
  channelSums->count = 0;
}

// Adds one value.
STATISTICS_INLINE void addToSums(ChannelSums *channelSums, const wide value, const wide input) {
  if (channelSums->count++ == 0) channelSums->pivot = value;
  const wide deviation = value - channelSums->pivot;
  channelSums->sum += deviation;
  channelSums->squares = fma(deviation, deviation, channelSums->squares);
}

// Mean and sum of squared deviations.
STATISTICS_INLINE void partialStatistics(const ChannelSums *channelSums, wide *first, wide *second) {
  const wide mean = channelSums->sum / (float)max(channelSums->count, 1);
  *first = channelSums->pivot + mean;
  *second = fmax(channelSums->squares - channelSums->sum * mean, 0.0f);
}
#else
// Beta and mean have other names: ConvolutionPrologue has arguments beta and mean.
#define STATISTICS_ARGUMENTS                                                   \
  IN(STORED(unnormalized), unnormalized), IN(float, gamma), IN(float, shifts), \
  IN(float, centers), IN(float, variance), const float epsilon, OUT(float, parts),
#define BIND_STATISTICS                         \
  BIND_IN(STORED(unnormalized), unnormalized);  \
  BIND_IN(float, gamma);                        \
  BIND_IN(float, shifts);                       \
  BIND_IN(float, centers);                      \
  BIND_IN(float, variance);                     \
  BIND_OUT(float, parts);                       \
  const Statistics statistics = {               \
      parts, unnormalized, gamma, shifts, centers, variance, epsilon}

typedef struct {
  __global float *parts;
  __global const STORED(unnormalized) *unnormalized;
  __global const float *gamma, *beta, *mean, *variance;
  float epsilon;
} Statistics;

typedef struct {
  wide center, sum, product;
#if HAS_DERIVATIVE
  wide scale, shift;
#endif
  int count;
} ChannelSums;

#define PREFETCH_STATISTICS_INPUT(at) PREFETCH(statistics.unnormalized + (at))
// The input of the normalisation at element `at` of the result.
#if FAMILY_CPU
#define STATISTICS_INPUT(T, at) GET(statistics.unnormalized + (at))
#else
#define STATISTICS_INPUT(T, at) READ_AS(BITS_unnormalized, T, statistics.unnormalized, at)
#endif

// The last block may extend beyond the target channels; their sums are not stored.
STATISTICS_INLINE void startSums(
    const Statistics statistics, ChannelSums *channelSums, const int channel) {
  const int c = min(channel, TARGET_CHANNELS - LANES);
  channelSums->center = GET(statistics.mean + c);
  channelSums->sum = channelSums->product = (wide)(0.0f);
#if HAS_DERIVATIVE
  channelSums->scale = NORMALIZATION_SCALE(
      GET(statistics.gamma + c), GET(statistics.variance + c), statistics.epsilon);
  channelSums->shift = GET(statistics.beta + c);
#endif
  channelSums->count = 0;
}

STATISTICS_INLINE void addToSums(ChannelSums *channelSums, const wide value, const wide input) {
  const wide deviation = input - channelSums->center;
#if HAS_DERIVATIVE
  const wide g = GRAD_OUTPUT(wide, value, deviation, channelSums->scale, channelSums->shift);
#else
  const wide g = value;
#endif
  channelSums->sum += g;
  channelSums->product = fma(g, deviation, channelSums->product);
  ++channelSums->count;
}

STATISTICS_INLINE void partialStatistics(const ChannelSums *channelSums, wide *first, wide *second) {
  *first = channelSums->sum;
  *second = channelSums->product;
}
#endif

#define ADD_TO_SUMS(T, channelSums, at) addToSums(&(channelSums), finished, STATISTICS_INPUT(T, at))

// Stores the number of values of a part; a part without values stores nothing else.
STATISTICS_INLINE void storeCount(const Statistics statistics, const int part, const int count) {
  statistics.parts[(ulong)STATISTICS_PARTS * 2 * TARGET_CHANNELS + part] = count;
}

// Stores the sums of the channels from `channel` on.
STATISTICS_INLINE void storeSums(
    const Statistics statistics, const int part, const int channel, const ChannelSums *channelSums) {
  wide first, second;
  partialStatistics(channelSums, &first, &second);
  __global float *to = statistics.parts + (ulong)part * 2 * TARGET_CHANNELS + channel;
  PUT(to, first);
  PUT(to + TARGET_CHANNELS, second);
  if (channel == 0) storeCount(statistics, part, channelSums->count);
}
#else
typedef int Statistics;
#define STATISTICS_ARGUMENTS
#define BIND_STATISTICS const Statistics statistics = 0
#define PREFETCH_STATISTICS_INPUT(at)
#define ADD_TO_SUMS(T, channelSums, at)
#endif
