// Sums over the middle axis of x [outer, reduced, inner], times a scale, in float32.
//
// reduceContiguous, reduceStrided: (x, y, outer, reduced, inner, slices, scale)
//   y [slices, outer, inner]: the sums of `slices` slices of the reduced axis, of equal length but for
//   the last. A second launch over [1, slices, outer·inner] adds the slices: the order of additions
//   depends on the sizes alone. Within a slice, chunks are summed separately, so that a million terms
//   keep their accuracy.
// reduceContiguous: inner divides LANES; on a GPU inner is 1. Lanes are consecutive in memory.
//   CPU: work-groups of 1, any number. GPU: work-groups of GROUP, any number; a tree in local memory.
// reduceStrided: any inner; neighbouring work-items or lanes have neighbouring columns.
//   CPU: work-groups of 1, global (⌈inner / (4·LANES)⌉, outer, slices).
//   GPU: local (COLUMNS, ROWS, 1), global (COLUMNS·⌈outer·inner / COLUMNS⌉, ROWS, slices).
// Needs: Vectors, WorkGroupSum.

// Terms of a chunk, in each lane.
#define CHUNK 64

#if FAMILY_CPU

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduceContiguous(IN(float, x), OUT(float, y), const int outer, const int reduced,
                      const int inner, const int slices, const float scale) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int sliceLength = (reduced + slices - 1) / slices;
  FOR_ELEMENTS(q, (ulong)outer * slices) {
    const size_t o = q % outer, slice = q / outer;
    const size_t begin = min((size_t)reduced, slice * sliceLength);
    const size_t end = min((size_t)reduced, begin + sliceLength);
    __global const float *from = x + (o * reduced + begin) * inner;
    const size_t count = (end - begin) * inner;
    wide total = (wide)(0.0f);
    size_t at = 0;
    while (at + LANES <= count) {
      const size_t stop = min(count, at + CHUNK * 4 * LANES);
      wide a = (wide)(0.0f), b = a, c = a, d = a;
      for (; at + 4 * LANES <= stop; at += 4 * LANES) {
        a += LOAD(wide, from + at);
        b += LOAD(wide, from + at + LANES);
        c += LOAD(wide, from + at + 2 * LANES);
        d += LOAD(wide, from + at + 3 * LANES);
      }
      for (; at + LANES <= stop; at += LANES) a += LOAD(wide, from + at);
      total += (a + b) + (c + d);
    }
    float lanes[LANES];
    STORE(wide, lanes, total);
    for (int lane = 0; at + lane < count; ++lane) lanes[lane] += from[at + lane];
    for (int halfWidth = LANES / 2; halfWidth >= inner; halfWidth /= 2)
      for (int lane = 0; lane < halfWidth; ++lane) lanes[lane] += lanes[lane + halfWidth];
    for (int i = 0; i < inner; ++i) y[(slice * outer + o) * inner + i] = lanes[i] * scale;
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduceStrided(IN(float, x), OUT(float, y), const int outer, const int reduced,
                   const int inner, const int slices, const float scale) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int sliceLength = (reduced + slices - 1) / slices;
  const size_t o = get_global_id(1), slice = get_global_id(2);
  const int begin = min(reduced, (int)slice * sliceLength);
  const int end = min(reduced, begin + sliceLength);
  __global const float *from = x + o * reduced * inner;
  __global float *to = y + (slice * outer + o) * inner;
  int column = get_global_id(0) * 4 * LANES;
  const int columnEnd = min(inner, column + 4 * LANES);
  if (column + 4 * LANES <= inner) {
    wide total[4];
#pragma unroll
    for (int c = 0; c < 4; ++c) total[c] = (wide)(0.0f);
    for (int chunk = begin; chunk < end; chunk += CHUNK) {
      const int stop = min(end, chunk + CHUNK);
      wide sum[4];
#pragma unroll
      for (int c = 0; c < 4; ++c) sum[c] = (wide)(0.0f);
      for (int r = chunk; r < stop; ++r)
#pragma unroll
        for (int c = 0; c < 4; ++c)
          sum[c] += LOAD(wide, from + (size_t)r * inner + column + c * LANES);
#pragma unroll
      for (int c = 0; c < 4; ++c) total[c] += sum[c];
    }
#pragma unroll
    for (int c = 0; c < 4; ++c) STORE(wide, to + column + c * LANES, total[c] * scale);
    return;
  }
  for (; column + LANES <= columnEnd; column += LANES) {
    wide total = (wide)(0.0f);
    for (int chunk = begin; chunk < end; chunk += CHUNK) {
      const int stop = min(end, chunk + CHUNK);
      wide sum = (wide)(0.0f);
      for (int r = chunk; r < stop; ++r) sum += LOAD(wide, from + (size_t)r * inner + column);
      total += sum;
    }
    STORE(wide, to + column, total * scale);
  }
  for (; column < columnEnd; ++column) {
    float total = 0.0f;
    for (int chunk = begin; chunk < end; chunk += CHUNK) {
      const int stop = min(end, chunk + CHUNK);
      float sum = 0.0f;
      for (int r = chunk; r < stop; ++r) sum += from[(size_t)r * inner + column];
      total += sum;
    }
    to[column] = total * scale;
  }
}

