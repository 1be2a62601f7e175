// LOG_ONE_PLUS(T, e, result): declares result = log(1 + e) for e in 0...1, with T float or a float vector
// (no kernel here).
//
// The series of 2 atanh(e / (2 + e)): the omitted terms are below 2e-8 of the result, and it takes a
// fraction of the time of log1p.
#define LOG_ONE_PLUS(T, e, result)                                                         \
  T result;                                                                                \
  {                                                                                        \
    const T s = (e) / ((T)(2.0f) + (e)), q = s * s;                                        \
    result = (T)(1.0f / 13.0f);                                                            \
    result = result * q + (T)(1.0f / 11.0f);                                               \
    result = result * q + (T)(1.0f / 9.0f);                                                \
    result = result * q + (T)(1.0f / 7.0f);                                                \
    result = result * q + (T)(1.0f / 5.0f);                                                \
    result = result * q + (T)(1.0f / 3.0f);                                                \
    result = (s + s) * (result * q + (T)(1.0f));                                           \
  }
