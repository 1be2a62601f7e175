// What the LSTM's kernels share (no kernel here): vectors of WIDTH floats, the activations of the gates,
// and the register tile of the CPU family.
//
// A `wide` has WIDTH elements, a power of two from 1 to 16, at most UNITS. A row of n elements is read in
// vectors of which the last moves back to end with the row: START(v, n) is where vector v begins.
// Elements in two vectors are computed twice, with the same result.
// Macros: WIDTH; UNITS; HARD_SIGMOID: 1: the recurrent activation, of the gates i, f and o, is
// clip(0.2 x + 0.5, 0, 1), else the logistic function; CPU family: ROWS, TILE_VECTORS.

#define JOIN_TOKENS(a, b) a##b
#define JOIN(a, b) JOIN_TOKENS(a, b)

#if WIDTH == 1
typedef float wide;
typedef uint wideBits;
#define AS_WIDE(x) as_float(x)
#define AS_BITS(x) as_uint(x)
#else
typedef JOIN(float, WIDTH) wide;
typedef JOIN(uint, WIDTH) wideBits;
#define AS_WIDE(x) JOIN(as_float, WIDTH)(x)
#define AS_BITS(x) JOIN(as_uint, WIDTH)(x)
#endif

#if FAMILY_CPU
// Vectors that begin at any float. On pocl, vload and vstore of 16 floats become several narrow moves,
// and a load of the whole vector soon after the stores cannot be forwarded from them.
typedef wide wideAnywhere __attribute__((aligned(4)));
#define LOAD_FROM(space)                                               \
  static wide __attribute__((overloadable)) LOAD(space const float *p) { \
    return *(space const wideAnywhere *)p;                             \
  }
#define STORE_TO(space)                                                         \
  static void __attribute__((overloadable)) STORE(space float *p, const wide v) { \
    *(space wideAnywhere *)p = v;                                               \
  }
LOAD_FROM(__global)
LOAD_FROM(__private)
STORE_TO(__global)
STORE_TO(__private)
#endif

#define COLUMNS (4 * UNITS)
#define VECTORS(n) (((n) + WIDTH - 1) / WIDTH)
#define START(v, n) min((v) * WIDTH, (n) - WIDTH)

// 2^x for |x| <= 80 with a relative error of 2e-7: a polynomial on [-1/2, 1/2], then the exponent.
// Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the sum.
static wide powerOfTwo(const wide x) {
  const wide shifted = x + (wide)(12582912.0f);
  const wide part = x - (shifted - (wide)(12582912.0f));
  wide value = (wide)(1.5461445e-4f);
  value = fma(value, part, (wide)(1.3400428e-3f));
  value = fma(value, part, (wide)(9.6180569e-3f));
  value = fma(value, part, (wide)(5.5503272e-2f));
  value = fma(value, part, (wide)(2.4022651e-1f));
  value = fma(value, part, (wide)(6.9314718e-1f));
  value = fma(value, part, (wide)(1.0f));
  return value * AS_WIDE((AS_BITS(shifted) << 23) + (wideBits)(127u << 23));
}

// 1 / x for 1 <= x <= 2^81 with a relative error of 2e-7: a guess from the exponent and three steps of
// Newton's method, on a CPU in a quarter of the time of a division.
static wide reciprocal(const wide x) {
  wide y = AS_WIDE((wideBits)(0x7EF311C7u) - AS_BITS(x));
  y = fma(y, fma(-x, y, (wide)(1.0f)), y);
  y = fma(y, fma(-x, y, (wide)(1.0f)), y);
  return fma(y, fma(-x, y, (wide)(1.0f)), y);
}

// 1 / (1 + exp(-x)), constant where it is within 1e-24 of 0 or 1. The comparisons let NaN through, so that
// a diverged loss is seen.
static wide logistic(const wide x) {
  wide power = x * (wide)(-1.44269504f);
  power = power > (wide)(80.0f) ? (wide)(80.0f) : power;
  power = power < (wide)(-80.0f) ? (wide)(-80.0f) : power;
  return reciprocal((wide)(1.0f) + powerOfTwo(power));
}

// tanh(x) = 2 logistic(2 x) - 1, with an error of 2e-7.
static wide hyperbolicTangent(const wide x) {
  return fma((wide)(2.0f), logistic((wide)(2.0f) * x), (wide)(-1.0f));
}

// The activation of a gate: tanh for g, where `scale` is 2; the recurrent one for i, f and o, where it
// is 1.
static wide activateGate(const wide x, const wide scale) {
  const wide smooth = fma(scale, logistic(scale * x), (wide)(1.0f) - scale);
#if HARD_SIGMOID
  wide hard = fma((wide)(0.2f), x, (wide)(0.5f));
  hard = hard < (wide)(0.0f) ? (wide)(0.0f) : hard;
  hard = hard > (wide)(1.0f) ? (wide)(1.0f) : hard;
  return scale > (wide)(1.5f) ? smooth : hard;
#else
  return smooth;
#endif
}

// The derivative of the gates i, f and o as a function of their activated values.
static wide gateDerivative(const wide y) {
#if HARD_SIGMOID
  return y <= (wide)(0.0f) ? (wide)(0.0f) : (y >= (wide)(1.0f) ? (wide)(0.0f) : (wide)(0.2f));
#else
  return y * ((wide)(1.0f) - y);
#endif
}

#ifdef TILE_VECTORS
// acc[r][v] += Σ over k < K of rows[r][k] · weights[k][v]: a register tile of the CPU family, ROWS x
// TILE_VECTORS vectors.
static inline __attribute__((always_inline)) void multiplyRows(
    wide acc[ROWS][TILE_VECTORS], const float *rows, __global const float *weights,
    const int K) {
#pragma unroll 2
  for (int k = 0; k < K; ++k, weights += TILE_VECTORS * WIDTH) {
    wide w[TILE_VECTORS];
#pragma unroll
    for (int v = 0; v < TILE_VECTORS; ++v) w[v] = LOAD(weights + v * WIDTH);
#pragma unroll
    for (int r = 0; r < ROWS; ++r)
#pragma unroll
      for (int v = 0; v < TILE_VECTORS; ++v)
        acc[r][v] = fma((wide)(rows[r * K + k]), w[v], acc[r][v]);
  }
}
#endif
