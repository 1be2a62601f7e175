// y = x − max x − log Σ exp(x − max x) over the columns of each row, and its gradient.
//
// logSoftmax:         (x, y, rows, columns)
// logSoftmaxGradient: (upstream, y, gradient, rows, columns)  gradient = upstream − exp(y)·Σ upstream
// A work-item computes whole rows, on a CPU LANES of them at once. Both families; any work-group size.
// The result may share the memory of an input. A NaN in a row makes the whole row NaN.
// Needs: Vectors, RowLanes.

// The order of the last line matters: largest + logarithm would round the logarithm's digits away.
#define LOG_SOFTMAX(T, row)                                                           \
  {                                                                                   \
    const ulong at = (row) * columns;                                                 \
    T largest = (T)(-INFINITY), sum = (T)(0.0f);                                      \
    for (int i = 0; i < columns; ++i) largest = fmax(largest, COLUMN(T, x + at + i)); \
    for (int i = 0; i < columns; ++i) sum += exp(COLUMN(T, x + at + i) - largest);    \
    const T logarithm = log(sum);                                                     \
    for (int i = 0; i < columns; ++i)                                                 \
      PUT_COLUMN(T, y + at + i, (COLUMN(T, x + at + i) - largest) - logarithm);       \
  }

__kernel void logSoftmax(IN_SHARED(float, x), OUT_SHARED(float, y), const int rows,
                         const int columns) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  FOR_WIDE(LOG_SOFTMAX, rows)
}

#define LOG_SOFTMAX_GRADIENT(T, row)                                               \
  {                                                                                \
    const ulong at = (row) * columns;                                              \
    T sum = (T)(0.0f);                                                             \
    for (int i = 0; i < columns; ++i) sum += COLUMN(T, upstream + at + i);         \
    for (int i = 0; i < columns; ++i)                                              \
      PUT_COLUMN(T, gradient + at + i,                                             \
                 COLUMN(T, upstream + at + i) - exp(COLUMN(T, y + at + i)) * sum); \
  }

__kernel void logSoftmaxGradient(IN_SHARED(float, upstream), IN_SHARED(float, y),
                                 OUT_SHARED(float, gradient), const int rows, const int columns) {
  BIND_IN(float, upstream);
  BIND_IN(float, y);
  BIND_OUT(float, gradient);
  FOR_WIDE(LOG_SOFTMAX_GRADIENT, rows)
}
