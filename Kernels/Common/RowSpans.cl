// Loops over a matrix that know the row and column of each element (no kernel here).
//
// FOR_ROW_SPANS(row, begin, end, rows, columns) { ... } divides the elements of a rows × columns
// matrix among the work-items; the body handles the columns begin ..< end of one row. All are uint.
// CPU: a work-item has a contiguous range of elements, and divides once per row in it. GPU: a span is
// one element, in a grid stride, so that memory accesses coalesce. Any work-group size.
//
// INDEPENDENT before a loop asserts that no iteration depends on another. Without it a loop that
// writes over its own input runs one element at a time: on pocl `scale` in place took 2.6 times as
// long.

#if FAMILY_GPU
#define INDEPENDENT
#define FOR_ROW_SPANS(row, begin, end, rows, columns)                                             \
  for (uint row##_at = get_global_id(0), row##_stop = (uint)(rows) * (uint)(columns), row, begin, \
            end;                                                                                  \
       row##_at < row##_stop &&                                                                   \
       (row = row##_at / (uint)(columns), begin = row##_at - row * (uint)(columns),               \
        end = begin + 1, true);                                                                   \
       row##_at += get_global_size(0))
#else
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#define FOR_ROW_SPANS(row, begin, end, rows, columns)                                           \
  for (uint row##_count = (uint)(rows) * (uint)(columns),                                       \
            row##_at = (ulong)row##_count * get_global_id(0) / get_global_size(0),              \
            row##_stop = (ulong)row##_count * (get_global_id(0) + 1) / get_global_size(0), row, \
            begin, end;                                                                         \
       row##_at < row##_stop &&                                                                 \
       (row = row##_at / (uint)(columns), begin = row##_at - row * (uint)(columns),             \
        end = min((uint)(columns), begin + (row##_stop - row##_at)), true);                     \
       row##_at += end - begin)
#endif
