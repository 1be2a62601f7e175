// A column of LANES consecutive rows as one vector (no kernel here).
//
// For short rows, such as classes: exp() of a whole vector costs about as much as of one element.
// COLUMN(T, pointer) reads and PUT_COLUMN(T, pointer, value) writes the element of one column in the
// rows of a BODY(T, row) of FOR_WIDE; `pointer` is to the element in the first row. `columns`, a
// variable of the kernel, is the length of a row.
// Needs: Vectors.

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
