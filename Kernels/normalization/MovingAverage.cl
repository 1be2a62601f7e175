// moving' = momentum * moving + share * value where the flag is 1; otherwise moving, unchanged.
//
// movingAverage: (moving, value, flag, result, count, momentum, share)
// Both families; any work-group size. moving and result may be the same memory.

__kernel void movingAverage(IN_SHARED(float, moving), IN(float, value), IN(int, flag),
                            OUT_SHARED(float, result), const int count, const float momentum,
                            const float share) {
  BIND_IN(float, moving);
  BIND_IN(float, value);
  BIND_IN(int, flag);
  BIND_OUT(float, result);
  const bool enabled = flag[0] == 1;
  FOR_ELEMENTS(i, count) {
    const float old = moving[i];
    result[i] = enabled ? momentum * old + share * value[i] : old;
  }
}
