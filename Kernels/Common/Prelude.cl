// Conventions that every kernel shares. This text comes first in each program (no kernel here).
//
// A tensor argument is a base buffer and an offset in elements, because all tensors of a plan are
// stored in one arena: `IN(float, x)` in the parameter list, `BIND_IN(float, x);` as the first
// statement. FAMILY_CPU or FAMILY_GPU is 1; VECTOR_WIDTH is the number of floats in a wide vector.

#define IN(type, name) __global const type *restrict name##_base, const ulong name##_offset
#define OUT(type, name) __global type *restrict name##_base, const ulong name##_offset
// Without `restrict`: for arguments that may share memory with another (in-place pairs).
#define IN_SHARED(type, name) __global const type *name##_base, const ulong name##_offset
#define OUT_SHARED(type, name) __global type *name##_base, const ulong name##_offset

#define BIND_IN(type, name) __global const type *name = name##_base + name##_offset
#define BIND_OUT(type, name) __global type *name = name##_base + name##_offset

// A tensor that may be stored in half precision has the element type STORED(name) instead of float. Its
// elements are accessed through READ and WRITE only, as T: float, or float2 or float4 at an index that
// is a multiple of 2 or 4, or the `wide` of Vectors.cl, in float32 only. The host defines BITS_name as 16
// for half precision; the default is 32. Loads are exact, stores round to nearest even, arithmetic is
// float32. No extension is needed.
#define STORED(name) STORED_AS(BITS_##name)
#define READ(T, name, i) READ_AS(BITS_##name, T, name, i)
#define WRITE(T, name, i, value) WRITE_AS(BITS_##name, T, name, i, value)
// The same for a pointer with another name.
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

// The tensors that kernels accept in half precision.
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

// Loops over the elements 0 ..< n, divided among the work-items. CPU: a contiguous range for each, which
// a core walks with vector instructions. GPU: a grid stride, so that memory accesses coalesce.
#if FAMILY_GPU
#define FOR_ELEMENTS(i, n) \
  for (ulong i = get_global_id(0), i##_end = (n); i < i##_end; i += get_global_size(0))
#else
#define FOR_ELEMENTS(i, n)                                                       \
  for (ulong i = (ulong)(n) * get_global_id(0) / get_global_size(0),             \
             i##_end = (ulong)(n) * (get_global_id(0) + 1) / get_global_size(0); \
       i < i##_end; ++i)
#endif
