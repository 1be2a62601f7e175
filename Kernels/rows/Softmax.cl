// y = exp(x − max x) / Σ exp(x − max x) over the columns of each row, and its gradient.
//
// softmax:         (x, y, rows, columns)
// softmaxGradient: (upstream, y, gradient, rows, columns)   gradient = y · (upstream − Σ upstream·y)
// One work-item walks a row; rows are short (classes). One kernel for both families; any work-group
// size. The result may lie in an input's memory. A NaN in a row makes the whole row NaN.

__kernel void softmax(IN_SHARED(float, x), OUT_SHARED(float, y), const int rows,
                      const int columns) {
  FOR_ELEMENTS(row, rows) {
    __global const float *x = x_base + x_offset + row * columns;
    __global float *y = y_base + y_offset + row * columns;
    const float largest = largestOf(x, columns);
    float8 sums = 0.0f;
    for (int i = 0; i < columns; i += 8) {
      const float8 values = exp(loadLanes(x, i, columns, -INFINITY) - largest);
      storeLanes(values, y, i, columns);
      sums += values;
    }
    const float sum = sumLanesOf(sums);
    for (int i = 0; i < columns; ++i) y[i] = y[i] / sum;
  }
}

__kernel void softmaxGradient(IN_SHARED(float, upstream), IN_SHARED(float, y),
                              OUT_SHARED(float, gradient), const int rows, const int columns) {
  FOR_ELEMENTS(row, rows) {
    __global const float *upstream = upstream_base + upstream_offset + row * columns;
    __global const float *y = y_base + y_offset + row * columns;
    __global float *gradient = gradient_base + gradient_offset + row * columns;
    float sum = 0.0f;
    for (int i = 0; i < columns; ++i) sum += upstream[i] * y[i];
    for (int i = 0; i < columns; ++i) gradient[i] = y[i] * (upstream[i] - sum);
  }
}
