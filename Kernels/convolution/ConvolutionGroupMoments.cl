// One part of the moments of ConvolutionStatistics from a work-group of the GPU family (no kernel here).
//
// Several work-items of the group, the lanes, note values of one channel of its tile. They share what
// they noted in local memory, laid out as in MomentParts.cl with a part for each lane, and one
// work-item merges a channel's lanes in order: no result depends on the order in which they run.
//
// A kernel clears `noted`, finishes with KEEP behind each value, notes the kept ones, and in the end
// lets every work-item share each channel that it noted; after a barrier, storeShared.
// Needs ConvolutionStatistics and MomentParts in front.

// Numbers of local memory that `lanes` lanes take for the channels of a tile.
#define SHARED_MOMENTS(lanes, channels) ((lanes) * (2 * (channels) + 1))

#if FAMILY_GPU && STATISTICS
// For FINISH_THEN: the finished value or four in the place of y.
#define KEEP(y) (y) = finished

#define NOTE_float(noted, kept) noteValue(statistics, noted, kept, 0)
#define NOTE_float2(noted, kept) \
  (NOTE_float(noted, (kept).x), NOTE_float((noted) + 1, (kept).y))
#define NOTE_float4(noted, kept) \
  (NOTE_float2(noted, (kept).lo), NOTE_float2((noted) + 2, (kept).hi))
// Kept values of as many channels; those of channels that there are not are noted and never stored.
#define NOTE_KEPT(T, noted, kept) JOIN(NOTE_, T)(noted, kept)

#define CLEAR_NOTED(noted, count) \
  _Pragma("unroll") for (int c = 0; c < (count); ++c) \
  (noted)[c] = startNoting(statistics, c)

// What `lane` of `lanes` noted of channel `channel` of the tile's `channels`.
NOTING void shareNoted(
    __local float *shared, const int lanes, const int channels, const int lane, const int channel,
    const Noted *noted) {
  __local float *to = shared + lane * (2 * channels) + channel;
  float mean, moment;
  partOf(noted, &mean, &moment);
  to[0] = mean;
  to[channels] = moment;
  if (channel == 0) shared[lanes * (2 * channels) + lane] = noted->count;
}

// The tile's part, from what its lanes have shared; its first channel is `first`.
NOTING void storeShared(
    const Statistics statistics, const int part, __local const float *shared, const int lanes,
    const int channels, const int first) {
  for (int c = get_local_id(0); c < min(channels, TARGET_CHANNELS - first);
       c += get_local_size(0)) {
    float center = 0.0f, moment = 0.0f, seen = 0.0f;
    for (int lane = 0; lane < lanes; ++lane) {
      const float count = shared[lanes * (2 * channels) + lane];
      if (count == 0.0f) continue;
      __local const float *from = shared + lane * (2 * channels) + c;
      MERGE_PART(float, seen, center, moment, count, from[0], from[channels])
    }
    __global float *to = statistics.parts + (ulong)part * 2 * TARGET_CHANNELS + first + c;
    to[0] = center;
    to[TARGET_CHANNELS] = moment;
    if (first + c == 0) storeCount(statistics, part, seen);
  }
}
#else
#define KEEP(y)
#define NOTE_KEPT(T, noted, kept)
#endif
