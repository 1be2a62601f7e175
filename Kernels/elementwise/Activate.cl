// y = activation(x), and dx = dy · slope(y), element by element.
//
// activate:         (x, y, count)
// activationSlope:  (upstream, y, gradient, count)
// One kernel for both families; any work-group size. Input and output may be the same memory.

__kernel void activate(IN_SHARED(float, x), OUT_SHARED(float, y), const int count) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  FOR_ELEMENTS(i, count) {
    const float value = x[i];
    y[i] = ACTIVATE(float, value);
  }
}

__kernel void activationSlope(IN_SHARED(float, upstream), IN_SHARED(float, y),
                              OUT_SHARED(float, gradient), const int count) {
  BIND_IN(float, upstream);
  BIND_IN(float, y);
  BIND_OUT(float, gradient);
  FOR_ELEMENTS(i, count) {
    const float value = y[i];
    gradient[i] = upstream[i] * SLOPE(float, value);
  }
}