#else

#define GROUP 256
#define COLUMNS 64
#define ROWS 4

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void reduceContiguous(IN(float, x), OUT(float, y), const int outer, const int reduced,
                      const int inner, const int slices, const float scale) {
  __local float sums[GROUP];
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int sliceLength = (reduced + slices - 1) / slices;
  const int item = get_local_id(0);
  for (ulong q = get_group_id(0); q < (ulong)outer * slices; q += get_num_groups(0)) {
    const ulong o = q % outer, slice = q / outer;
    const ulong begin = min((ulong)reduced, slice * sliceLength);
    const ulong end = min((ulong)reduced, begin + sliceLength);
    __global const float *from = x + o * reduced;
    float total = 0.0f;
    for (ulong chunk = begin; chunk < end; chunk += CHUNK * GROUP) {
      const ulong stop = min(end, chunk + CHUNK * GROUP);
      float sum = 0.0f;
      for (ulong r = chunk + item; r < stop; r += GROUP) sum += from[r];
      total += sum;
    }
    total = sumWorkGroupFloat(sums, total, item, GROUP, 1);
    if (item == 0) y[slice * outer + o] = total * scale;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}

__kernel __attribute__((reqd_work_group_size(COLUMNS, ROWS, 1)))
void reduceStrided(IN(float, x), OUT(float, y), const int outer, const int reduced,
                   const int inner, const int slices, const float scale) {
  __local float sums[ROWS][COLUMNS];
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int sliceLength = (reduced + slices - 1) / slices;
  const int lane = get_local_id(0), row = get_local_id(1);
  const ulong count = (ulong)outer * inner, slice = get_group_id(2);
  const ulong q = (ulong)get_group_id(0) * COLUMNS + lane;
  float total = 0.0f;
  if (q < count) {
    const int begin = min((ulong)reduced, slice * sliceLength);
    const int end = min(reduced, begin + sliceLength);
    __global const float *from = x + (q / inner) * reduced * inner + q % inner;
    for (int chunk = begin; chunk < end; chunk += CHUNK * ROWS) {
      const int stop = min(end, chunk + CHUNK * ROWS);
      float sum = 0.0f;
      for (int r = chunk + row; r < stop; r += ROWS) sum += from[(ulong)r * inner];
      total += sum;
    }
  }
  sums[row][lane] = total;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (row == 0 && q < count)
    y[slice * count + q] =
        ((sums[0][lane] + sums[1][lane]) + (sums[2][lane] + sums[3][lane])) * scale;
}

#endif
