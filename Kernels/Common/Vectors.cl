// One body of code for wide vectors and for single floats (no kernel here).
//
// `wide` is a vector of LANES floats: VECTOR_WIDTH of them on a CPU, where the compiler does not
// vectorise loops over arguments that may alias; one on a GPU. A body is a macro BODY(T, i) with T
// `wide` or `float`; it reads with LOAD(T, pointer) and writes with STORE(T, pointer, value).
// SPAN_wide and SPAN_float are the elements of T.

#define JOIN_TOKENS(a, b) a##b
#define JOIN(a, b) JOIN_TOKENS(a, b)

#if FAMILY_CPU
#define LANES VECTOR_WIDTH
typedef JOIN(float, VECTOR_WIDTH) wide;
#define LOAD_wide(p) JOIN(vload, VECTOR_WIDTH)(0, p)
#define STORE_wide(p, v) JOIN(vstore, VECTOR_WIDTH)(v, 0, p)
#else
#define LANES 1
typedef float wide;
#define LOAD_wide(p) (*(p))
#define STORE_wide(p, v) (*(p) = (v))
#endif
#define LOAD_float(p) (*(p))
#define STORE_float(p, v) (*(p) = (v))
#define SPAN_wide LANES
#define SPAN_float 1
#define LOAD(T, p) LOAD_##T(p)
#define STORE(T, p, v) STORE_##T(p, v)

// Stores a vector at any address with one instruction: some drivers split a vstore16 into three.
typedef wide unaligned __attribute__((aligned(4)));
#define PUT(p, v) (*(__global unaligned *)(p) = (v))

// Hints that memory will soon be read or written; an invalid address does no harm. OpenCL C's prefetch does
// nothing on pocl, so a compiler for the processor itself is given clang's; one that writes SPIR-V may end
// the process for it.
#if defined(__has_builtin) && (defined(__x86_64__) || defined(__aarch64__) || defined(__riscv))
#define HAS_BUILTIN_PREFETCH __has_builtin(__builtin_prefetch)
#else
#define HAS_BUILTIN_PREFETCH 0
#endif
#if HAS_BUILTIN_PREFETCH
#define PREFETCH(p) __builtin_prefetch(p, 0, 2)
#define PREFETCH_TO_WRITE(p) __builtin_prefetch(p, 1, 3)
#else
#define PREFETCH(p) prefetch((__global const float *)(p), 1)
#define PREFETCH_TO_WRITE(p) PREFETCH(p)
#endif

// BODY for the elements 0 ..< n: whole vectors divided among the work-items, the rest in the last one.
#define FOR_WIDE(BODY, n)                                             \
  {                                                                   \
    FOR_ELEMENTS(w, (ulong)(n) / LANES) { BODY(wide, w * LANES); }    \
    if (LANES > 1 && get_global_id(0) + 1 == get_global_size(0)) {    \
      for (ulong i = (ulong)(n) / LANES * LANES; i < (ulong)(n); ++i) \
        BODY(float, i);                                               \
    }                                                                 \
  }

// Before a short scalar loop: vectorising and unrolling it would take the compiler longer than the loop
// ever runs.
#define SCALAR_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")

// The sum of a vector's lanes, as a tree.
static inline float sumLanes(wide v) {
#if LANES == 16
  const float8 half8 = v.lo + v.hi;
  const float4 half4 = half8.lo + half8.hi;
  const float2 half2 = half4.lo + half4.hi;
  return half2.lo + half2.hi;
#elif LANES == 8
  const float4 half4 = v.lo + v.hi;
  const float2 half2 = half4.lo + half4.hi;
  return half2.lo + half2.hi;
#elif LANES == 4
  const float2 half2 = v.lo + v.hi;
  return half2.lo + half2.hi;
#else
  return v;
#endif
}
