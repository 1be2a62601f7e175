// z = mean + exp(logVariance / 2) * noise, and the gradient with respect to logVariance.
//
// gaussianSample:         (mean, logVariance, source, z, count, streamLow, streamHigh)
// gaussianSampleGradient: (upstream, logVariance, source, [addend,] [meanAddend,] gradient,
//                          [meanGradient,] count, streamLow, streamHigh, [columns, width, offset])
//   gradient = upstream * exp(logVariance / 2) * noise / 2, plus addend with HAS_ADDEND;
//   meanGradient = upstream + meanAddend, with HAS_MEAN_ADDEND
//   SLICED: a row of upstream has `width` elements, of which the `columns` from `offset` on are read.
// NOISE_GIVEN 1: source is the noise, `count` floats, and the stream is unused.
// NOISE_GIVEN 0: source is the random state, int32 [3], and the noise is drawn from the stream, the
// same in the gradient (Philox.cl).
// Outputs may share the memory of any float inputs. Any work-group size; a work-item has blocks of four
// elements, on a CPU sixteen of them at once.
// Needs: Philox.

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

// FOR_NOISE(BODY): BODY(T, i, noise) for all elements, a float16 or one float from element i on.
#if NOISE_GIVEN
#define WIDE_NOISE(BODY, i) \
  for (int at = 0; at < 64; at += 16) BODY(float16, i + at, LOAD_float16(source + i + at))
#define SCALAR_NOISE(BODY, i) \
  for (int word = 0; word < 4 && i + word < count; ++word) BODY(float, i + word, source[i + word])
#else
#define WIDE_NOISE(BODY, i)                                                                         \
  {                                                                                                 \
    uint16 words[4];                                                                                \
    float16 normals[4];                                                                             \
    philox16(words, i / 4, source, STREAM);                                                         \
    BOX_MULLER(float16, philoxUniform16, normals, words)                                            \
    const float16 ordered[4] = ELEMENT_ORDER(float16, normals);                                     \
    for (int quarter = 0; quarter < 4; ++quarter) BODY(float16, i + quarter * 16, ordered[quarter]) \
  }
#define SCALAR_NOISE(BODY, i)                                                               \
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
    FOR_ELEMENTS(chunk, count / 64) {                                                       \
      const ulong i = chunk * 64;                                                           \
      WIDE_NOISE(BODY, i)                                                                   \
    }                                                                                       \
    if (get_global_id(0) + 1 == get_global_size(0)) {                                       \
      for (ulong i = count / 64 * 64; i < count; i += 4) SCALAR_NOISE(BODY, i)              \
    }                                                                                       \
  }
#else
#define FOR_NOISE(BODY)                                                                     \
  FOR_ELEMENTS(block, (count + 3) / 4) {                                                    \
    const ulong i = block * 4;                                                              \
    SCALAR_NOISE(BODY, i)                                                                   \
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
#if SLICED
static float sliced_float(__global const float *upstream, const ulong i, const int columns,
                          const int width, const int offset) {
  return upstream[i / columns * width + offset + i % columns];
}
#if FAMILY_CPU
static float16 sliced_float16(__global const float *upstream, const ulong i, const int columns,
                              const int width, const int offset) {
  float lanes[16];
  __global const float *row = upstream + i / columns * width + offset;
  int column = i % columns;
  for (int lane = 0; lane < 16; ++lane) {
    lanes[lane] = row[column];
    if (++column == columns) {
      column = 0;
      row += width;
    }
  }
  return vload16(0, lanes);
}
#endif
#define UPSTREAM(T, i) sliced_##T(upstream, i, columns, width, offset)
#else
#define UPSTREAM(T, i) LOAD_##T(upstream + (i))
#endif
// Reads before it writes: outputs may share the memory of inputs.
#define SAMPLE_GRADIENT(T, i, noise)                                               \
  {                                                                                \
    const T dz = UPSTREAM(T, i);                                                   \
    const T derivative = 0.5f * exp(0.5f * LOAD_##T(logVariance + (i))) * (noise); \
    const T sum = dz * derivative + ADDEND(T, i);                                  \
    STORE_MEAN(T, i, dz)                                                           \
    STORE_##T(gradient + (i), sum);                                                \
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
                                     const int streamHigh
#if SLICED
                                     , const int columns, const int width, const int offset
#endif
) {
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
