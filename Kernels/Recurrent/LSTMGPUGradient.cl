// The gradient of an LSTM's recurrence, from the last step to the first: the GPU family.
//
// The formulas are those of LSTMGradient. A work-group owns ROWS rows of the batch and computes all
// steps. A work-item has COLUMNS_PER_ITEM pairs of a gate and a unit, for which it computes partial
// sums of dz R^T over that gate, and some cells, whose gradients it keeps in registers. It loads its
// elements of gates, cells and upstream one step ahead.
//
// Arguments: upstream, gates, cells, R as `lstmTransposing` packs it, [h0, c0], dp, previous,
//   [dh0, dc0], [state], batch, steps; shapes as in LSTMGradient; h0 ... dc0 with HAS_STATE. dp may be
//   the memory of gates, previous that of cells: a work-item writes only what it alone has read.
//   Weights and state: see LSTMGPUParts.
// Macros: those of LSTMGPUParts, HAS_STATE.
// Work-group: (GROUP_SIZE,1,1), with COLUMNS_PER_ITEM * GROUP_SIZE >= 4 * UNITS.
// Global size: GROUP_SIZE * ceil(batch / ROWS).
// Needs: LSTMGPUParts.

__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void lstmGPUGradient(IN(float, upstream), IN_SHARED(float, gates), IN_SHARED(float, cells),
                     IN(float, packed),
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
  // dz [ROWS][4][PITCH]; partial [ROWS][4][UNITS], whose sum over the gates is dh.
  STATE float *dz = state, *partial = state + 4 * ROWS * PITCH;
  for (int i = item; i < STATE_SIZE; i += GROUP_SIZE) state[i] = 0.0f;
  BIND_WEIGHTS(packed)
  float dc[CELLS], c[CELLS], nextCell[CELLS], nextUpstream[CELLS];
  float4 nextGates[CELLS];
#define LINE(i, t) ((ulong)(begin + (i) / UNITS) * steps + (t))
#if HAS_STATE
#define FIRST_CELL(i) initialCell[(ulong)begin * UNITS + (i)]
#else
#define FIRST_CELL(i) 0.0f
#endif
#define LOAD_STEP(t)                                                                      \
  EACH_CELL(n, i) {                                                                       \
    const ulong at = LINE(i, t) * UNITS + i % UNITS;                                      \
    __global const float *values = gates + LINE(i, t) * COLUMNS + i % UNITS;              \
    nextGates[n] =                                                                        \
        (float4)(values[0], values[UNITS], values[2 * UNITS], values[3 * UNITS]);         \
    nextUpstream[n] = upstream[at];                                                       \
    nextCell[n] = FIRST_CELL(i);                                                          \
    if ((t) > 0) nextCell[n] = cells[at - UNITS];                                         \
  }
#define SUM_OVER_GATES(i)                                                                 \
  ((partial[(i) / UNITS * COLUMNS + (i) % UNITS] +                                        \
    partial[(i) / UNITS * COLUMNS + UNITS + (i) % UNITS]) +                               \
   (partial[(i) / UNITS * COLUMNS + 2 * UNITS + (i) % UNITS] +                            \
    partial[(i) / UNITS * COLUMNS + 3 * UNITS + (i) % UNITS]))
  EACH_CELL(n, i) {
    dc[n] = 0.0f;
    c[n] = cells[LINE(i, steps - 1) * UNITS + i % UNITS];
  }
  LOAD_STEP(steps - 1)
  WAIT;
  for (int t = steps - 1; t >= 0; --t) {
    float before[CELLS], dy[CELLS];
    float4 now[CELLS];
    EACH_CELL(n, i) {
      before[n] = nextCell[n];
      dy[n] = nextUpstream[n];
      now[n] = nextGates[n];
    }
    if (t > 0) {
      LOAD_STEP(t - 1)
    }
    EACH_CELL(n, i) {
      const int row = i / UNITS, unit = i % UNITS;
      const float input = now[n].x, forget = now[n].y, g = now[n].z, o = now[n].w;
      const float y = hyperbolicTangent(c[n]), dh = dy[n] + SUM_OVER_GATES(i);
      const float d = fma(dh * o, 1.0f - y * y, dc[n]);
      dc[n] = d * forget;
      const float values[4] = {d * g * gateDerivative(input), d * before[n] * gateDerivative(forget),
                               d * input * (1.0f - g * g), dh * y * gateDerivative(o)};
#pragma unroll
      for (int gate = 0; gate < 4; ++gate) {
        dz[(4 * row + gate) * PITCH + unit] = values[gate];
        dp[LINE(i, t) * COLUMNS + gate * UNITS + unit] = values[gate];
      }
      if (t + 1 < steps) previous[LINE(i, t + 1) * UNITS + unit] = o * y;
      c[n] = before[n];
    }
    WAIT;
#pragma unroll
    for (int j = 0; j < COLUMNS_PER_ITEM; ++j) {
      const int column = item + j * GROUP_SIZE;
      if (column < COLUMNS) {
        float sum[ROWS];
        MULTIPLY(sum, dz + column / UNITS * PITCH, 4 * PITCH, packed, j, column)
#pragma unroll
        for (int row = 0; row < ROWS; ++row) partial[row * COLUMNS + column] = sum[row];
      }
    }
    WAIT;
  }
  EACH_CELL(n, i) {
#if HAS_STATE
    const ulong at = (ulong)begin * UNITS + i;
    previous[LINE(i, 0) * UNITS + i % UNITS] = initialHidden[at];
    hiddenGradient[at] = SUM_OVER_GATES(i);
    cellGradient[at] = dc[n];
#else
    previous[LINE(i, 0) * UNITS + i % UNITS] = 0.0f;
#endif
  }
}
