// Philox 4x32-10 (Salmon et al. 2011), bit for bit as on the host (no kernel here).
//
// Counter: block, step, stream; key: the seed. Element i of a stream is word i % 4 of block i / 4.
// `state` points to int32 [3]: the seed's low word, its high word, the step.

// U is uint, or a vector of uint for as many blocks at once, or a vector of ulong, of which only the low
// halves count; L is the ulong type of the same width.
#define DEFINE_PHILOX(NAME, U, L, TO_U, TO_L)                                                \
  static inline void NAME(U *words, const U block, __global const int *state, const uint2 stream) { \
    U a = block, b = (U)((uint)state[2]), c = (U)(stream.x), d = (U)(stream.y);              \
    uint2 key = (uint2)((uint)state[0], (uint)state[1]);                                     \
    for (int round = 0; round < 10; ++round) {                                               \
      const L first = TO_L(a) * (L)(0xD2511F53UL), second = TO_L(c) * (L)(0xCD9E8D57UL);     \
      a = TO_U(second >> 32) ^ b ^ (U)(key.x);                                               \
      b = TO_U(second);                                                                      \
      c = TO_U(first >> 32) ^ d ^ (U)(key.y);                                                \
      d = TO_U(first);                                                                       \
      key += (uint2)(0x9E3779B9U, 0xBB67AE85U);                                              \
    }                                                                                        \
    words[0] = a;                                                                            \
    words[1] = b;                                                                            \
    words[2] = c;                                                                            \
    words[3] = d;                                                                            \
  }

DEFINE_PHILOX(philox, uint, ulong, (uint), (ulong))
#if FAMILY_CPU
// Sixteen blocks from `block` on: words[w] holds word w of each, with blocks in lanes.
DEFINE_PHILOX(philoxLanes, uint16, ulong16, convert_uint16, convert_ulong16)
static inline void philox16(uint16 *words, const ulong block, __global const int *state,
                     const uint2 stream) {
  const uint16 lanes = (uint16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  philoxLanes(words, (uint16)((uint)block) + lanes, state, stream);
}

// w[4], with blocks in lanes, transposed to the order of the elements; T is a vector of sixteen.
#define QUAD(w, l) w[0].l, w[1].l, w[2].l, w[3].l
#define ELEMENT_ORDER(T, w)                                                 \
  {                                                                         \
    (T)(QUAD(w, s0), QUAD(w, s1), QUAD(w, s2), QUAD(w, s3)),                \
        (T)(QUAD(w, s4), QUAD(w, s5), QUAD(w, s6), QUAD(w, s7)),            \
        (T)(QUAD(w, s8), QUAD(w, s9), QUAD(w, sa), QUAD(w, sb)),            \
        (T)(QUAD(w, sc), QUAD(w, sd), QUAD(w, se), QUAD(w, sf))             \
  }

// The same sixteen blocks, with words[4] in the order of the elements. Each word is computed in the low
// half of a ulong, as products need it; the high half is ignored. Two words of a block are then packed
// into one ulong, which halves the shuffles of the transposition.
#define LOW_HALF(x) ((x) & 0xFFFFFFFFUL)
DEFINE_PHILOX(philoxHalves, ulong16, ulong16, , LOW_HALF)
#define PAIRS(a, b, i, j, k, l) as_uint16((ulong8)(a.i, b.i, a.j, b.j, a.k, b.k, a.l, b.l))
static inline void philoxElements16(uint16 *words, const ulong block, __global const int *state,
                             const uint2 stream) {
  const ulong16 lanes = (ulong16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  ulong16 halves[4];
  philoxHalves(halves, (ulong16)(block) + lanes, state, stream);
  const ulong16 first = LOW_HALF(halves[0]) | halves[1] << 32;
  const ulong16 second = LOW_HALF(halves[2]) | halves[3] << 32;
  words[0] = PAIRS(first, second, s0, s1, s2, s3);
  words[1] = PAIRS(first, second, s4, s5, s6, s7);
  words[2] = PAIRS(first, second, s8, s9, sa, sb);
  words[3] = PAIRS(first, second, sc, sd, se, sf);
}
#endif

// Uniform in (0, 1]: exact, so that devices agree, and never 0, so that the logarithm is finite.
static inline float philoxUniform(const uint word) {
  return (float)((word >> 8) + 1) * 0x1p-24f;
}
#if FAMILY_CPU
static inline float16 philoxUniform16(const uint16 words) {
  // Through int, for which there is a conversion instruction.
  return convert_float16(convert_int16((words >> 8) + 1)) * 0x1p-24f;
}
#endif

// Standard normal numbers from a block's two pairs of words, by the Box-Muller transform.
#define BOX_MULLER(T, UNIFORM, normals, words)                         \
  for (int pair = 0; pair < 4; pair += 2) {                            \
    const T radius = sqrt(-2.0f * log(UNIFORM(words[pair])));          \
    const T turns = 2.0f * UNIFORM(words[pair + 1]);                   \
    normals[pair] = radius * cospi(turns);                             \
    normals[pair + 1] = radius * sinpi(turns);                         \
  }
