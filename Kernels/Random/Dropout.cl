// y = x / (1 - rate) where the element's uniform random number is above the rate, else 0.
//
// dropout: (x, state, y, count, streamLow, streamHigh, rate, scale), scale = 1 / (1 - rate)
// The mask is a function of random state, stream and element (Philox.cl), so the same launch on the
// upstream gradient is the gradient. y may share the memory of x; both may be stored in half precision
// on a GPU. Any work-group size. CPU: sixteen blocks of four elements at once. GPU: one block.
// Needs: Philox.

__kernel void dropout(IN_SHARED(STORED(x), x), IN(int, state), OUT_SHARED(STORED(y), y),
                      const int count, const int streamLow, const int streamHigh, const float rate,
                      const float scale) {
  BIND_IN(STORED(x), x);
  BIND_IN(int, state);
  BIND_OUT(STORED(y), y);
  const uint2 stream = (uint2)((uint)streamLow, (uint)streamHigh);
  ulong done = 0;
#if FAMILY_CPU
  FOR_ELEMENTS(chunk, count / 64) {
    uint16 words[4];
    philoxElements16(words, chunk * 16, state, stream);
    for (int quarter = 0; quarter < 4; ++quarter) {
      const float16 uniform = philoxUniform16(words[quarter]);
      const float16 value = vload16(0, x + chunk * 64 + quarter * 16);
      vstore16(uniform > rate ? value * scale : (float16)(0.0f), 0, y + chunk * 64 + quarter * 16);
    }
  }
  done = count / 64 * 16;
  if (get_global_id(0) + 1 < get_global_size(0)) return;
  for (ulong block = done; block * 4 < count; ++block) {
#else
  FOR_ELEMENTS(block, (count + 3) / 4) {
#endif
    uint words[4];
    philox(words, block, state, stream);
    for (int word = 0; word < 4; ++word) {
      const ulong i = block * 4 + word;
      if (i < count)
        WRITE(float, y, i, philoxUniform(words[word]) > rate ? READ(float, x, i) * scale : 0.0f);
    }
  }
}
