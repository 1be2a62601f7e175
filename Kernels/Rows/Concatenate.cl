// Joins matrices with equally many rows: each is copied into its columns of a wider one.
//
// concatenate: for each tensor (x, count, columns, offset), then (y, blocks, width); see MultiTensor.cl
//   count = rows * columns; x becomes the columns of y from `offset` on; a row of y has `width` elements.
// Elements are copied as bits, whatever their type. Both families; any work-group size.
// Needs: MultiTensor.

#define ARGUMENTS(n) IN(uint, x##n), const int count##n, const int columns##n, const int offset##n,
#define SELECT(n)         \
  case n:                 \
    x = POINTER(x, n);    \
    count = count##n;     \
    columns = columns##n; \
    offset = offset##n;   \
    break;

__kernel void concatenate(EACH_TENSOR(ARGUMENTS) OUT(uint, y), const int blocks,
                          const int width) {
  BIND_OUT(uint, y);
  FOR_BLOCKS(at, blocks) {
    FIND_TENSOR(at, block, tensor)
    __global const uint *x = 0;
    int count = 0, columns = 1, offset = 0;
    switch (tensor) { EACH_TENSOR(SELECT) }
    const uint begin = block * BLOCK, end = min((uint)count, begin + BLOCK);
#if FAMILY_GPU
    for (uint i = begin + get_local_id(0); i < end; i += get_local_size(0))
      y[(ulong)(i / columns) * width + offset + i % columns] = x[i];
#else
    // Row by row, from the first one's remaining elements on.
    ulong row = begin / columns;
    for (uint i = begin; i < end; ++row) {
      const uint next = min(end, (uint)(row + 1) * columns);
      __global uint *target = y + (row * width + offset) - row * columns;
      for (; i < next; ++i) target[i] = x[i];
    }
#endif
  }
}
