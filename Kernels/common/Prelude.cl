// Conventions that every kernel shares. This text is put in front of each program.
//
// A tensor argument is a base buffer and an offset in elements, because all tensors of a plan live
// in one arena: `IN(float, x)` in the parameter list, `BIND_IN(float, x);` first thing in the body.
// FAMILY_CPU or FAMILY_GPU is 1; VECTOR_WIDTH is the number of floats that one wide vector holds.

#define IN(type, name) __global const type *restrict name##_base, const ulong name##_offset
#define OUT(type, name) __global type *restrict name##_base, const ulong name##_offset
// Without `restrict`: for arguments that may share memory with another (in-place pairs).
#define IN_SHARED(type, name) __global const type *name##_base, const ulong name##_offset
#define OUT_SHARED(type, name) __global type *name##_base, const ulong name##_offset

#define BIND_IN(type, name) __global const type *name = name##_base + name##_offset
#define BIND_OUT(type, name) __global type *name = name##_base + name##_offset

// The elements 0 ..< n, shared out over the work-items: a contiguous run each on a CPU, where one
// core walks it with vector instructions; a grid stride on a GPU, so that neighbours coalesce.
#if FAMILY_GPU
#define FOR_ELEMENTS(i, n) \
  for (ulong i = get_global_id(0), i##_end = (n); i < i##_end; i += get_global_size(0))
#else
#define FOR_ELEMENTS(i, n) \
  for (ulong i = (ulong)(n) * get_global_id(0) / get_global_size(0), \
             i##_end = (ulong)(n) * (get_global_id(0) + 1) / get_global_size(0); \
       i < i##_end; ++i)
#endif
