// The recurrence of an LSTM over whole sequences and its gradient: the GPU family.
//
// The formulas are those of LSTM and LSTMGradient. A work-group owns ROWS rows of the batch and
// walks all steps. Forward, a work-item has PER_ITEM columns of R, one or more of the 4 * UNITS
// gate columns; backward, as many pairs of a gate and a unit, whose share of dz R^T it sums. The
// weights of these stay in registers where KEEP_WEIGHTS is 1, else they are read in each step.
// State and gates of a step lie in local memory, or where STATE_LOCAL is 0 in a workspace.
//
// Arguments: lstmGroups (p, R, [h0, c0], h, gates, cells, [state], batch, steps);
//   lstmGroupsGradient (upstream, gates, cells, R as `lstmTransposing` packs it, [h0, c0], dp,
//   previous, [dh0, dc0], [state], batch, steps); shapes as in LSTM and LSTMGradient; h0 ... dc0 with
//   HAS_STATE. gates may be p's memory, dp that of gates, previous that of cells.
//   state: STATE_SIZE floats for each work-group, at least 9 * ROWS * UNITS.
// Macros: those of LSTMCell with WIDTH 1, ROWS, GROUP, PER_ITEM, KEEP_WEIGHTS, STATE_LOCAL, HAS_STATE.
// Work-group: (GROUP); PER_ITEM * GROUP >= 4 * UNITS. Global size: GROUP * ceil(batch / ROWS).

#define STATE_SIZE (9 * ROWS * UNITS)
#if STATE_LOCAL
#define STATE __local
#define WAIT barrier(CLK_LOCAL_MEM_FENCE)
#define STATE_PARAMETER
#define BIND_STATE __local float state[STATE_SIZE];
#else
#define STATE __global
#define WAIT barrier(CLK_GLOBAL_MEM_FENCE)
#define STATE_PARAMETER OUT(float, workspace),
#define BIND_STATE                  \
  BIND_OUT(float, workspace);       \
  __global float *state = workspace + get_group_id(0) * (ulong)STATE_SIZE;
#endif

#if KEEP_WEIGHTS
#define BIND_WEIGHTS(matrix)                                                          \
  float own[PER_ITEM][UNITS];                                                         \
  _Pragma("unroll") for (int j = 0; j < PER_ITEM; ++j) {                              \
    const int column = item + j * GROUP;                                              \
    _Pragma("unroll") for (int k = 0; k < UNITS; ++k)                                 \
      own[j][k] = column < COLUMNS ? matrix[(ulong)k * COLUMNS + column] : 0.0f;      \
  }
#define WEIGHT(matrix, j, k, column) own[j][k]
#define UNROLL_UNITS _Pragma("unroll")
#else
#define BIND_WEIGHTS(matrix)
#define WEIGHT(matrix, j, k, column) matrix[(ulong)(k) * COLUMNS + (column)]
#define UNROLL_UNITS _Pragma("unroll 4")
#endif

__kernel void lstmGroups(IN_SHARED(float, p), IN(float, r),
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
  STATE float *hidden = state, *cell = state + ROWS * UNITS, *gate = state + 2 * ROWS * UNITS;
#if HAS_STATE
  BIND_IN(float, initialHidden);
  BIND_IN(float, initialCell);
#endif
  for (int i = item; i < ROWS * UNITS; i += GROUP) {
    hidden[i] = cell[i] = 0.0f;
#if HAS_STATE
    if (i < rows * UNITS) {
      hidden[i] = initialHidden[(ulong)begin * UNITS + i];
      cell[i] = initialCell[(ulong)begin * UNITS + i];
    }
#endif
  }
  BIND_WEIGHTS(r)
  WAIT;
  for (int t = 0; t < steps; ++t) {
#pragma unroll
    for (int j = 0; j < PER_ITEM; ++j) {
      const int column = item + j * GROUP;
      if (column >= COLUMNS) continue;
      float sum[ROWS];
#pragma unroll
      for (int row = 0; row < ROWS; ++row)
        sum[row] = row < rows ? p[((ulong)(begin + row) * steps + t) * COLUMNS + column] : 0.0f;
      UNROLL_UNITS for (int k = 0; k < UNITS; ++k) {
        const float weight = WEIGHT(r, j, k, column);
#pragma unroll
        for (int row = 0; row < ROWS; ++row)
          sum[row] = fma(hidden[row * UNITS + k], weight, sum[row]);
      }
      const float kind = column / UNITS == 2 ? 2.0f : 1.0f;
#pragma unroll
      for (int row = 0; row < ROWS; ++row) {
        const float value = activateGate(sum[row], kind);
        gate[row * COLUMNS + column] = value;
        if (row < rows) gates[((ulong)(begin + row) * steps + t) * COLUMNS + column] = value;
      }
    }
    WAIT;
    for (int i = item; i < rows * UNITS; i += GROUP) {
      const int row = i / UNITS, unit = i % UNITS;
      const ulong at = ((ulong)(begin + row) * steps + t) * UNITS + unit;
      STATE const float *own = gate + row * COLUMNS + unit;
      const float c = fma(own[UNITS], cell[i], own[0] * own[2 * UNITS]);
      const float y = own[3 * UNITS] * hyperbolicTangent(c);
      cell[i] = cells[at] = c;
      hidden[i] = h[at] = y;
    }
    WAIT;
  }
}

