// One body of code for wide vectors and for single floats.
//
// `wide` is a float vector of LANES elements: VECTOR_WIDTH on a CPU, where loops over memory that
// two arguments may share are not vectorised by the compiler, and one float on a GPU. A body is a
// macro BODY(T, i) with T `wide` or `float`; it reads with LOAD(T, pointer) and writes with
// STORE(T, pointer, value).

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
#define LOAD(T, p) LOAD_##T(p)
#define STORE(T, p, v) STORE_##T(p, v)

// A whole vector to global memory in one store, at any address: some drivers make three of a vstore16.
typedef wide unaligned __attribute__((aligned(4)));
#define PUT(p, v) (*(__global unaligned *)(p) = (v))

// Hints that memory is soon read or written; a wrong address does no harm.
#define PREFETCH(p)
#define PREFETCH_TO_WRITE(p)
#ifdef __has_builtin
#if __has_builtin(__builtin_prefetch)
#undef PREFETCH
#undef PREFETCH_TO_WRITE
#define PREFETCH(p) __builtin_prefetch(p, 0, 2)
#define PREFETCH_TO_WRITE(p) __builtin_prefetch(p, 1, 3)
#endif
#endif

// BODY for the elements 0 ..< n: whole vectors shared out over the work-items, the rest by the last.
#define FOR_WIDE(BODY, n)                                             \
  {                                                                   \
    FOR_ELEMENTS(w, (ulong)(n) / LANES) { BODY(wide, w * LANES); }    \
    if (LANES > 1 && get_global_id(0) + 1 == get_global_size(0)) {    \
      for (ulong i = (ulong)(n) / LANES * LANES; i < (ulong)(n); ++i) \
        BODY(float, i);                                               \
    }                                                                 \
  }

// In front of a short scalar loop: the compiler neither vectorises nor unrolls it, which would take it
// longer than the loop ever runs.
#define SCALAR_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")

// The sum of a vector's lanes, as a tree.
inline float sumLanes(wide v) {
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
