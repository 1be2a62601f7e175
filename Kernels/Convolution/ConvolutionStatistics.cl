// What a convolution notes of the results that it stores, for a batch normalisation that reads them (no
// kernel here): the values are noted while they are in registers, which spares reading them again. They
// are noted as float, also where they are stored in half precision.
//
// STATISTICS 1: the moments of the result, as sums of the deviations from the first value, for batch
//   normalisation behind the convolution; parts as in PartialMoments.cl.
// STATISTICS 2: the sums of the gradient of a batch normalisation whose upstream the result is, sum of g
//   and sum of g * (unnormalized - mean); parts as GradientSumsMerge.cl reads them. Its inputs
//   are arguments: unnormalized [like the result], gamma, beta, mean and variance [TARGET_CHANNELS].
//   g is the result, or, with HAS_SLOPE, the result times the derivative of ACTIVATION behind the
//   normalisation (GradOutput.cl). On a GPU unnormalized may be stored in half precision.
// A work-item notes what it finishes of a channel, in the CPU family of a vector of channels. A work-item
// of the CPU family, and in the GPU family a work-group (ConvolutionGPUStatistics), stores what it
// noted as one of STATISTICS_PARTS parts: [STATISTICS_PARTS][2][TARGET_CHANNELS], then
// [STATISTICS_PARTS], the numbers of values. On a CPU the target channels are whole vectors.
// STATISTICS_ARGUMENTS stands in the parameter list in front of the result, BIND_STATISTICS in the body.
// Needs Vectors, ConvolutionLayout and GradOutput in front.

#if STATISTICS
#define NOTING static inline __attribute__((always_inline))
// A whole vector in one load, as PUT stores one: of a vload16 some drivers make eight.
#define GET(p) (*(__global const unaligned *)(p))

#if STATISTICS == 1
#define STATISTICS_ARGUMENTS OUT(float, parts),
#define BIND_STATISTICS   \
  BIND_OUT(float, parts); \
  const Statistics statistics = {parts}

typedef struct {
  __global float *parts;
} Statistics;

// What was seen of one channel, or vector of channels.
typedef struct {
  wide pivot, sum, squares;
  int count;
} Noted;

// What noting element `at` of the result needs beside it: nothing.
#define BESIDE(T, at) ((T)(0.0f))
#define FETCH_BESIDE(at)

// Nothing seen yet of the channels from `channel` on.
NOTING void startNoting(const Statistics statistics, Noted *noted, const int channel) {
  noted->pivot = noted->sum = noted->squares = (wide)(0.0f);
  noted->count = 0;
}

// One more value, and what it needs beside it.
NOTING void noteValue(Noted *noted, const wide value, const wide beside) {
  if (noted->count++ == 0) noted->pivot = value;
  const wide deviation = value - noted->pivot;
  noted->sum += deviation;
  noted->squares = fma(deviation, deviation, noted->squares);
}

// The two numbers of a part.
NOTING void partOf(const Noted *noted, wide *first, wide *second) {
  const wide mean = noted->sum / (float)max(noted->count, 1);
  *first = noted->pivot + mean;
  *second = fmax(noted->squares - noted->sum * mean, 0.0f);
}
#else
// Beta and mean go by other names here, as ConvolutionPrologue has arguments of these.
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
#if HAS_SLOPE
  wide scale, shift;
#endif
  int count;
} Noted;

#define FETCH_BESIDE(at) PREFETCH(statistics.unnormalized + (at))
// What is normalised where `at` is the result's element.
#if FAMILY_CPU
#define BESIDE(T, at) GET(statistics.unnormalized + (at))
#else
#define BESIDE(T, at) READ_AS(BITS_unnormalized, T, statistics.unnormalized, at)
#endif

// A block's last channels may be ones that there are not; what is noted of them is not stored.
NOTING void startNoting(const Statistics statistics, Noted *noted, const int channel) {
  const int c = min(channel, TARGET_CHANNELS - LANES);
  noted->center = GET(statistics.mean + c);
  noted->sum = noted->product = (wide)(0.0f);
#if HAS_SLOPE
  noted->scale = NORMALIZATION_SCALE(
      GET(statistics.gamma + c), GET(statistics.variance + c), statistics.epsilon);
  noted->shift = GET(statistics.beta + c);
#endif
  noted->count = 0;
}

NOTING void noteValue(Noted *noted, const wide value, const wide beside) {
  const wide deviation = beside - noted->center;
#if HAS_SLOPE
  const wide g = GRAD_OUTPUT(wide, value, deviation, noted->scale, noted->shift);
#else
  const wide g = value;
#endif
  noted->sum += g;
  noted->product = fma(g, deviation, noted->product);
  ++noted->count;
}

NOTING void partOf(const Noted *noted, wide *first, wide *second) {
  *first = noted->sum;
  *second = noted->product;
}
#endif

#define NOTE(T, noted, at) noteValue(&(noted), finished, BESIDE(T, at))

// The number of values of a part; of a part without values nothing else is stored.
NOTING void storeCount(const Statistics statistics, const int part, const int count) {
  statistics.parts[(ulong)STATISTICS_PARTS * 2 * TARGET_CHANNELS + part] = count;
}

// What was noted of the channels from `channel` on.
NOTING void storeNoted(
    const Statistics statistics, const int part, const int channel, const Noted *noted) {
  wide first, second;
  partOf(noted, &first, &second);
  __global float *to = statistics.parts + (ulong)part * 2 * TARGET_CHANNELS + channel;
  PUT(to, first);
  PUT(to + TARGET_CHANNELS, second);
  if (channel == 0) storeCount(statistics, part, noted->count);
}
#else
typedef int Statistics;
#define STATISTICS_ARGUMENTS
#define BIND_STATISTICS const Statistics statistics = 0
#define FETCH_BESIDE(at)
#define NOTE(T, noted, at)
#endif
