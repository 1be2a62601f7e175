// y = x in the rows whose mask is 1, and 0 in the others.
//
// maskRows: (x, mask, y, rows, columns)   mask has an int for each row
// 0 even where x is not finite. Both families; any work-group size. y may share the memory of x.
// Needs: RowSpans.

__kernel void maskRows(IN_SHARED(float, x), IN(int, mask), OUT_SHARED(float, y), const int rows,
                       const int columns) {
  BIND_IN(float, x);
  BIND_IN(int, mask);
  BIND_OUT(float, y);
  FOR_ROW_SPANS(row, begin, end, rows, columns) {
    const int isKept = mask[row] == 1;
    const ulong first = (ulong)row * columns;
    INDEPENDENT
    for (uint i = begin; i < end; ++i) y[first + i] = isKept ? x[first + i] : 0.0f;
  }
}
