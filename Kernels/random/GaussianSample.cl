// z = mean + exp(logVariance / 2) * noise, and the gradient with respect to logVariance.
//
// gaussianSample:         (mean, logVariance, source, z, count, streamLow, streamHigh)
// gaussianSampleGradient: (upstream, logVariance, source, gradient, count, streamLow, streamHigh)
//   gradient = upstream * exp(logVariance / 2) * noise / 2
// NOISE_GIVEN 1: source is the noise, float of the same count, and the stream is not read;
// 0: source is the random state, int32 [3], and the noise is drawn, again in the gradient
// (Philox.cl). Both families; any work-group size; a work-item takes blocks of four elements.
// The result may be the same memory as any float input.

#if NOISE_GIVEN
#define SOURCE float
#else
#define SOURCE int
#endif

#define FOR_NOISE(BODY)                                                        \
  FOR_ELEMENTS(block, (count + 3) / 4) {                                       \
    float drawn[4];                                                            \
    DRAW                                                                       \
    for (int word = 0; word < 4; ++word) {                                     \
      const ulong i = block * 4 + word;                                        \
      if (i < count) {                                                         \
        const float noise = NOISE(i, word), deviation = exp(0.5f * logVariance[i]); \
        BODY;                                                                  \
      }                                                                        \
    }                                                                          \
  }
#if NOISE_GIVEN
#define DRAW
#define NOISE(i, word) source[i]
#else
#define DRAW philoxNormals(drawn, block, source, (uint2)((uint)streamLow, (uint)streamHigh));
#define NOISE(i, word) drawn[word]
#endif

__kernel void gaussianSample(IN_SHARED(float, mean), IN_SHARED(float, logVariance),
                             IN_SHARED(SOURCE, source), OUT_SHARED(float, z), const int count,
                             const int streamLow, const int streamHigh) {
  BIND_IN(float, mean);
  BIND_IN(float, logVariance);
  BIND_IN(SOURCE, source);
  BIND_OUT(float, z);
  FOR_NOISE(z[i] = mean[i] + deviation * noise)
}

__kernel void gaussianSampleGradient(IN_SHARED(float, upstream), IN_SHARED(float, logVariance),
                                     IN_SHARED(SOURCE, source), OUT_SHARED(float, gradient),
                                     const int count, const int streamLow,
                                     const int streamHigh) {
  BIND_IN(float, upstream);
  BIND_IN(float, logVariance);
  BIND_IN(SOURCE, source);
  BIND_OUT(float, gradient);
  FOR_NOISE(gradient[i] = 0.5f * upstream[i] * deviation * noise)
}
