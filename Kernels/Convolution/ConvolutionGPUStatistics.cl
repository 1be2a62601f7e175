// One part of ConvolutionStatistics from a work-group of the GPU family (no kernel here).
//
// Several work-items of the group, the lanes, note values of one channel of its tile. They share what
// they noted in local memory, laid out as the parts are, with one of them for each lane, and one
// work-item merges a channel's lanes in order: no result depends on the order in which they run.
//
// A kernel starts noting each channel of a work-item, finishes with KEEP behind each value, notes the
// kept ones, and in the end lets every work-item share each channel that it noted; after a barrier,
// storeShared. A tile's last channels may be ones that there are not: they are noted too, with the
// parameters and elements of channels that there are, and never stored.
// Needs ConvolutionStatistics and PartialMoments in front.

// Numbers of local memory that `lanes` lanes take for the channels of a tile.
#define SHARED_STATISTICS(lanes, channels) ((lanes) * (2 * (channels) + 1))

#if FAMILY_GPU && STATISTICS
// For FINISH_THEN: the finished value or four in the place of y.
#define KEEP(y) (y) = finished

// What noting needs beside one, two or four channels of the pixel that begins at element `first`. Four
// are loaded at once where the channels are whole fours, else one by one; two are all that there are.
#define BESIDE_float(first, channel) BESIDE(float, (first) + min(channel, TARGET_CHANNELS - 1))
#define BESIDE_float2(first, channel) BESIDE(float2, first)
#if TARGET_CHANNELS % 4 == 0
#define BESIDE_float4(first, channel) BESIDE(float4, (first) + min(channel, TARGET_CHANNELS - 4))
#else
#define BESIDE_float4(first, channel)                                         \
  (float4)(BESIDE_float(first, channel), BESIDE_float(first, (channel) + 1),  \
           BESIDE_float(first, (channel) + 2), BESIDE_float(first, (channel) + 3))
#endif

#define NOTE_float(noted, kept, beside) noteValue(noted, kept, beside)
#define NOTE_float2(noted, kept, beside) \
  (NOTE_float(noted, (kept).x, (beside).x), NOTE_float((noted) + 1, (kept).y, (beside).y))
#define NOTE_float4(noted, kept, beside)        \
  (NOTE_float2(noted, (kept).lo, (beside).lo),  \
   NOTE_float2((noted) + 2, (kept).hi, (beside).hi))
// Kept values of as many channels, from `channel` on, of the pixel that begins at element `first`.
#define NOTE_KEPT(T, noted, kept, first, channel)           \
  {                                                         \
    const T beside = JOIN(BESIDE_, T)(first, channel);      \
    JOIN(NOTE_, T)(noted, kept, beside);                    \
  }

// What has been SEEN, with what one more lane has noted.
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

// What `lane` of `lanes` noted of channel `channel` of the tile's `channels`.
NOTING void shareNoted(
    __local float *shared, const int lanes, const int channels, const int lane, const int channel,
    const Noted *noted) {
  __local float *to = shared + lane * (2 * channels) + channel;
  float first, second;
  partOf(noted, &first, &second);
  to[0] = first;
  to[channels] = second;
  if (channel == 0) shared[lanes * (2 * channels) + lane] = noted->count;
}

// The tile's part, from what its lanes have shared; its first channel is `channel`.
NOTING void storeShared(
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
#define KEEP(y)
#define NOTE_KEPT(T, noted, kept, first, channel)
#endif
