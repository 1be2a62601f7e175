// Copies the columns from `offset` on of each row, and pads a gradient with zeros to whole rows.
//
// slice:         (x, y, rows, columns, width, offset)   x has rows of `width` elements, y of `columns`
// sliceGradient: (upstream, gradient, rows, columns, width, offset)   the other way round
// Elements are copied as bits, whatever their type; zero bits are 0. Both families; any work-group size.
// Needs: RowSpans.

__kernel void slice(IN(uint, x), OUT(uint, y), const int rows, const int columns, const int width,
                    const int offset) {
  BIND_IN(uint, x);
  BIND_OUT(uint, y);
  FOR_ROW_SPANS(row, begin, end, rows, columns) {
    __global const uint *source = x + (ulong)row * width + offset;
    __global uint *target = y + (ulong)row * columns;
    INDEPENDENT
    for (uint i = begin; i < end; ++i) target[i] = source[i];
  }
}

__kernel void sliceGradient(IN(uint, upstream), OUT(uint, gradient), const int rows,
                            const int columns, const int width, const int offset) {
  BIND_IN(uint, upstream);
  BIND_OUT(uint, gradient);
  const uint lower = offset, upper = offset + columns;
  FOR_ROW_SPANS(row, begin, end, rows, width) {
    __global const uint *source = upstream + (ulong)row * columns;
    __global uint *target = gradient + (ulong)row * width;
    const uint first = clamp(lower, begin, end), last = clamp(upper, begin, end);
    for (uint i = begin; i < first; ++i) target[i] = 0;
    for (uint i = first; i < last; ++i) target[i] = source[i - lower];
    for (uint i = last; i < end; ++i) target[i] = 0;
  }
}
