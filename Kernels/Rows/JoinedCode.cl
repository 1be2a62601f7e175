// Joins matrices with equally many rows, as Concatenate.cl does, of which some are computed: the softmax of a
// matrix's rows, and one Gaussian sample.
//
// joinedCode: for each piece but the sample (x, columns, offset), then, with HAS_SAMPLE, (mean, logVariance,
//             source, count, streamLow, streamHigh, sampleColumns, sampleOffset), then (y, rows, width)
//   x, or its softmax where bit n of SOFTMAX_PIECES is 1, becomes the columns of y from `offset` on; the sample
//   those from `sampleOffset` on. A row of y has `width` elements. Softmax.cl and GaussianSample.cl say how both
//   are computed.
// A work-item computes whole rows, on a CPU LANES of them at once, and its part of the sample. Both families;
// any work-group size.
// Needs: GaussianSample, MultiTensor, RowLanes.

#define ARGUMENTS(n) IN(float, x##n), const int columns##n, const int offset##n,

#define FROM_wide(p, stride) columnOf(p, stride)
#define FROM_float(p, stride) (*(p))
#define TO_wide(p, value, stride) putColumn(p, value, stride)
#define TO_float(p, value, stride) (*(p) = (value))

#define PIECE(T, n)                                                               \
  {                                                                               \
    __global const float *from = POINTER(x, n) + row * columns##n;                \
    __global float *to = y + row * width + offset##n;                             \
    if (SOFTMAX_PIECES >> n & 1) {                                                \
      T largest = (T)(-INFINITY), sum = (T)(0.0f);                                \
      for (int i = 0; i < columns##n; ++i)                                        \
        largest = fmax(largest, FROM_##T(from + i, columns##n));                  \
      for (int i = 0; i < columns##n; ++i) {                                      \
        const T value = exp(FROM_##T(from + i, columns##n) - largest);            \
        TO_##T(to + i, value, width);                                             \
        sum += value;                                                             \
      }                                                                           \
      for (int i = 0; i < columns##n; ++i)                                        \
        TO_##T(to + i, FROM_##T(to + i, width) / sum, width);                     \
    } else {                                                                      \
      for (int i = 0; i < columns##n; ++i)                                        \
        TO_##T(to + i, FROM_##T(from + i, columns##n), width);                    \
    }                                                                             \
  }
#define PIECE_wide(n) PIECE(wide, n)
#define PIECE_float(n) PIECE(float, n)
#define ROWS(T, first)                \
  {                                   \
    const ulong row = (first);        \
    EACH_TENSOR(PIECE_##T)            \
  }

#if HAS_SAMPLE
static void putSample_float(__global float *y, const ulong i, const float z, const int columns,
                            const int width, const int offset) {
  y[i / columns * width + offset + i % columns] = z;
}
#if FAMILY_CPU
static void putSample_float16(__global float *y, const ulong i, const float16 z,
                              const int columns, const int width, const int offset) {
  float lanes[16];
  vstore16(z, 0, lanes);
  __global float *row = y + i / columns * width + offset;
  int column = i % columns;
  for (int lane = 0; lane < 16; ++lane) {
    row[column] = lanes[lane];
    if (++column == columns) {
      column = 0;
      row += width;
    }
  }
}
#endif
#define PUT_SAMPLE(T, i, noise)                                                             \
  putSample_##T(y, i, LOAD_##T(mean + (i)) + exp(0.5f * LOAD_##T(logVariance + (i))) * (noise), \
                sampleColumns, width, sampleOffset);
#endif

__kernel void joinedCode(EACH_TENSOR(ARGUMENTS)
#if HAS_SAMPLE
                         IN(float, mean), IN(float, logVariance), IN(SOURCE, source),
                         const int count, const int streamLow, const int streamHigh,
                         const int sampleColumns, const int sampleOffset,
#endif
                         OUT(float, y), const int rows, const int width) {
  BIND_OUT(float, y);
  FOR_WIDE(ROWS, rows)
#if HAS_SAMPLE
  BIND_IN(float, mean);
  BIND_IN(float, logVariance);
  BIND_IN(SOURCE, source);
  FOR_NOISE(PUT_SAMPLE)
#endif
}
