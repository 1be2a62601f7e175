// y = x / (1 - rate) where the element's uniform number is above the rate, else 0.
//
// dropout: (x, state, y, count, streamLow, streamHigh, rate, scale), scale = 1 / (1 - rate)
// The mask is a function of random state, stream and element (Philox.cl), so that the same launch
// on the upstream gradient is the gradient. Both families; any work-group size. x and y may be the
// same memory. On a CPU sixteen blocks of four elements at once.

__kernel void dropout(IN_SHARED(float, x), IN(int, state), OUT_SHARED(float, y), const int count,
                      const int streamLow, const int streamHigh, const float rate,
                      const float scale) {
  BIND_IN(float, x);
  BIND_IN(int, state);
  BIND_OUT(float, y);
  const uint2 stream = (uint2)((uint)streamLow, (uint)streamHigh);
  ulong done = 0;
#if FAMILY_CPU
  const uint16 lanes = (uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  FOR_ELEMENTS(group, count / 64) {
    uint16 w[4];
    philox16(w, (uint16)((uint)group * 16) + lanes, state, stream);
    // Blocks lie in lanes and words in vectors: transpose to the order of the elements.
#define QUAD(l) w[0].l, w[1].l, w[2].l, w[3].l
    const uint16 ordered[4] = {(uint16)(QUAD(s0), QUAD(s1), QUAD(s2), QUAD(s3)),
                               (uint16)(QUAD(s4), QUAD(s5), QUAD(s6), QUAD(s7)),
                               (uint16)(QUAD(s8), QUAD(s9), QUAD(sa), QUAD(sb)),
                               (uint16)(QUAD(sc), QUAD(sd), QUAD(se), QUAD(sf))};
    for (int part = 0; part < 4; ++part) {
      const float16 uniform =
          convert_float16(convert_int16(ordered[part] >> 8) + 1) * 0x1p-24f;
      const float16 value = vload16(0, x + group * 64 + part * 16);
      vstore16(uniform > rate ? value * scale : (float16)(0.0f), 0, y + group * 64 + part * 16);
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
      if (i < count) y[i] = philoxUniform(words[word]) > rate ? x[i] * scale : 0.0f;
    }
  }
}
