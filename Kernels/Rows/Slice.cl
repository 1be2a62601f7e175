// Takes the columns at `offset` out of each row, and puts a gradient back between zeros.
//
// slice:         (x, y, rows, columns, width, offset)          x has rows of `width` elements,
//                                                              y of `columns`
// sliceGradient: (upstream, gradient, rows, columns, width, offset)   the other way round
// Elements are moved as bits, whatever their type; zero bits are 0. One kernel for both families;
// any work-group size.

__kernel void slice(IN(uint, x), OUT(uint, y), const int rows, const int columns, const int width,
                    const int offset) {
  BIND_IN(uint, x);
  BIND_OUT(uint, y);
  FOR_RUNS(row, begin, end, rows, columns) {
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
  FOR_RUNS(row, begin, end, rows, width) {
    __global const uint *source = upstream + (ulong)row * columns;
    __global uint *target = gradient + (ulong)row * width;
    const uint first = clamp(lower, begin, end), last = clamp(upper, begin, end);
    for (uint i = begin; i < first; ++i) target[i] = 0;
    for (uint i = first; i < last; ++i) target[i] = source[i - lower];
    for (uint i = last; i < end; ++i) target[i] = 0;
  }
}
