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

// A tensor that the host may store in half precision has the type STORED(name) in place of float, and
// its elements are reached with READ and WRITE only: as float, or float2 or float4 where the first one's
// index is a multiple of 2 or 4. A load is exact, a store rounds to the nearest number, to the even one
// of two; what is computed between is float. BITS_name is 16 where it is stored so, and 32 where the
// host says nothing. These loads and stores need no extension. `wide` is that of Vectors.cl.
#define STORED(name) STORED_AS(BITS_##name)
#define READ(T, name, i) READ_AS(BITS_##name, T, name, i)
#define WRITE(T, name, i, value) WRITE_AS(BITS_##name, T, name, i, value)
// The same at a pointer of another name.
#define STORED_AS(bits) STORED_IN(bits)
#define READ_AS(bits, T, p, i) READ_IN(bits, T, p, i)
#define WRITE_AS(bits, T, p, i, value) WRITE_IN(bits, T, p, i, value)

#define STORED_IN(bits) STORED_##bits
#define READ_IN(bits, T, p, i) READ_##bits##_##T(p, i)
#define WRITE_IN(bits, T, p, i, value) WRITE_##bits##_##T(p, i, value)

#define STORED_32 float
#define READ_32_float(p, i) ((p)[i])
#define READ_32_float2(p, i) (*(__global const float2 *)((p) + (i)))
#define READ_32_float4(p, i) (*(__global const float4 *)((p) + (i)))
#define READ_32_wide(p, i) LOAD_wide((p) + (i))
#define WRITE_32_float(p, i, value) ((p)[i] = (value))
#define WRITE_32_float2(p, i, value) (*(__global float2 *)((p) + (i)) = (value))
#define WRITE_32_float4(p, i, value) (*(__global float4 *)((p) + (i)) = (value))
#define WRITE_32_wide(p, i, value) STORE_wide((p) + (i), value)

#define STORED_16 half
#define READ_16_float(p, i) vload_half(0, (p) + (i))
#define READ_16_float2(p, i) vloada_half2(0, (p) + (i))
#define READ_16_float4(p, i) vloada_half4(0, (p) + (i))
#define WRITE_16_float(p, i, value) vstore_half_rte(value, 0, (p) + (i))
#define WRITE_16_float2(p, i, value) vstorea_half2_rte(value, 0, (p) + (i))
#define WRITE_16_float4(p, i, value) vstorea_half4_rte(value, 0, (p) + (i))

// The tensors that some kernel takes so.
#ifndef BITS_x
#define BITS_x 32
#endif
#ifndef BITS_y
#define BITS_y 32
#endif
#ifndef BITS_dy
#define BITS_dy 32
#endif
#ifndef BITS_upstream
#define BITS_upstream 32
#endif
#ifndef BITS_gradient
#define BITS_gradient 32
#endif
#ifndef BITS_source
#define BITS_source 32
#endif
#ifndef BITS_result
#define BITS_result 32
#endif
#ifndef BITS_gate
#define BITS_gate 32
#endif
#ifndef BITS_unnormalized
#define BITS_unnormalized 32
#endif
#ifndef BITS_first
#define BITS_first 32
#endif
#ifndef BITS_second
#define BITS_second 32
#endif
#ifndef BITS_a
#define BITS_a 32
#endif
#ifndef BITS_b
#define BITS_b 32
#endif
#ifndef BITS_addend
#define BITS_addend 32
#endif
#ifndef BITS_output
#define BITS_output 32
#endif

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
