// MMA: a warp's product of small matrices with TF32 operands and float32 accumulators (no kernel here).
//
// TF32 is float32 with a mantissa of 10 bits. One instruction, m16n8k8, adds A [16,8] · B [8,8] to
// C [16,8]; the warp holds the three as fragments, spread over its 32 lanes. With g = lane / 4 and
// t = lane % 4, a lane has, in this order,
//   A: (row g, k t), (g + 8, t), (g, t + 4), (g + 8, t + 4)
//   B: (k t, column g), (t + 4, g)
//   C: (row g, column 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)
// A warp's tile has FRAGMENTS_DOWN x FRAGMENTS_ACROSS fragments of C.
//
// Variants: TENSOR_PTX 1 uses the instruction of NVIDIA GPUs of compute capability 8.0 and later; 0
// computes the same from the same fragments in plain OpenCL C, for which the lanes exchange them in
// local memory: so the indices and the rounding are tested on any device.
// Macros: TENSOR_PTX, FRAGMENTS_DOWN, FRAGMENTS_ACROSS.
// Work-group: one-dimensional, whole warps of 32 consecutive work-items, all of which have to call mma.

// A call would keep fragments and accumulators in memory, not in registers.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

#define WARP_ITEMS 32
#define LANE ((int)get_local_id(0) % WARP_ITEMS)

#if TENSOR_PTX
#define MMA_UNROLL _Pragma("unroll")
// Declares the local memory in which `items` work-items exchange fragments: none with PTX.
#define MMA_EXCHANGE(name, items) __local uint *name = 0
#else
// The emulation would compile for minutes with unrolled loops.
#define MMA_UNROLL _Pragma("clang loop unroll(disable) vectorize(disable)")
#define FRAGMENT_WORDS (4 * FRAGMENTS_DOWN + 2 * FRAGMENTS_ACROSS)
#define MMA_EXCHANGE(name, items) __local uint name[(items) * FRAGMENT_WORDS]
#endif

// x rounded to TF32, ties away from zero, as bits.
ALWAYS_INLINE uint roundedToTF32(float x) {
#if TENSOR_PTX
  uint rounded;
  __asm__("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
  return rounded;
#else
  const uint bits = as_uint(x);
  // In a NaN the carry could reach the sign and leave zero.
  const bool isNumber = (bits & 0x7FFFFFFFu) <= 0x7F800000u;
  return isNumber ? (bits + 0x1000u) & 0xFFFFE000u : 0x7FFFE000u;
#endif
}

// accumulators += A · B for the fragments of a warp's tile.
ALWAYS_INLINE void mma(
    float (*accumulators)[FRAGMENTS_ACROSS][4], uint (*a)[4], uint (*b)[2],
    __local uint *exchange) {
#if TENSOR_PTX
  MMA_UNROLL
  for (int i = 0; i < FRAGMENTS_DOWN; ++i)
    MMA_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      // Volatile, so that it is not moved into a branch that some lanes do not take.
      __asm__ volatile(
          "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
          "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
          : "+f"(accumulators[i][j][0]), "+f"(accumulators[i][j][1]),
            "+f"(accumulators[i][j][2]), "+f"(accumulators[i][j][3])
          : "r"(a[i][0]), "r"(a[i][1]), "r"(a[i][2]), "r"(a[i][3]), "r"(b[j][0]), "r"(b[j][1]));
#else
  const int item = get_local_id(0);
  __local uint *own = exchange + item * FRAGMENT_WORDS;
  MMA_UNROLL for (int i = 0; i < 4 * FRAGMENTS_DOWN; ++i) own[i] = a[i / 4][i % 4];
  MMA_UNROLL for (int j = 0; j < 2 * FRAGMENTS_ACROSS; ++j)
    own[4 * FRAGMENTS_DOWN + j] = b[j / 2][j % 2];
  barrier(CLK_LOCAL_MEM_FENCE);
  __local const uint *warp = exchange + (item - LANE) * FRAGMENT_WORDS;
  MMA_UNROLL for (int i = 0; i < FRAGMENTS_DOWN; ++i)
    MMA_UNROLL for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      MMA_UNROLL for (int r = 0; r < 4; ++r) {
        const int row = LANE / 4 + r / 2 * 8, column = LANE % 4 * 2 + r % 2;
        float sum = accumulators[i][j][r];
        MMA_UNROLL for (int k = 0; k < 8; ++k) {
          const int fromA =
              (row % 8 * 4 + k % 4) * FRAGMENT_WORDS + 4 * i + row / 8 + k / 4 * 2;
          const int fromB =
              (column * 4 + k % 4) * FRAGMENT_WORDS + 4 * FRAGMENTS_DOWN + 2 * j + k / 4;
          sum = fma(as_float(warp[fromA]), as_float(warp[fromB]), sum);
        }
        accumulators[i][j][r] = sum;
      }
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
}
