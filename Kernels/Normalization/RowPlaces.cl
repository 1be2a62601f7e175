// A pass over [rows, channels], rows from several places at once; a part of other programs, behind
// Vectors.cl.
//
// In the CPU family a work-item walks its run of rows from PLACES places at once, so that more
// requests to memory are under way: the passes of batch normalisation are bound by them. Measured
// with two cores on tensors of 75 MB: reading one 3.2 ms for 4.1, reading two 5.9 for 7.2, reading
// one and writing another 6.6 for 8.3.

#if FAMILY_CPU
#define PLACES 4
#else
#define PLACES 1
#endif

// BODY(T, i, c) for one row from element `first` on and for those that follow `stride` apart, `count`
// of them (a constant): element i, channel c.
#define FOR_CHANNELS(BODY, first, stride, count, channels)                                    \
  {                                                                                           \
    int c = 0;                                                                                \
    for (; c + LANES <= (channels); c += LANES) {                                             \
      _Pragma("unroll") for (int place = 0; place < (count); ++place)                         \
          BODY(wide, (first) + place * (stride) + c, c)                                       \
    }                                                                                         \
    for (; c < (channels); ++c) {                                                             \
      _Pragma("unroll") for (int place = 0; place < (count); ++place)                         \
          BODY(float, (first) + place * (stride) + c, c)                                      \
    }                                                                                         \
  }

// BODY for all elements, the rows shared out over the work-items, vectors across channels.
#define FOR_ROWS(BODY, rows, channels)                                                        \
  {                                                                                           \
    const ulong begin = (ulong)(rows) * get_global_id(0) / get_global_size(0);                \
    const ulong end = (ulong)(rows) * (get_global_id(0) + 1) / get_global_size(0);            \
    const ulong run = (end - begin) / PLACES;                                                 \
    for (ulong row = begin; row < begin + run; ++row)                                         \
      FOR_CHANNELS(BODY, row * (channels), run * (channels), PLACES, channels)                \
    for (ulong row = begin + PLACES * run; row < end; ++row)                                  \
      FOR_CHANNELS(BODY, row * (channels), 0, 1, channels)                                    \
  }
