// Mean and second moment of each channel over rows of x (no kernel here).
//
// Nothing cancels: values are relative to a pivot, the first row. Each chunk of CHUNK rows, read from
// STREAMS streams at once, gives its mean and the second moment about that mean; chunks are merged by
// Chan's formula.
// Needs: Vectors, RowStreams.

#if FAMILY_CPU
#define CHUNK 32
#else
#define CHUNK 8
#endif

// Merges a chunk: ROWS rows from `from` on in each of COUNT streams (a constant), `streamRows` apart.
#define CHUNK_MOMENTS(T, NV, from, ROWS, COUNT)                                             \
  {                                                                                         \
    T sum[NV], second[NV];                                                                  \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] = second[v] = (T)(0.0f);          \
    for (int r = 0; r < (ROWS); ++r) {                                                      \
      _Pragma("unroll") for (int stream = 0; stream < COUNT; ++stream) {                    \
        _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] +=                            \
            READ_AS(BITS_x, T, from, (r + stream * streamRows) * stride + v * SPAN_##T) -   \
            pivot[v];                                                                       \
      }                                                                                     \
    }                                                                                       \
    const float count = (ROWS) * COUNT, inverseCount = 1.0f / count;                        \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] *= inverseCount;                  \
    for (int r = 0; r < (ROWS); ++r) {                                                      \
      _Pragma("unroll") for (int stream = 0; stream < COUNT; ++stream) {                    \
        _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                    \
          const T d =                                                                       \
              READ_AS(BITS_x, T, from, (r + stream * streamRows) * stride + v * SPAN_##T) - \
              pivot[v] - sum[v];                                                            \
          second[v] += d * d;                                                               \
        }                                                                                   \
      }                                                                                     \
    }                                                                                       \
    const float total = seen + count;                                                       \
    const float weight = count / total, between = seen * weight;                            \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                        \
      const T delta = sum[v] - mean[v];                                                     \
      mean[v] += delta * weight;                                                            \
      moment[v] += second[v] + delta * delta * between;                                     \
    }                                                                                       \
    seen = total;                                                                           \
  }

// Mean and second moment of `rows` rows that are `stride` elements apart, for NV vectors of channels.
#define DEFINE_MOMENTS(NAME, T, NV)                                                           \
  static inline void NAME(__global const STORED(x) *row, const long stride, const int rows, T *mean, \
                   T *moment) {                                                               \
    T pivot[NV];                                                                              \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                          \
      pivot[v] = READ_AS(BITS_x, T, row, v * SPAN_##T);                                       \
      mean[v] = moment[v] = (T)(0.0f);                                                        \
    }                                                                                         \
    float seen = 0.0f;                                                                        \
    const long streamRows = rows / STREAMS;                                                   \
    long at = 0;                                                                              \
    for (; at + CHUNK / STREAMS <= streamRows; at += CHUNK / STREAMS)                         \
      CHUNK_MOMENTS(T, NV, row + at * stride, CHUNK / STREAMS, STREAMS)                       \
    if (at < streamRows) CHUNK_MOMENTS(T, NV, row + at * stride, streamRows - at, STREAMS)    \
    at = streamRows * STREAMS;                                                                \
    if (at < rows) CHUNK_MOMENTS(T, NV, row + at * stride, rows - at, 1)                      \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) mean[v] += pivot[v];                       \
  }

DEFINE_MOMENTS(momentsOfFloat, float, 1)
