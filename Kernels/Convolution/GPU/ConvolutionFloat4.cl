// Loads, local stores and epilogues of float4 for the convolutions of the GPU family (no kernel here).
//
// LOAD_AS reads a float or float4 from global memory; STORE_LOCAL writes it to contiguous local memory,
// STORE_LOCAL_STRIDED with `pitch` between its elements. T is float or float4, which a macro may name.
// A float4 is 16-byte aligned: tensors are, and indices are multiples of 4 where channel counts are.
// Needs: Vectors.

#if FAMILY_GPU
#define LOAD_float2(p) (*(__global const float2 *)(p))
#define STORE_float2(p, v) (*(__global float2 *)(p) = (v))
#define LOAD_float4(p) (*(__global const float4 *)(p))
#define STORE_float4(p, v) (*(__global float4 *)(p) = (v))
#define LOAD_AS(T, p) LOAD(T, p)

#define STORE_LOCAL_float(to, v) (*(to) = (v))
#define STORE_LOCAL_float4(to, v) (*(__local float4 *)(to) = (v))
#define STORE_LOCAL(T, to, v) JOIN(STORE_LOCAL_, T)(to, v)

#define STORE_LOCAL_STRIDED_float(to, pitch, v) (*(to) = (v))
#define STORE_LOCAL_STRIDED_float4(to, pitch, v) \
  ((to)[0] = (v).x, (to)[pitch] = (v).y, (to)[2 * (pitch)] = (v).z, (to)[3 * (pitch)] = (v).w)
#define STORE_LOCAL_STRIDED(T, to, pitch, v) JOIN(STORE_LOCAL_STRIDED_, T)(to, pitch, v)

// BODY(T, value, channel) for the elements of the float4 `values` whose channels, `channel` and the next
// three, are below CHANNELS: once for all four where CHANNELS is a multiple of 4, else one by one.
#define FOR_FLOAT4(BODY, values, channel, CHANNELS)                         \
  if ((CHANNELS) % 4 == 0) {                                            \
    if ((channel) < (CHANNELS)) BODY(float4, values, channel)             \
  } else {                                                              \
    if ((channel) < (CHANNELS)) BODY(float, (values).x, channel)          \
    if ((channel) + 1 < (CHANNELS)) BODY(float, (values).y, (channel) + 1)\
    if ((channel) + 2 < (CHANNELS)) BODY(float, (values).z, (channel) + 2)\
    if ((channel) + 3 < (CHANNELS)) BODY(float, (values).w, (channel) + 3)\
  }
#endif
