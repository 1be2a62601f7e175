// The recurrence of an LSTM over whole sequences: the GPU family.
//
// The formulas are those of LSTM. A work-group owns ROWS rows of the batch and computes all steps. A
// work-item computes COLUMNS_PER_ITEM of the 4 * UNITS gate columns, and some of the cells, which it
// keeps in registers. It loads its elements of p one step ahead.
//
// Arguments: p, R, [h0, c0], h, gates, cells, [state], batch, steps; shapes as in LSTM; h0 and c0 with
//   HAS_STATE. gates may be p's memory. Weights and state: see LSTMGPUParts.
// Macros: those of LSTMGPUParts, HAS_STATE.
// Work-group: (GROUP_SIZE,1,1), with COLUMNS_PER_ITEM * GROUP_SIZE >= 4 * UNITS.
// Global size: GROUP_SIZE * ceil(batch / ROWS).
// Needs: LSTMGPUParts.

__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void lstmGPU(IN_SHARED(float, p), IN(float, r),
#if HAS_STATE
             IN(float, initialHidden), IN(float, initialCell),
#endif
             OUT(float, h), OUT_SHARED(float, gates), OUT(float, cells),
             STATE_PARAMETER const int batch, const int steps) {
  BIND_IN(float, p);
  BIND_IN(float, r);
  BIND_OUT(float, h);
  BIND_OUT(float, gates);
  BIND_OUT(float, cells);
  BIND_STATE
  const int item = get_local_id(0);
  const int begin = get_group_id(0) * ROWS;
  const int rows = min(ROWS, batch - begin);
  const ulong first = (ulong)begin * steps;
  STATE float *hidden = state, *gate = state + ROWS * PITCH;
  for (int i = item; i < ROWS * PITCH; i += GROUP_SIZE) hidden[i] = 0.0f;
  WAIT;
  float cell[CELLS];
#if HAS_STATE
  BIND_IN(float, initialHidden);
  BIND_IN(float, initialCell);
  EACH_CELL(n, i) {
    hidden[i / UNITS * PITCH + i % UNITS] = initialHidden[(ulong)begin * UNITS + i];
    cell[n] = initialCell[(ulong)begin * UNITS + i];
  }
#else
  EACH_CELL(n, i) cell[n] = 0.0f;
#endif
  BIND_WEIGHTS(r)
  float next[COLUMNS_PER_ITEM][ROWS];
#define LOAD_STEP(t)                                                                      \
  _Pragma("unroll") for (int j = 0; j < COLUMNS_PER_ITEM; ++j)                            \
    _Pragma("unroll") for (int row = 0; row < ROWS; ++row) {                              \
      const int column = item + j * GROUP_SIZE;                                           \
      next[j][row] = 0.0f;                                                                \
      if (row < rows && column < COLUMNS)                                                 \
        next[j][row] = p[(first + (ulong)row * steps + (t)) * COLUMNS + column];          \
    }
  LOAD_STEP(0)
  WAIT;
  for (int t = 0; t < steps; ++t) {
    float z[COLUMNS_PER_ITEM][ROWS];
#pragma unroll
    for (int j = 0; j < COLUMNS_PER_ITEM; ++j)
#pragma unroll
      for (int row = 0; row < ROWS; ++row) z[j][row] = next[j][row];
    if (t + 1 < steps) {
      LOAD_STEP(t + 1)
    }
#pragma unroll
    for (int j = 0; j < COLUMNS_PER_ITEM; ++j) {
      const int column = item + j * GROUP_SIZE;
      if (column < COLUMNS) {
        float sum[ROWS];
        MULTIPLY(sum, hidden, PITCH, r, j, column)
        const float scale = column / UNITS == 2 ? 2.0f : 1.0f;
#pragma unroll
        for (int row = 0; row < ROWS; ++row) {
          const float value = activateGate(z[j][row] + sum[row], scale);
          gate[row * COLUMNS + column] = value;
          if (row < rows) gates[(first + (ulong)row * steps + t) * COLUMNS + column] = value;
        }
      }
    }
    WAIT;
    EACH_CELL(n, i) {
      const int row = i / UNITS, unit = i % UNITS;
      const ulong at = (first + (ulong)row * steps + t) * UNITS + unit;
      STATE const float *values = gate + row * COLUMNS + unit;
      const float c = fma(values[UNITS], cell[n], values[0] * values[2 * UNITS]);
      const float y = values[3 * UNITS] * hyperbolicTangent(c);
      cell[n] = cells[at] = c;
      hidden[row * PITCH + unit] = h[at] = y;
    }
    WAIT;
  }
}
