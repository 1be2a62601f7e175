// A part of other programs. T is float or a float vector; the result is a new variable.
//
// log(1 + e) for e in 0...1 by the series of the area tangent, 2 atanh(e / (2 + e)): the terms that
// are left out are below 2e-8 of it, and it takes a fraction of the time of log1p.
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
