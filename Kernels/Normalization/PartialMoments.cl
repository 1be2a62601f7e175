// Merges the moments of subsets of a channel's values (no kernel here).
//
// They are stored as [partials][2][channels], mean and second moment about it, then [partials], the
// numbers of values; where that is 0 nothing else is read.

// Chan's formula: merges the moments of COUNT values into those of SEEN values, CENTER and MOMENT.
#define MERGE_MOMENTS(T, SEEN, CENTER, MOMENT, COUNT, OTHER_CENTER, OTHER_MOMENT) \
  {                                                                               \
    const float weight = (COUNT) / ((SEEN) + (COUNT));                            \
    const T delta = (OTHER_CENTER) - (CENTER);                                    \
    CENTER += delta * weight;                                                     \
    MOMENT += (OTHER_MOMENT) + delta * delta * ((SEEN) * weight);                 \
    SEEN += (COUNT);                                                              \
  }
