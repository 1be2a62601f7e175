// Mean and second moment of rows of channels, for the statistics of batch normalisation; a part of
// other programs, behind Vectors.cl.
//
// Nothing cancels: values are taken relative to a pivot, the first row; each chunk of CHUNK rows
// gives its mean and the second moment about that mean; chunks are merged by Chan's formula.

#if FAMILY_CPU
#define CHUNK 32
#else
#define CHUNK 8
#endif

#define CHUNK_MOMENTS(T, NV, COUNT)                                                \
  {                                                                                \
    T sum[NV], second[NV];                                                         \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] = second[v] = (T)(0.0f); \
    for (int r = 0; r < (COUNT); ++r) {                                            \
      _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] +=                     \
          LOAD(T, row + r * stride + v * SPAN_##T) - pivot[v];                     \
    }                                                                              \
    const float share = 1.0f / (COUNT);                                            \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] *= share;                \
    for (int r = 0; r < (COUNT); ++r) {                                            \
      _Pragma("unroll") for (int v = 0; v < NV; ++v) {                             \
        const T d = LOAD(T, row + r * stride + v * SPAN_##T) - pivot[v] - sum[v];  \
        second[v] += d * d;                                                        \
      }                                                                            \
    }                                                                              \
    const float total = seen + (COUNT);                                            \
    const float weight = (COUNT) / total, between = seen * weight;                 \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                               \
      const T delta = sum[v] - mean[v];                                            \
      mean[v] += delta * weight;                                                   \
      moment[v] += second[v] + delta * delta * between;                            \
    }                                                                              \
    seen = total;                                                                  \
    row += (COUNT) * stride;                                                       \
  }

#define SPAN_wide LANES
#define SPAN_float 1

// Mean and second moment of `rows` rows that lie `stride` apart, for NV vectors of channels.
#define DEFINE_MOMENTS(NAME, T, NV)                                                           \
  inline void NAME(__global const float *row, const long stride, const int rows, T *mean, \
                   T *moment) {                                                               \
    T pivot[NV];                                                                              \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                          \
      pivot[v] = LOAD(T, row + v * SPAN_##T);                                                 \
      mean[v] = moment[v] = (T)(0.0f);                                                        \
    }                                                                                         \
    float seen = 0.0f;                                                                        \
    int left = rows;                                                                          \
    for (; left >= CHUNK; left -= CHUNK) CHUNK_MOMENTS(T, NV, CHUNK)                          \
    if (left > 0) CHUNK_MOMENTS(T, NV, left)                                                  \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) mean[v] += pivot[v];                       \
  }

DEFINE_MOMENTS(momentsOfFloat, float, 1)
