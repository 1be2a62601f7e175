// Eight neighbouring elements of a short row at a time: exp() of eight costs about as much as of one.
//
// A row need not be a multiple of eight: the lanes behind its end read as `filler` and are not
// written.

static float8 loadLanes(__global const float *row, const int first, const int columns,
                        const float filler) {
  if (first + 8 <= columns) return vload8(0, row + first);
  float values[8];
#pragma unroll
  for (int i = 0; i < 8; ++i) values[i] = first + i < columns ? row[first + i] : filler;
  return vload8(0, values);
}

static void storeLanes(const float8 values, __global float *row, const int first,
                       const int columns) {
  if (first + 8 <= columns) {
    vstore8(values, 0, row + first);
  } else {
    float single[8];
    vstore8(values, 0, single);
#pragma unroll
    for (int i = 0; i < 8; ++i) {
      if (first + i < columns) row[first + i] = single[i];
    }
  }
}

static float sumLanesOf(const float8 values) {
  const float4 four = values.lo + values.hi;
  const float2 two = four.lo + four.hi;
  return two.lo + two.hi;
}

static float largestLane(const float8 values) {
  const float4 four = fmax(values.lo, values.hi);
  const float2 two = fmax(four.lo, four.hi);
  return fmax(two.lo, two.hi);
}

// The largest element of a row; NaN only where every element is.
static float largestOf(__global const float *row, const int columns) {
  float8 largest = -INFINITY;
  for (int i = 0; i < columns; i += 8) {
    largest = fmax(largest, loadLanes(row, i, columns, -INFINITY));
  }
  return largestLane(largest);
}
