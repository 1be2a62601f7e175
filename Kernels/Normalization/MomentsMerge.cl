// Mean and biased variance of each channel, from partial moments that are merged in a fixed order, and the
// scale of a normalisation by them.
//
// momentsMerge: (moments, gamma, mean, variance, scale, partials, channels, epsilon)
//   moments: [partials][2][channels], then [partials], as in PartialMoments.cl.
//   scale = gamma / sqrt(variance + epsilon).
// CPU: vectors across channels; MERGED consecutive partial moments are merged first, so that rounding
// does not grow with their number. GPU: local size (CHANNEL_LANES, ROW_LANES), powers of two; each row
// lane merges every ROW_LANES-th of them, then a tree the row lanes.
// Needs: ChannelResults, Vectors, PartialMoments.

#define MERGED 64

#define MERGE(T, c)                                                                   \
  {                                                                                   \
    T center = (T)(0.0f), moment = (T)(0.0f);                                         \
    float seen = 0.0f;                                                                \
    for (int first = 0; first < partials; first += MERGED) {                          \
      T near = (T)(0.0f), spread = (T)(0.0f);                                         \
      float count = 0.0f;                                                             \
      for (int partial = first; partial < min(first + MERGED, partials); ++partial) { \
        if (counts[partial] == 0.0f) continue;                                        \
        __global const float *from = moments + (ulong)partial * 2 * channels + (c);   \
        MERGE_MOMENTS(T, count, near, spread, counts[partial], LOAD(T, from),         \
                      LOAD(T, from + channels))                                       \
      }                                                                               \
      if (count > 0.0f) MERGE_MOMENTS(T, seen, center, moment, count, near, spread)   \
    }                                                                                 \
    FINISH_MOMENTS(T, c, center, moment, seen)                                        \
  }

__kernel void momentsMerge(IN(float, moments), IN(float, gamma), OUT(float, mean),
                           OUT(float, variance), OUT(float, scale), const int partials,
                           const int channels, const float epsilon) {
  BIND_IN(float, moments);
  BIND_IN(float, gamma);
  BIND_OUT(float, mean);
  BIND_OUT(float, variance);
  BIND_OUT(float, scale);
  __global const float *counts = moments + (ulong)partials * 2 * channels;
#if FAMILY_CPU
  FOR_WIDE(MERGE, channels)
#else
  __local float3 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0), lane = get_local_id(1) * CHANNEL_LANES + get_local_id(0);
  float center = 0.0f, moment = 0.0f, seen = 0.0f;
  if (c < channels) {
    for (int partial = get_local_id(1); partial < partials; partial += ROW_LANES) {
      if (counts[partial] == 0.0f) continue;
      __global const float *from = moments + (ulong)partial * 2 * channels + c;
      MERGE_MOMENTS(float, seen, center, moment, counts[partial], from[0], from[channels])
    }
  }
  lanes[lane] = (float3)(center, moment, seen);
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = ROW_LANES / 2; reach > 0; reach /= 2) {
    if (get_local_id(1) < reach) {
      const float3 other = lanes[lane + reach * CHANNEL_LANES];
      if (other.z > 0.0f) MERGE_MOMENTS(float, seen, center, moment, other.z, other.x, other.y)
      lanes[lane] = (float3)(center, moment, seen);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (c < channels && get_local_id(1) == 0) FINISH_MOMENTS(float, c, center, moment, seen)
#endif
}
