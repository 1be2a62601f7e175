// Philox 4x32-10 (Salmon et al. 2011), bit for bit as on the host; a part of other programs.
//
// Counter: block, step, stream; key: the seed. Element i of a stream is word i % 4 of block i / 4.
// `state` points to int32 [3]: seed low word, seed high word, step. U is uint, or a vector of uint
// that computes as many blocks at once; L is the ulong type of the same width.

#define DEFINE_PHILOX(NAME, U, L, TO_U, TO_L)                                             \
  inline void NAME(U *words, const U block, __global const int *state, const uint2 stream) { \
    U a = block, b = (U)((uint)state[2]), c = (U)(stream.x), d = (U)(stream.y);           \
    uint2 key = (uint2)((uint)state[0], (uint)state[1]);                                  \
    for (int round = 0; round < 10; ++round) {                                            \
      const L first = TO_L(a) * (L)(0xD2511F53UL), second = TO_L(c) * (L)(0xCD9E8D57UL);  \
      a = TO_U(second >> 32) ^ b ^ (U)(key.x);                                            \
      b = TO_U(second);                                                                   \
      c = TO_U(first >> 32) ^ d ^ (U)(key.y);                                             \
      d = TO_U(first);                                                                    \
      key += (uint2)(0x9E3779B9U, 0xBB67AE85U);                                           \
    }                                                                                     \
    words[0] = a;                                                                         \
    words[1] = b;                                                                         \
    words[2] = c;                                                                         \
    words[3] = d;                                                                         \
  }

DEFINE_PHILOX(philox, uint, ulong, (uint), (ulong))
#if FAMILY_CPU
DEFINE_PHILOX(philox16, uint16, ulong16, convert_uint16, convert_ulong16)
#endif

// Uniform in (0, 1]: exact, so that devices agree, and never 0, so that the logarithm is finite.
inline float philoxUniform(const uint word) {
  return (float)((word >> 8) + 1) * 0x1p-24f;
}

// The four standard normal numbers of a block, by Box and Muller's transform of its two pairs.
inline void philoxNormals(float *normals, const uint block, __global const int *state,
                          const uint2 stream) {
  uint words[4];
  philox(words, block, state, stream);
  for (int pair = 0; pair < 4; pair += 2) {
    const float radius = sqrt(-2.0f * log(philoxUniform(words[pair])));
    const float turns = 2.0f * philoxUniform(words[pair + 1]);
    normals[pair] = radius * cospi(turns);
    normals[pair + 1] = radius * sinpi(turns);
  }
}
