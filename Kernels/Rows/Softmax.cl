// y = exp(x − max x) / Σ exp(x − max x) over the columns of each row, and its gradient.
//
// softmax:         (x, y, rows, columns)
// softmaxGradient: (upstream, y, gradient, rows, columns)   gradient = y · (upstream − Σ upstream·y)
// A work-item computes whole rows, on a CPU LANES of them at once. Both families; any work-group size.
// The result may share the memory of an input. A NaN in a row makes the whole row NaN.
// Needs: Vectors, RowLanes.

#define SOFTMAX(T, row)                                   \
  {                                                       \
    __global const float *from = x + (row) * columns;     \
    __global float *to = y + (row) * columns;             \
    T largest = (T)(-INFINITY), sum = (T)(0.0f);          \
    for (int i = 0; i < columns; ++i)                     \
      largest = fmax(largest, COLUMN(T, from + i));       \
    for (int i = 0; i < columns; ++i) {                   \
      const T value = exp(COLUMN(T, from + i) - largest); \
      PUT_COLUMN(T, to + i, value);                       \
      sum += value;                                       \
    }                                                     \
    for (int i = 0; i < columns; ++i)                     \
      PUT_COLUMN(T, to + i, COLUMN(T, to + i) / sum);     \
  }

__kernel void softmax(IN_SHARED(float, x), OUT_SHARED(float, y), const int rows,
                      const int columns) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  FOR_WIDE(SOFTMAX, rows)
}

#define SOFTMAX_GRADIENT(T, row)                                                \
  {                                                                             \
    const ulong at = (row) * columns;                                           \
    T sum = (T)(0.0f);                                                          \
    for (int i = 0; i < columns; ++i)                                           \
      sum += COLUMN(T, upstream + at + i) * COLUMN(T, y + at + i);              \
    for (int i = 0; i < columns; ++i)                                           \
      PUT_COLUMN(T, gradient + at + i,                                          \
                 COLUMN(T, y + at + i) * (COLUMN(T, upstream + at + i) - sum)); \
  }

__kernel void softmaxGradient(IN_SHARED(float, upstream), IN_SHARED(float, y),
                              OUT_SHARED(float, gradient), const int rows, const int columns) {
  BIND_IN(float, upstream);
  BIND_IN(float, y);
  BIND_OUT(float, gradient);
  FOR_WIDE(SOFTMAX_GRADIENT, rows)
}
