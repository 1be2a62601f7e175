// One column of LANES neighbouring rows as a vector, for rows that are short (classes): exp() of a whole
// vector costs about as much as of one element. Behind Vectors.cl.
//
// The BODY(T, row) of FOR_WIDE reads and writes the element of a column in its rows, from a pointer into
// the first one, with COLUMN(T, pointer) and PUT_COLUMN(T, pointer, value). Rows have `columns` elements.

static wide columnOf(__global const float *p, const int columns) {
  float values[LANES];
#pragma unroll
  for (int lane = 0; lane < LANES; ++lane) values[lane] = p[lane * columns];
  return LOAD(wide, values);
}

static void putColumn(__global float *p, const wide value, const int columns) {
  float values[LANES];
  STORE(wide, values, value);
#pragma unroll
  for (int lane = 0; lane < LANES; ++lane) p[lane * columns] = values[lane];
}

#define COLUMN_wide(p) columnOf(p, columns)
#define COLUMN_float(p) (*(p))
#define COLUMN(T, p) COLUMN_##T(p)
#define PUT_COLUMN_wide(p, value) putColumn(p, value, columns)
#define PUT_COLUMN_float(p, value) (*(p) = (value))
#define PUT_COLUMN(T, p, value) PUT_COLUMN_##T(p, value)
