// Copies a rows × columns matrix into the columns at `offset` of a wider one.
//
// concatenate: (x, y, rows, columns, width, offset); y has rows of `width` elements.
// The host launches it once for each part. Elements are moved as bits, whatever their type.
// One kernel for both families; any work-group size.

__kernel void concatenate(IN(uint, x), OUT(uint, y), const int rows, const int columns,
                          const int width, const int offset) {
  BIND_IN(uint, x);
  BIND_OUT(uint, y);
  FOR_RUNS(row, begin, end, rows, columns) {
    __global const uint *source = x + (ulong)row * columns;
    __global uint *target = y + (ulong)row * width + offset;
    INDEPENDENT
    for (uint i = begin; i < end; ++i) target[i] = source[i];
  }
}
