// y = x − max x − log Σ exp(x − max x) over the columns of each row, and its gradient.
//
// logSoftmax:         (x, y, rows, columns)
// logSoftmaxGradient: (upstream, y, gradient, rows, columns)  gradient = upstream − exp(y)·Σ upstream
// One work-item walks a row; rows are short (classes). One kernel for both families; any work-group
// size. The result may lie in an input's memory. A NaN in a row makes the whole row NaN.

__kernel void logSoftmax(IN_SHARED(float, x), OUT_SHARED(float, y), const int rows,
                         const int columns) {
  FOR_ELEMENTS(row, rows) {
    __global const float *x = x_base + x_offset + row * columns;
    __global float *y = y_base + y_offset + row * columns;
    const float largest = largestOf(x, columns);
    float8 sums = 0.0f;
    for (int i = 0; i < columns; i += 8) {
      sums += exp(loadLanes(x, i, columns, -INFINITY) - largest);
    }
    const float logarithm = log(sumLanesOf(sums));
    // In this order: largest + logarithm would lose the logarithm's digits to a large maximum.
    for (int i = 0; i < columns; ++i) y[i] = (x[i] - largest) - logarithm;
  }
}

__kernel void logSoftmaxGradient(IN_SHARED(float, upstream), IN_SHARED(float, y),
                                 OUT_SHARED(float, gradient), const int rows, const int columns) {
  FOR_ELEMENTS(row, rows) {
    __global const float *upstream = upstream_base + upstream_offset + row * columns;
    __global const float *y = y_base + y_offset + row * columns;
    __global float *gradient = gradient_base + gradient_offset + row * columns;
    float sum = 0.0f;
    for (int i = 0; i < columns; ++i) sum += upstream[i];
    for (int i = 0; i < columns; i += 8) {
      const float8 values = loadLanes(upstream, i, columns, 0.0f) -
                            exp(loadLanes(y, i, columns, 0.0f)) * sum;
      storeLanes(values, gradient, i, columns);
    }
  }
}
