// y = activation(x), and its gradient dx = dy * derivative(y), element by element.
//
// activate:           (x, y, count)
// activationGradient: (upstream, y, gradient, count)
// Both families; any work-group size. Outputs may share the memory of inputs. All tensors may be stored
// in half precision.
// Needs: Activation.

__kernel void activate(IN_SHARED(STORED(x), x), OUT_SHARED(STORED(y), y), const int count) {
  BIND_IN(STORED(x), x);
  BIND_OUT(STORED(y), y);
  FOR_ELEMENTS(i, count) {
    const float value = READ(float, x, i);
    WRITE(float, y, i, ACTIVATE(float, value));
  }
}

__kernel void activationGradient(IN_SHARED(STORED(upstream), upstream), IN_SHARED(STORED(y), y),
                              OUT_SHARED(STORED(gradient), gradient), const int count) {
  BIND_IN(STORED(upstream), upstream);
  BIND_IN(STORED(y), y);
  BIND_OUT(STORED(gradient), gradient);
  FOR_ELEMENTS(i, count) {
    const float value = READ(float, y, i);
    WRITE(float, gradient, i, READ(float, upstream, i) * DERIVATIVE(float, value));
  }
}
