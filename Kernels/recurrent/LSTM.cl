// The recurrence of an LSTM over whole sequences, for wide vectors: the CPU family.
//
//   z = p[t] + h[t - 1] R,  (i, f, g, o) = activated z,  c[t] = f c[t - 1] + i g,
//   h[t] = o tanh(c[t])
//
// A work-item owns ROWS rows of the batch and walks all steps. In each it multiplies h by the packed
// recurrent kernel in register tiles of ROWS x TILE_VECTORS vectors over the 4 * UNITS columns, so that
// every vector of weights that is loaded serves all rows; then it activates the gates and updates
// the cells.
//
// Arguments: p [batch,steps,4 UNITS], packed (LSTMPacking: depth UNITS, targets 4 UNITS),
//   with HAS_STATE h0 and c0 [batch,UNITS], h [batch,steps,UNITS], gates [batch,steps,4 UNITS],
//   activated, cells [batch,steps,UNITS], batch, steps. gates may be the same memory as p.
// Macros: those of LSTMCell, ROWS, TILE_VECTORS, HAS_STATE.
// Work-group: (1,1,1). Global size: ceil(batch / ROWS).

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void lstm(IN_SHARED(float, p), IN(float, packed),
#if HAS_STATE
          IN(float, initialHidden), IN(float, initialCell),
#endif
          OUT(float, h), OUT_SHARED(float, gates), OUT(float, cells), const int batch,
          const int steps) {
  BIND_IN(float, p);
  BIND_IN(float, packed);
  BIND_OUT(float, h);
  BIND_OUT(float, gates);
  BIND_OUT(float, cells);
  const int begin = get_global_id(0) * ROWS;
  const int rows = min(ROWS, batch - begin);
  float z[ROWS * COLUMNS];
  float hidden[ROWS * UNITS];
  float cell[2 * ROWS * UNITS];
  float kinds[VECTORS(COLUMNS) * WIDTH];
  for (int v = 0; v < VECTORS(COLUMNS); ++v) {
    for (int lane = 0; lane < WIDTH; ++lane) {
      const int column = START(v, COLUMNS) + lane;
      kinds[v * WIDTH + lane] = column >= 2 * UNITS && column < 3 * UNITS ? 2.0f : 1.0f;
    }
  }
  for (int i = 0; i < ROWS * UNITS; ++i) hidden[i] = cell[i] = cell[ROWS * UNITS + i] = 0.0f;
#if HAS_STATE
  BIND_IN(float, initialHidden);
  BIND_IN(float, initialCell);
  for (int i = 0; i < rows * UNITS; ++i) {
    hidden[i] = initialHidden[(ulong)begin * UNITS + i];
    cell[i] = initialCell[(ulong)begin * UNITS + i];
  }
#endif
  // The vectors of one row overlap, so the cells of a step are not written over those before it.
  float *before = cell, *after = cell + ROWS * UNITS;
  for (int t = 0; t < steps; ++t) {
    __global const float *weights = packed;
#pragma nounroll
    for (int first = 0; first < VECTORS(COLUMNS); first += TILE_VECTORS) {
      wide sum[ROWS][TILE_VECTORS];
      // Rows behind the last of the batch repeat it; nobody reads their sums.
#pragma unroll
      for (int r = 0; r < ROWS; ++r) {
        __global const float *row =
            p + ((ulong)min(begin + r, batch - 1) * steps + t) * COLUMNS;
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v) sum[r][v] = LOAD(row + START(first + v, COLUMNS));
      }
      multiplyRows(sum, hidden, weights, UNITS);
      weights += UNITS * TILE_VECTORS * WIDTH;
#pragma unroll
      for (int r = 0; r < ROWS; ++r)
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v)
          STORE(z + r * COLUMNS + START(first + v, COLUMNS), sum[r][v]);
    }
    // All rows are activated before their gates are read elsewhere than they were written.
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
      __global float *row = gates + ((ulong)(begin + r) * steps + t) * COLUMNS;
#pragma unroll 2
      for (int v = 0; v < VECTORS(COLUMNS); ++v) {
        const int at = START(v, COLUMNS);
        STORE(row + at, activateGate(LOAD(z + r * COLUMNS + at), LOAD(kinds + v * WIDTH)));
      }
    }
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
      const ulong row = (ulong)(begin + r) * steps + t;
      __global const float *gate = gates + row * COLUMNS;
#pragma nounroll
      for (int v = 0; v < VECTORS(UNITS); ++v) {
        const int at = START(v, UNITS);
        const wide c = fma(LOAD(gate + UNITS + at), LOAD(before + r * UNITS + at),
                           LOAD(gate + at) * LOAD(gate + 2 * UNITS + at));
        const wide y = LOAD(gate + 3 * UNITS + at) * hyperbolicTangent(c);
        STORE(after + r * UNITS + at, c);
        STORE(hidden + r * UNITS + at, y);
        STORE(cells + row * UNITS + at, c);
        STORE(h + row * UNITS + at, y);
      }
    }
    float *swapped = before;
    before = after;
    after = swapped;
  }
}
