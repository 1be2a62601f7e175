// ConvolutionStatistics for a work-group of the GPU family (no kernel here).
//
// Several work-items (the lanes) accumulate values of the same channel of a tile. Each stores its sums
// to local memory, and one work-item per channel merges the lanes in order: the result is deterministic.
//
// A kernel calls startSums for each channel of a work-item, finishes values with WRITE_BACK, adds them
// with ADD_VECTOR_TO_SUMS, and calls shareSums for each channel; after a barrier, storeMergedSums. The
// last tile may extend beyond the target channels: channels that do not exist read the parameters of
// ones that do, and are never stored.
// Needs: ConvolutionStatistics, PartialMoments.

// Elements of local memory for `lanes` lanes of a tile with `channels` channels.
#define LOCAL_STATISTICS_ELEMENTS(lanes, channels) ((lanes) * (2 * (channels) + 1))

#if FAMILY_GPU && STATISTICS
// For FINISH_THEN: replaces y, a float or float4, by the finished value.
#define WRITE_BACK(y) (y) = finished

// STATISTICS_INPUT of one, two or four channels from `channel` on of the pixel that begins at element
// `first`. Four are one load where the channel count is a multiple of 4; two are all channels.
#define STATISTICS_INPUT_float(first, channel) \
  STATISTICS_INPUT(float, (first) + min(channel, TARGET_CHANNELS - 1))
#define STATISTICS_INPUT_float2(first, channel) STATISTICS_INPUT(float2, first)
#if TARGET_CHANNELS % 4 == 0
#define STATISTICS_INPUT_float4(first, channel) \
  STATISTICS_INPUT(float4, (first) + min(channel, TARGET_CHANNELS - 4))
#else
#define STATISTICS_INPUT_float4(first, channel)                                         \
  (float4)(STATISTICS_INPUT_float(first, channel), STATISTICS_INPUT_float(first, (channel) + 1),  \
           STATISTICS_INPUT_float(first, (channel) + 2), STATISTICS_INPUT_float(first, (channel) + 3))
#endif

#define ADD_float(channelSums, values, input) addToSums(channelSums, values, input)
#define ADD_float2(channelSums, values, input) \
  (ADD_float(channelSums, (values).x, (input).x), ADD_float((channelSums) + 1, (values).y, (input).y))
#define ADD_float4(channelSums, values, input)        \
  (ADD_float2(channelSums, (values).lo, (input).lo),  \
   ADD_float2((channelSums) + 2, (values).hi, (input).hi))
// Adds finished values of the channels from `channel` on of the pixel that begins at element `first`.
#define ADD_VECTOR_TO_SUMS(T, channelSums, values, first, channel)           \
  {                                                         \
    const T input = JOIN(STATISTICS_INPUT_, T)(first, channel);      \
    JOIN(ADD_, T)(channelSums, values, input);                    \
  }

// Merges one more lane of COUNT values into FIRST and SECOND, which cover SEEN values so far.
#if STATISTICS == 1
#define MERGE_LANE(SEEN, FIRST, SECOND, COUNT, LANE_FIRST, LANE_SECOND) \
  MERGE_MOMENTS(float, SEEN, FIRST, SECOND, COUNT, LANE_FIRST, LANE_SECOND)
#else
#define MERGE_LANE(SEEN, FIRST, SECOND, COUNT, LANE_FIRST, LANE_SECOND) \
  {                                                                     \
    FIRST += (LANE_FIRST);                                              \
    SECOND += (LANE_SECOND);                                            \
    SEEN += (COUNT);                                                    \
  }
#endif

// Stores the sums of one lane for channel `channel` of the tile to local memory.
STATISTICS_INLINE void shareSums(
    __local float *shared, const int lanes, const int channels, const int lane, const int channel,
    const ChannelSums *channelSums) {
  __local float *to = shared + lane * (2 * channels) + channel;
  float first, second;
  partialStatistics(channelSums, &first, &second);
  to[0] = first;
  to[channels] = second;
  if (channel == 0) shared[lanes * (2 * channels) + lane] = channelSums->count;
}

// Merges the lanes and stores the tile's part; the tile's first channel is `channel`.
STATISTICS_INLINE void storeMergedSums(
    const Statistics statistics, const int part, __local const float *shared, const int lanes,
    const int channels, const int channel) {
  for (int c = get_local_id(0); c < min(channels, TARGET_CHANNELS - channel);
       c += get_local_size(0)) {
    float first = 0.0f, second = 0.0f, seen = 0.0f;
    for (int lane = 0; lane < lanes; ++lane) {
      const float count = shared[lanes * (2 * channels) + lane];
      if (count == 0.0f) continue;
      __local const float *from = shared + lane * (2 * channels) + c;
      MERGE_LANE(seen, first, second, count, from[0], from[channels])
    }
    __global float *to = statistics.parts + (ulong)part * 2 * TARGET_CHANNELS + channel + c;
    to[0] = first;
    to[TARGET_CHANNELS] = second;
    if (channel + c == 0) storeCount(statistics, part, seen);
  }
}
#else
#define WRITE_BACK(y)
#define ADD_VECTOR_TO_SUMS(T, channelSums, values, first, channel)
#endif