__kernel void lstmGroupsGradient(IN(float, upstream), IN_SHARED(float, gates),
                                 IN_SHARED(float, cells), IN(float, packed),
#if HAS_STATE
                                 IN(float, initialHidden), IN(float, initialCell),
#endif
                                 OUT_SHARED(float, dp), OUT_SHARED(float, previous),
#if HAS_STATE
                                 OUT(float, hiddenGradient), OUT(float, cellGradient),
#endif
                                 STATE_PARAMETER const int batch, const int steps) {
  BIND_IN(float, upstream);
  BIND_IN(float, gates);
  BIND_IN(float, cells);
  BIND_IN(float, packed);
  BIND_OUT(float, dp);
  BIND_OUT(float, previous);
  BIND_STATE
#if HAS_STATE
  BIND_IN(float, initialHidden);
  BIND_IN(float, initialCell);
  BIND_OUT(float, hiddenGradient);
  BIND_OUT(float, cellGradient);
#endif
  const int item = get_local_id(0);
  const int begin = get_group_id(0) * ROWS;
  const int rows = min(ROWS, batch - begin);
  STATE float *dz = state, *share = state + ROWS * COLUMNS, *dc = state + 2 * ROWS * COLUMNS;
  for (int i = item; i < STATE_SIZE; i += GROUP) state[i] = 0.0f;
  BIND_WEIGHTS(packed)
  WAIT;
  for (int t = steps - 1; t >= 0; --t) {
    for (int i = item; i < rows * UNITS; i += GROUP) {
      const int row = i / UNITS, unit = i % UNITS;
      const ulong line = (ulong)(begin + row) * steps + t, at = line * UNITS + unit;
      __global const float *own = gates + line * COLUMNS + unit;
      const float input = own[0], forget = own[UNITS];
      const float g = own[2 * UNITS], o = own[3 * UNITS];
      const float y = hyperbolicTangent(cells[at]);
      float c = 0.0f;
      if (t > 0) c = cells[at - UNITS];
#if HAS_STATE
      else c = initialCell[(ulong)begin * UNITS + i];
#endif
      float dy = upstream[at];
#pragma unroll
      for (int gate = 0; gate < 4; ++gate) dy += share[row * COLUMNS + gate * UNITS + unit];
      const float d = fma(dy * o, 1.0f - y * y, dc[i]);
      dc[i] = d * forget;
      const float values[4] = {d * g * gateSlope(input), d * c * gateSlope(forget),
                               d * input * (1.0f - g * g), dy * y * gateSlope(o)};
#pragma unroll
      for (int gate = 0; gate < 4; ++gate) {
        dz[row * COLUMNS + gate * UNITS + unit] = values[gate];
        dp[line * COLUMNS + gate * UNITS + unit] = values[gate];
      }
      if (t + 1 < steps) previous[at + UNITS] = o * y;
    }
    WAIT;
#pragma unroll
    for (int j = 0; j < PER_ITEM; ++j) {
      const int column = item + j * GROUP;
      if (column >= COLUMNS) continue;
      STATE const float *factors = dz + column / UNITS * UNITS;
      float sum[ROWS];
#pragma unroll
      for (int row = 0; row < ROWS; ++row) sum[row] = 0.0f;
      UNROLL_UNITS for (int k = 0; k < UNITS; ++k) {
        const float weight = WEIGHT(packed, j, k, column);
#pragma unroll
        for (int row = 0; row < ROWS; ++row)
          sum[row] = fma(factors[row * COLUMNS + k], weight, sum[row]);
      }
#pragma unroll
      for (int row = 0; row < ROWS; ++row) share[row * COLUMNS + column] = sum[row];
    }
    WAIT;
  }
  for (int i = item; i < rows * UNITS; i += GROUP) {
    const int row = i / UNITS, unit = i % UNITS;
    const ulong first = (ulong)(begin + row) * steps * UNITS + unit;
#if HAS_STATE
    const ulong at = (ulong)begin * UNITS + i;
    previous[first] = initialHidden[at];
    float dy = 0.0f;
#pragma unroll
    for (int gate = 0; gate < 4; ++gate) dy += share[row * COLUMNS + gate * UNITS + unit];
    hiddenGradient[at] = dy;
    cellGradient[at] = dc[i];
#else
    previous[first] = 0.0f;
#endif
  }
}
