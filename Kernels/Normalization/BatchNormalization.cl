// The statistics of batch normalisation over the rows of x [rows, channels].
//
// batchStatistics: (x, partial, rows, channels, tiles, splits)
//   partial [tiles][2][channels], then [tiles]: mean and second moment about it of each tile of
//   rows, and the numbers of rows, for MomentsMerge.cl.
// The pass that normalises is in Normalize.cl.
// Moments are those of Moments.cl, which is put in front.
// CPU: vectors across channels, BLOCK of them at once; work-item = tile * splits + split, where
// splits share out the channels. GPU: local size (CHANNEL_LANES, ROW_LANES), powers of two; group
// (channel group, tile); the row lanes are merged as a tree; x may be stored in half precision.

#if FAMILY_CPU
DEFINE_MOMENTS(momentsOfBlock, wide, BLOCK)
DEFINE_MOMENTS(momentsOfWide, wide, 1)

#define STORE_MOMENTS(T, NV, FUNCTION)                                      \
  {                                                                         \
    T mean[NV], moment[NV];                                                 \
    FUNCTION(x + top * channels + c, channels, bottom - top, mean, moment); \
    for (int v = 0; v < NV; ++v) {                                          \
      STORE(T, result + c + v * SPAN_##T, mean[v]);                         \
      STORE(T, result + channels + c + v * SPAN_##T, moment[v]);            \
    }                                                                       \
    c += NV * SPAN_##T;                                                     \
  }

__kernel void batchStatistics(IN(float, x), OUT(float, partial), const int rows,
                              const int channels, const int tiles, const int splits) {
  BIND_IN(float, x);
  BIND_OUT(float, partial);
  const long tile = get_global_id(0) / splits, split = get_global_id(0) % splits;
  const long top = rows * tile / tiles, bottom = rows * (tile + 1) / tiles;
  const long blocks = (channels + BLOCK * LANES - 1) / (BLOCK * LANES);
  int c = blocks * split / splits * (BLOCK * LANES);
  const int end = min((int)(blocks * (split + 1) / splits * (BLOCK * LANES)), channels);
  __global float *result = partial + tile * 2 * channels;
  if (split == 0) partial[(long)tiles * 2 * channels + tile] = bottom - top;
  while (c + BLOCK * LANES <= end) STORE_MOMENTS(wide, BLOCK, momentsOfBlock)
  while (c + LANES <= end) STORE_MOMENTS(wide, 1, momentsOfWide)
  while (c < end) STORE_MOMENTS(float, 1, momentsOfFloat)
}
#else

// Merges the row lanes of each channel; the result is in lane 0.
inline float2 mergeLanes(__local float3 *lanes, const float3 own) {
  const int lane = get_local_id(1) * CHANNEL_LANES + get_local_id(0);
  lanes[lane] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = ROW_LANES / 2; reach > 0; reach /= 2) {
    if (get_local_id(1) < reach) {
      const float3 a = lanes[lane], b = lanes[lane + reach * CHANNEL_LANES];
      if (b.z > 0.0f) {
        const float weight = b.z / (a.z + b.z), delta = b.x - a.x;
        lanes[lane] =
            (float3)(a.x + delta * weight, a.y + b.y + delta * delta * (a.z * weight), a.z + b.z);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return lanes[get_local_id(0)].xy;
}

__kernel void batchStatistics(IN(STORED(x), x), OUT(float, partial), const int rows,
                              const int channels, const int tiles, const int splits) {
  BIND_IN(STORED(x), x);
  BIND_OUT(float, partial);
  __local float3 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  const long tile = get_group_id(1);
  const long top = rows * tile / tiles + get_local_id(1), bottom = rows * (tile + 1) / tiles;
  const int count = (bottom - top + ROW_LANES - 1) / ROW_LANES;
  float3 own = (float3)(0.0f);
  if (c < channels && top < bottom) {
    float mean, moment;
    momentsOfFloat(x + top * channels + c, (long)channels * ROW_LANES, count, &mean, &moment);
    own = (float3)(mean, moment, count);
  }
  const float2 merged = mergeLanes(lanes, own);
  if (c == 0 && get_local_id(1) == 0)
    partial[(long)tiles * 2 * channels + tile] = bottom - rows * tile / tiles;
  if (c < channels && get_local_id(1) == 0) {
    partial[tile * 2 * channels + c] = merged.x;
    partial[(tile * 2 + 1) * channels + c] = merged.y;
  }
}
#endif
