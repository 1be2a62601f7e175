// The statistics of batch normalisation over the rows of x [rows, channels].
//
// batchStatistics: (x, partial, rows, channels, rowSlices, channelSlices)
//   partial: [rowSlices][2][channels], then [rowSlices]: mean and second moment about it of each slice
//   of the rows, then the slices' numbers of rows, for MomentsMerge.cl.
//   WHOLE, with one slice of the rows: (x, gamma, mean, variance, scale, rows, channels, rowSlices,
//   channelSlices, epsilon), the results of MomentsMerge.cl.
// CPU: vectors across channels, BLOCK of them at once; work-item rowSlice * channelSlices + channelSlice
// has that pair of slices. GPU: local size (CHANNEL_LANES, ROW_LANES), powers of two; a work-group has a
// (channel slice, row slice) and merges its row lanes as a tree; x may be stored in half precision.
// Normalize.cl is the last pass.
// Needs: ChannelResults, Vectors, RowStreams, Moments.

#if WHOLE
#define RESULT_ARGUMENTS                                                               \
  IN(float, gamma), OUT(float, mean), OUT(float, variance), OUT(float, scale)
#define EPSILON_ARGUMENT , const float epsilon
#define BIND_RESULTS                                                                   \
  BIND_IN(float, gamma);                                                               \
  BIND_OUT(float, mean);                                                               \
  BIND_OUT(float, variance);                                                           \
  BIND_OUT(float, scale);
#define STORE_CHANNELS(T, c, center, moment) FINISH_MOMENTS(T, c, center, moment, (float)rows)
#define STORE_COUNT(count) {}
#else
#define RESULT_ARGUMENTS OUT(float, partial)
#define EPSILON_ARGUMENT
#define BIND_RESULTS BIND_OUT(float, partial);
#define STORE_CHANNELS(T, c, center, moment)                                           \
  {                                                                                    \
    STORE(T, partial + rowSlice * 2 * channels + (c), center);                         \
    STORE(T, partial + (rowSlice * 2 + 1) * channels + (c), moment);                   \
  }
#define STORE_COUNT(count) partial[(long)rowSlices * 2 * channels + rowSlice] = (count);
#endif

#if FAMILY_CPU
DEFINE_MOMENTS(momentsOfBlock, wide, BLOCK)
DEFINE_MOMENTS(momentsOfWide, wide, 1)

#define STORE_MOMENTS(T, NV, FUNCTION)                                        \
  {                                                                           \
    T center[NV], moment[NV];                                                 \
    FUNCTION(x + top * channels + c, channels, bottom - top, center, moment); \
    for (int v = 0; v < NV; ++v)                                              \
      STORE_CHANNELS(T, c + v * SPAN_##T, center[v], moment[v])               \
    c += NV * SPAN_##T;                                                       \
  }

__kernel void batchStatistics(IN(float, x), RESULT_ARGUMENTS, const int rows, const int channels,
                              const int rowSlices, const int channelSlices EPSILON_ARGUMENT) {
  BIND_IN(float, x);
  BIND_RESULTS
  const long rowSlice = get_global_id(0) / channelSlices;
  const long channelSlice = get_global_id(0) % channelSlices;
  const long top = rows * rowSlice / rowSlices, bottom = rows * (rowSlice + 1) / rowSlices;
  const long blocks = (channels + BLOCK * LANES - 1) / (BLOCK * LANES);
  int c = blocks * channelSlice / channelSlices * (BLOCK * LANES);
  const int end = min((int)(blocks * (channelSlice + 1) / channelSlices * (BLOCK * LANES)), channels);
  if (channelSlice == 0) STORE_COUNT(bottom - top)
  while (c + BLOCK * LANES <= end) STORE_MOMENTS(wide, BLOCK, momentsOfBlock)
  while (c + LANES <= end) STORE_MOMENTS(wide, 1, momentsOfWide)
  while (c < end) STORE_MOMENTS(float, 1, momentsOfFloat)
}
#else

// Merges the moments of each channel over its row lanes; returns mean and second moment.
static inline float2 mergeLanes(__local float3 *lanes, const float3 own) {
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

__kernel void batchStatistics(IN(STORED(x), x), RESULT_ARGUMENTS, const int rows,
                              const int channels, const int rowSlices,
                              const int channelSlices EPSILON_ARGUMENT) {
  BIND_IN(STORED(x), x);
  BIND_RESULTS
  __local float3 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  const long rowSlice = get_group_id(1);
  const long top = rows * rowSlice / rowSlices + get_local_id(1);
  const long bottom = rows * (rowSlice + 1) / rowSlices;
  const int count = (bottom - top + ROW_LANES - 1) / ROW_LANES;
  float3 own = (float3)(0.0f);
  if (c < channels && top < bottom) {
    float center, moment;
    momentsOfFloat(x + top * channels + c, (long)channels * ROW_LANES, count, &center, &moment);
    own = (float3)(center, moment, count);
  }
  const float2 merged = mergeLanes(lanes, own);
  if (c == 0 && get_local_id(1) == 0) STORE_COUNT(bottom - rows * rowSlice / rowSlices)
  if (c < channels && get_local_id(1) == 0) STORE_CHANNELS(float, c, merged.x, merged.y)
}
#endif
