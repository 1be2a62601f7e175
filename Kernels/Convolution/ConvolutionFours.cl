// Fours of numbers, as the convolutions of the GPU family fetch, place and finish them (no kernel here).
//
// FETCH reads one number or four from global memory, PLACE writes them side by side to local memory and
// SPREAD `pitch` apart; T is float or float4. Fours begin on 16 bytes: tensors do, and an index is a
// multiple of 4 where the channels are whole fours. Needs Vectors in front.

#if FAMILY_GPU
#define LOAD_float2(p) (*(__global const float2 *)(p))
#define STORE_float2(p, v) (*(__global float2 *)(p) = (v))
#define LOAD_float4(p) (*(__global const float4 *)(p))
#define STORE_float4(p, v) (*(__global float4 *)(p) = (v))
#define FETCH(T, p) LOAD(T, p)

#define PLACE_float(to, v) (*(to) = (v))
#define PLACE_float4(to, v) (*(__local float4 *)(to) = (v))
#define PLACE(T, to, v) JOIN(PLACE_, T)(to, v)

#define SPREAD_float(to, pitch, v) (*(to) = (v))
#define SPREAD_float4(to, pitch, v) \
  ((to)[0] = (v).x, (to)[pitch] = (v).y, (to)[2 * (pitch)] = (v).z, (to)[3 * (pitch)] = (v).w)
#define SPREAD(T, to, pitch, v) JOIN(SPREAD_, T)(to, pitch, v)

// BODY(T, value, channel) for the numbers of `four` that belong to channels from `channel` on, as far as
// there are CHANNELS.
#define FOR_FOUR(BODY, four, channel, CHANNELS)                         \
  if ((CHANNELS) % 4 == 0) {                                            \
    if ((channel) < (CHANNELS)) BODY(float4, four, channel)             \
  } else {                                                              \
    if ((channel) < (CHANNELS)) BODY(float, (four).x, channel)          \
    if ((channel) + 1 < (CHANNELS)) BODY(float, (four).y, (channel) + 1)\
    if ((channel) + 2 < (CHANNELS)) BODY(float, (four).z, (channel) + 2)\
    if ((channel) + 3 < (CHANNELS)) BODY(float, (four).w, (channel) + 3)\
  }
#endif
