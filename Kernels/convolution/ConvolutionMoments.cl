// Moments of what a convolution stores, for batch normalisation behind it (no kernel here): the values
// are noted while they are in registers, which spares reading the result again.
//
// With HAS_MOMENTS a work-item notes every vector of target channels that it finishes, as sums of the
// deviations from the first one, and stores what it noted as one part of `moments`, [MOMENT_PARTS]
// parts laid out as MomentsMerge.cl reads them. The target channels are whole vectors.
// Needs Vectors and ConvolutionLayout in front.

#if FAMILY_CPU && HAS_MOMENTS
#define MOMENTS_ARGUMENT OUT(float, moments),
#define BIND_MOMENTS BIND_OUT(float, moments)

// What was seen of one vector of channels.
typedef struct {
  wide pivot, sum, squares;
  int count;
} Noted;

#define NOTED_NOTHING {(wide)(0.0f), (wide)(0.0f), (wide)(0.0f), 0}
#define NOTE(noted) noteValue(&(noted), finished)

static inline __attribute__((always_inline)) void noteValue(Noted *noted, const wide value) {
  if (noted->count++ == 0) noted->pivot = value;
  const wide deviation = value - noted->pivot;
  noted->sum += deviation;
  noted->squares = fma(deviation, deviation, noted->squares);
}

// The number of values of a part.
static void storeCount(__global float *moments, const int part, const int count) {
  moments[(ulong)MOMENT_PARTS * 2 * TARGET_CHANNELS + part] = count;
}

// What was noted of the channels from `channel` on.
static void storeMoments(
    __global float *moments, const int part, const int channel, const Noted *noted) {
  const wide mean = noted->sum / (float)max(noted->count, 1);
  __global float *to = moments + (ulong)part * 2 * TARGET_CHANNELS + channel;
  STORE(wide, to, noted->pivot + mean);
  STORE(wide, to + TARGET_CHANNELS, fmax(noted->squares - noted->sum * mean, 0.0f));
  if (channel == 0) storeCount(moments, part, noted->count);
}
#else
#define MOMENTS_ARGUMENT
#define BIND_MOMENTS __global float *moments = 0
#define NOTE(noted)
#endif
