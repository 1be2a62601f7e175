// Moments of values that come in parts (no kernel here).
//
// Parts lie as [parts][2][channels], each part's mean and second moment about it, then [parts], the
// numbers of values; of a part without values nothing else is read.

// Chan's formula: what has been SEEN, CENTER and MOMENT, with COUNT more values.
#define MERGE_PART(T, SEEN, CENTER, MOMENT, COUNT, PART_CENTER, PART_MOMENT) \
  {                                                                          \
    const float weight = (COUNT) / ((SEEN) + (COUNT));                       \
    const T delta = (PART_CENTER) - (CENTER);                                \
    CENTER += delta * weight;                                                \
    MOMENT += (PART_MOMENT) + delta * delta * ((SEEN) * weight);             \
    SEEN += (COUNT);                                                         \
  }
