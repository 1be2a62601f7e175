// Products of small matrices by a warp, 32 consecutive work-items of a one-dimensional work-group,
// with operands in TF32 and sums in float32 (no kernel here).
//
// TF32 is float32 with 10 bits behind the binary point. One instruction adds A [16,8] · B [8,8] to C
// [16,8]; the warp holds the three as fragments, spread over its lanes. With g = lane / 4 and
// t = lane % 4, a lane has
//   A: rows g, g + 8, g, g + 8 at depths t, t, t + 4, t + 4
//   B: depths t, t + 4 at column g
//   C: columns 2t, 2t + 1 of row g, then of row g + 8
// A warp's tile is FRAGMENTS_DOWN x FRAGMENTS_ACROSS of these products. Every work-item of the group
// has to come to mma.
//
// Variants: TENSOR_PTX 1 uses the instruction of NVIDIA GPUs of compute capability 8.0 and later;
// 0 computes the same from the same fragments in plain OpenCL C, the lanes showing each other theirs
// in local memory, so that index logic and rounding are tested on any device.
// The host defines TENSOR_PTX, FRAGMENTS_DOWN and FRAGMENTS_ACROSS.

// A call would keep fragments and sums in memory, not in registers.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

#define WARP_ITEMS 32
#define LANE ((int)get_local_id(0) % WARP_ITEMS)

#if TENSOR_PTX
#define TENSOR_UNROLL _Pragma("unroll")
// What the lanes of `items` work-items need to show each other their fragments: nothing here.
#define TENSOR_EXCHANGE(name, items) __local uint *name = 0
#else
// Loops stay loops, or the emulation would compile for minutes.
#define TENSOR_UNROLL _Pragma("clang loop unroll(disable) vectorize(disable)")
#define FRAGMENT_WORDS (4 * FRAGMENTS_DOWN + 2 * FRAGMENTS_ACROSS)
#define TENSOR_EXCHANGE(name, items) __local uint name[(items) * FRAGMENT_WORDS]
#endif

// The bits of the TF32 number next to x, the one further from zero of two that are equally near.
ALWAYS_INLINE uint tensorRounded(float x) {
#if TENSOR_PTX
  uint rounded;
  __asm__("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
  return rounded;
#else
  const uint bits = as_uint(x);
  // The carry would turn some NaN into zero.
  const bool isNumber = (bits & 0x7FFFFFFFu) <= 0x7F800000u;
  return isNumber ? (bits + 0x1000u) & 0xFFFFE000u : 0x7FFFE000u;
#endif
}

// sums += A · B for the fragments of a warp's tile.
ALWAYS_INLINE void mma(
    float (*sums)[FRAGMENTS_ACROSS][4], uint (*a)[4], uint (*b)[2], __local uint *exchange) {
#if TENSOR_PTX
  TENSOR_UNROLL
  for (int i = 0; i < FRAGMENTS_DOWN; ++i)
    TENSOR_UNROLL
    for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      // Volatile, so that it is not moved to where some lanes do not come.
      __asm__ volatile(
          "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
          "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
          : "+f"(sums[i][j][0]), "+f"(sums[i][j][1]), "+f"(sums[i][j][2]), "+f"(sums[i][j][3])
          : "r"(a[i][0]), "r"(a[i][1]), "r"(a[i][2]), "r"(a[i][3]), "r"(b[j][0]), "r"(b[j][1]));
#else
  const int item = get_local_id(0);
  __local uint *own = exchange + item * FRAGMENT_WORDS;
  TENSOR_UNROLL for (int i = 0; i < 4 * FRAGMENTS_DOWN; ++i) own[i] = a[i / 4][i % 4];
  TENSOR_UNROLL for (int j = 0; j < 2 * FRAGMENTS_ACROSS; ++j)
    own[4 * FRAGMENTS_DOWN + j] = b[j / 2][j % 2];
  barrier(CLK_LOCAL_MEM_FENCE);
  __local const uint *warp = exchange + (item - LANE) * FRAGMENT_WORDS;
  TENSOR_UNROLL for (int i = 0; i < FRAGMENTS_DOWN; ++i)
    TENSOR_UNROLL for (int j = 0; j < FRAGMENTS_ACROSS; ++j)
      TENSOR_UNROLL for (int r = 0; r < 4; ++r) {
        const int row = LANE / 4 + r / 2 * 8, column = LANE % 4 * 2 + r % 2;
        float sum = sums[i][j][r];
        TENSOR_UNROLL for (int k = 0; k < 8; ++k) {
          const int fromA =
              (row % 8 * 4 + k % 4) * FRAGMENT_WORDS + 4 * i + row / 8 + k / 4 * 2;
          const int fromB =
              (column * 4 + k % 4) * FRAGMENT_WORDS + 4 * FRAGMENTS_DOWN + 2 * j + k / 4;
          sum = fma(as_float(warp[fromA]), as_float(warp[fromB]), sum);
        }
        sums[i][j][r] = sum;
      }
  barrier(CLK_LOCAL_MEM_FENCE);
#endif
}
