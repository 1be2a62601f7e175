// Mean and second moment of rows of channels, for the statistics of batch normalisation; a part of
// other programs, behind Vectors.cl and RowPlaces.cl. The rows are those of x.
//
// Nothing cancels: values are taken relative to a pivot, the first row; each chunk of CHUNK rows,
// taken from PLACES places at once, gives its mean and the second moment about that mean; chunks are
// merged by Chan's formula.

#if FAMILY_CPU
#define CHUNK 32
#else
#define CHUNK 8
#endif

// A chunk of ROWS rows from `from` on, and as many at each of COUNT places (a constant) that lie
// `run` rows apart.
#define CHUNK_MOMENTS(T, NV, from, ROWS, COUNT)                                         \
  {                                                                                     \
    T sum[NV], second[NV];                                                              \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] = second[v] = (T)(0.0f);      \
    for (int r = 0; r < (ROWS); ++r) {                                                  \
      _Pragma("unroll") for (int place = 0; place < COUNT; ++place) {                   \
        _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] +=                        \
            READ_AS(BITS_x, T, from, (r + place * run) * stride + v * SPAN_##T) -       \
            pivot[v];                                                                   \
      }                                                                                 \
    }                                                                                   \
    const float count = (ROWS) * COUNT, share = 1.0f / count;                           \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) sum[v] *= share;                     \
    for (int r = 0; r < (ROWS); ++r) {                                                  \
      _Pragma("unroll") for (int place = 0; place < COUNT; ++place) {                   \
        _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                \
          const T d =                                                                   \
              READ_AS(BITS_x, T, from, (r + place * run) * stride + v * SPAN_##T) -     \
              pivot[v] - sum[v];                                                        \
          second[v] += d * d;                                                           \
        }                                                                               \
      }                                                                                 \
    }                                                                                   \
    const float total = seen + count;                                                   \
    const float weight = count / total, between = seen * weight;                        \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                    \
      const T delta = sum[v] - mean[v];                                                 \
      mean[v] += delta * weight;                                                        \
      moment[v] += second[v] + delta * delta * between;                                 \
    }                                                                                   \
    seen = total;                                                                       \
  }

#define SPAN_wide LANES
#define SPAN_float 1

// Mean and second moment of `rows` rows that lie `stride` apart, for NV vectors of channels.
#define DEFINE_MOMENTS(NAME, T, NV)                                                           \
  inline void NAME(__global const STORED(x) *row, const long stride, const int rows, T *mean, \
                   T *moment) {                                                               \
    T pivot[NV];                                                                              \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                          \
      pivot[v] = READ_AS(BITS_x, T, row, v * SPAN_##T);                                       \
      mean[v] = moment[v] = (T)(0.0f);                                                        \
    }                                                                                         \
    float seen = 0.0f;                                                                        \
    const long run = rows / PLACES;                                                           \
    long at = 0;                                                                              \
    for (; at + CHUNK / PLACES <= run; at += CHUNK / PLACES)                                  \
      CHUNK_MOMENTS(T, NV, row + at * stride, CHUNK / PLACES, PLACES)                         \
    if (at < run) CHUNK_MOMENTS(T, NV, row + at * stride, run - at, PLACES)                   \
    at = run * PLACES;                                                                        \
    if (at < rows) CHUNK_MOMENTS(T, NV, row + at * stride, rows - at, 1)                      \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) mean[v] += pivot[v];                       \
  }

DEFINE_MOMENTS(momentsOfFloat, float, 1)
