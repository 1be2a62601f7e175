// z = mean + exp(logVariance / 2) * noise, and the gradient with respect to logVariance.
//
// gaussianSample:         (mean, logVariance, source, z, count, streamLow, streamHigh)
// gaussianSampleGradient: (upstream, logVariance, source, [addend,] [meanAddend,] gradient,
//                          [meanGradient,] count, streamLow, streamHigh)
//   gradient = upstream * exp(logVariance / 2) * noise / 2, plus addend where HAS_ADDEND is 1;
//   meanGradient = upstream + meanAddend where HAS_MEAN_ADDEND is 1
// NOISE_GIVEN 1: source is the noise, float of the same count, and the stream is not read;
// 0: source is the random state, int32 [3], and the noise is drawn, again in the gradient
// (Philox.cl). Both families; any work-group size; a work-item takes blocks of four elements, on a
// CPU sixteen of them at once. Results may be the same memory as any float
// inputs.

#if NOISE_GIVEN
#define SOURCE float
#else
#define SOURCE int
#endif

#define LOAD_float(p) (*(p))
#define STORE_float(p, v) (*(p) = (v))
#define LOAD_float16(p) vload16(0, p)
#define STORE_float16(p, v) vstore16(v, 0, p)
#define STREAM (uint2)((uint)streamLow, (uint)streamHigh)

// BODY(T, i, noise) for all elements, `float16` or one `float` from element i on.
#if NOISE_GIVEN
#define WIDE_BLOCK(BODY, i) \
  for (int part = 0; part < 64; part += 16) BODY(float16, i + part, LOAD_float16(source + i + part))
#define BLOCK(BODY, i) \
  for (int word = 0; word < 4 && i + word < count; ++word) BODY(float, i + word, source[i + word])
#else
#define WIDE_BLOCK(BODY, i)                                                                 \
  {                                                                                         \
    uint16 words[4];                                                                        \
    float16 normals[4];                                                                     \
    philox16(words, i / 4, source, STREAM);                                                 \
    BOX_MULLER(float16, philoxUniform16, normals, words)                                    \
    const float16 ordered[4] = ELEMENT_ORDER(float16, normals);                             \
    for (int part = 0; part < 4; ++part) BODY(float16, i + part * 16, ordered[part])        \
  }
#define BLOCK(BODY, i)                                                                      \
  {                                                                                         \
    uint words[4];                                                                          \
    float normals[4];                                                                       \
    philox(words, i / 4, source, STREAM);                                                   \
    BOX_MULLER(float, philoxUniform, normals, words)                                        \
    for (int word = 0; word < 4 && i + word < count; ++word)                                \
      BODY(float, i + word, normals[word])                                                  \
  }
#endif

#if FAMILY_CPU
#define FOR_NOISE(BODY)                                                                     \
  {                                                                                         \
    FOR_ELEMENTS(group, count / 64) {                                                       \
      const ulong i = group * 64;                                                           \
      WIDE_BLOCK(BODY, i)                                                                   \
    }                                                                                       \
    if (get_global_id(0) + 1 == get_global_size(0)) {                                       \
      for (ulong i = count / 64 * 64; i < count; i += 4) BLOCK(BODY, i)                     \
    }                                                                                       \
  }
#else
#define FOR_NOISE(BODY)                                                                     \
  FOR_ELEMENTS(block, (count + 3) / 4) {                                                    \
    const ulong i = block * 4;                                                              \
    BLOCK(BODY, i)                                                                          \
  }
#endif

#define SAMPLE(T, i, noise)                                                                 \
  STORE_##T(z + (i), LOAD_##T(mean + (i)) + exp(0.5f * LOAD_##T(logVariance + (i))) * (noise));

#if HAS_ADDEND
#define ADDEND(T, i) LOAD_##T(addend + (i))
#else
#define ADDEND(T, i) (T)(0.0f)
#endif
#if HAS_MEAN_ADDEND
#define STORE_MEAN(T, i, dz) STORE_##T(meanGradient + (i), dz + LOAD_##T(meanAddend + (i)));
#else
#define STORE_MEAN(T, i, dz)
#endif
// Everything is read before anything is written.
#define SAMPLE_GRADIENT(T, i, noise)                                                        \
  {                                                                                         \
    const T dz = LOAD_##T(upstream + (i));                                                  \
    const T derivative = 0.5f * exp(0.5f * LOAD_##T(logVariance + (i))) * (noise);               \
    const T sum = dz * derivative + ADDEND(T, i);                                                \
    STORE_MEAN(T, i, dz)                                                                    \
    STORE_##T(gradient + (i), sum);                                                         \
  }

__kernel void gaussianSample(IN_SHARED(float, mean), IN_SHARED(float, logVariance),
                             IN_SHARED(SOURCE, source), OUT_SHARED(float, z), const int count,
                             const int streamLow, const int streamHigh) {
  BIND_IN(float, mean);
  BIND_IN(float, logVariance);
  BIND_IN(SOURCE, source);
  BIND_OUT(float, z);
  FOR_NOISE(SAMPLE)
}

__kernel void gaussianSampleGradient(IN_SHARED(float, upstream), IN_SHARED(float, logVariance),
                                     IN_SHARED(SOURCE, source),
#if HAS_ADDEND
                                     IN_SHARED(float, addend),
#endif
#if HAS_MEAN_ADDEND
                                     IN_SHARED(float, meanAddend),
#endif
                                     OUT_SHARED(float, gradient),
#if HAS_MEAN_ADDEND
                                     OUT_SHARED(float, meanGradient),
#endif
                                     const int count, const int streamLow,
                                     const int streamHigh) {
  BIND_IN(float, upstream);
  BIND_IN(float, logVariance);
  BIND_IN(SOURCE, source);
  BIND_OUT(float, gradient);
#if HAS_ADDEND
  BIND_IN(float, addend);
#endif
#if HAS_MEAN_ADDEND
  BIND_IN(float, meanAddend);
  BIND_OUT(float, meanGradient);
#endif
  FOR_NOISE(SAMPLE_GRADIENT)
}
