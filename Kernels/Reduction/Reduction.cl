// Sums over the middle axis of x [outer, reduced, inner], times a scale, in float32.
//
// The reduced axis is cut into `slices` of equal length, the last one shorter; y [slices, outer,
// inner] holds their sums. A second launch over [1, slices, outer·inner] finishes: the order of
// additions depends on the sizes alone. Within a slice, sums of short runs are summed again, so that
// a million terms keep their accuracy.
//
// reduceContiguous: inner divides LANES; on a GPU inner is 1. Lanes run along memory.
//   CPU: any global size. GPU: groups of 256, any number of them, a tree in local memory.
// reduceStrided: any inner; neighbouring work-items or lanes take neighbouring columns.
//   CPU: global (⌈inner / (4·LANES)⌉, outer, slices).
//   GPU: local (64,4,1), global (64·⌈outer·inner / 64⌉, 4, slices).
// Arguments: x, y, int outer, int reduced, int inner, int slices, float scale.

// Terms of one run, for each lane.
#define RUN 64

#if FAMILY_CPU

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduceContiguous(IN(float, x), OUT(float, y), const int outer, const int reduced,
                      const int inner, const int slices, const float scale) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int slice_length = (reduced + slices - 1) / slices;
  FOR_ELEMENTS(q, (ulong)outer * slices) {
    const size_t o = q % outer, slice = q / outer;
    const size_t begin = min((size_t)reduced, slice * slice_length);
    const size_t end = min((size_t)reduced, begin + slice_length);
    __global const float *from = x + (o * reduced + begin) * inner;
    const size_t count = (end - begin) * inner;
    wide total = (wide)(0.0f);
    size_t at = 0;
    while (at + LANES <= count) {
      const size_t stop = min(count, at + RUN * 4 * LANES);
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
    for (int half_width = LANES / 2; half_width >= inner; half_width /= 2)
      for (int lane = 0; lane < half_width; ++lane) lanes[lane] += lanes[lane + half_width];
    for (int i = 0; i < inner; ++i) y[(slice * outer + o) * inner + i] = lanes[i] * scale;
  }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void reduceStrided(IN(float, x), OUT(float, y), const int outer, const int reduced,
                   const int inner, const int slices, const float scale) {
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int slice_length = (reduced + slices - 1) / slices;
  const size_t o = get_global_id(1), slice = get_global_id(2);
  const int begin = min(reduced, (int)slice * slice_length);
  const int end = min(reduced, begin + slice_length);
  __global const float *from = x + o * reduced * inner;
  __global float *to = y + (slice * outer + o) * inner;
  int column = get_global_id(0) * 4 * LANES;
  const int column_end = min(inner, column + 4 * LANES);
  if (column + 4 * LANES <= inner) {
    wide total[4];
#pragma unroll
    for (int c = 0; c < 4; ++c) total[c] = (wide)(0.0f);
    for (int run = begin; run < end; run += RUN) {
      const int stop = min(end, run + RUN);
      wide sum[4];
#pragma unroll
      for (int c = 0; c < 4; ++c) sum[c] = (wide)(0.0f);
      for (int r = run; r < stop; ++r)
#pragma unroll
        for (int c = 0; c < 4; ++c) sum[c] += LOAD(wide, from + (size_t)r * inner + column + c * LANES);
#pragma unroll
      for (int c = 0; c < 4; ++c) total[c] += sum[c];
    }
#pragma unroll
    for (int c = 0; c < 4; ++c) STORE(wide, to + column + c * LANES, total[c] * scale);
    return;
  }
  for (; column + LANES <= column_end; column += LANES) {
    wide total = (wide)(0.0f);
    for (int run = begin; run < end; run += RUN) {
      const int stop = min(end, run + RUN);
      wide sum = (wide)(0.0f);
      for (int r = run; r < stop; ++r) sum += LOAD(wide, from + (size_t)r * inner + column);
      total += sum;
    }
    STORE(wide, to + column, total * scale);
  }
  for (; column < column_end; ++column) {
    float total = 0.0f;
    for (int run = begin; run < end; run += RUN) {
      const int stop = min(end, run + RUN);
      float sum = 0.0f;
      for (int r = run; r < stop; ++r) sum += from[(size_t)r * inner + column];
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
  const int slice_length = (reduced + slices - 1) / slices;
  const int item = get_local_id(0);
  for (ulong q = get_group_id(0); q < (ulong)outer * slices; q += get_num_groups(0)) {
    const ulong o = q % outer, slice = q / outer;
    const ulong begin = min((ulong)reduced, slice * slice_length);
    const ulong end = min((ulong)reduced, begin + slice_length);
    __global const float *from = x + o * reduced;
    float total = 0.0f;
    for (ulong run = begin; run < end; run += RUN * GROUP) {
      const ulong stop = min(end, run + RUN * GROUP);
      float sum = 0.0f;
      for (ulong r = run + item; r < stop; r += GROUP) sum += from[r];
      total += sum;
    }
    sums[item] = total;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_width = GROUP / 2; half_width > 0; half_width /= 2) {
      if (item < half_width) sums[item] += sums[item + half_width];
      barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (item == 0) y[slice * outer + o] = sums[0] * scale;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
}

__kernel __attribute__((reqd_work_group_size(COLUMNS, ROWS, 1)))
void reduceStrided(IN(float, x), OUT(float, y), const int outer, const int reduced,
                   const int inner, const int slices, const float scale) {
  __local float sums[ROWS][COLUMNS];
  BIND_IN(float, x);
  BIND_OUT(float, y);
  const int slice_length = (reduced + slices - 1) / slices;
  const int lane = get_local_id(0), row = get_local_id(1);
  const ulong count = (ulong)outer * inner, slice = get_group_id(2);
  const ulong q = (ulong)get_group_id(0) * COLUMNS + lane;
  float total = 0.0f;
  if (q < count) {
    const int begin = min((ulong)reduced, slice * slice_length);
    const int end = min(reduced, begin + slice_length);
    __global const float *from = x + (q / inner) * reduced * inner + q % inner;
    for (int run = begin; run < end; run += RUN * ROWS) {
      const int stop = min(end, run + RUN * ROWS);
      float sum = 0.0f;
      for (int r = run + row; r < stop; r += ROWS) sum += from[(ulong)r * inner];
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
