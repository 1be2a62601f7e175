// The recurrence of an LSTM over whole sequences, for wide vectors: the CPU family.
//
//   z = p[t] + h[t - 1] R,  (i, f, g, o) = activated z,  c[t] = f c[t - 1] + i g,
//   h[t] = o tanh(c[t])
//
// A work-item owns ROWS rows of the batch and computes all steps. In each it multiplies h by the packed
// recurrent kernel in register tiles of ROWS x TILE_VECTORS vectors over the 4 * UNITS columns, so that
// every loaded vector of weights serves all rows; then it activates the gates and updates the cells.
//
// Variants: INPUTS > 0: p[t] = x[t] W + bias is computed here too, step by step, and never stored.
//   HAS_STATE: h and c start from h0 and c0, else from zero.
//   KEEPS_STATE: gates and cells are stored for the gradient.
//
// Arguments: p [batch,steps,4 UNITS], or with INPUTS x [batch,steps,INPUTS], W (packed as R is) and bias
//   [4 UNITS]; R (LSTMPacking: N = 4 UNITS); with HAS_STATE h0 and c0 [batch,UNITS]; h
//   [batch,steps,UNITS]; with KEEPS_STATE activated gates [batch,steps,4 UNITS] and cells
//   [batch,steps,UNITS]; batch, steps. gates may be the same memory as p.
// Macros: those of LSTMCell, ROWS, TILE_VECTORS, HAS_STATE, KEEPS_STATE, INPUTS (0: p is given).
// Work-group: (1,1,1). Global size: ceil(batch / ROWS).
// Needs: LSTMCell.

#if INPUTS
// x[row] = the input of each row at step t. Rows beyond the batch repeat its last row.
static inline __attribute__((always_inline)) void loadInputs(
    float *x, __global const float *inputs, const int begin, const int batch, const int steps,
    const int t) {
#pragma nounroll
  for (int r = 0; r < ROWS; ++r) {
    __global const float *from = inputs + ((ulong)min(begin + r, batch - 1) * steps + t) * INPUTS;
#if INPUTS >= WIDTH
#pragma unroll
    for (int v = 0; v < VECTORS(INPUTS); ++v)
      STORE(x + r * INPUTS + START(v, INPUTS), LOAD(from + START(v, INPUTS)));
#else
    for (int i = 0; i < INPUTS; ++i) x[r * INPUTS + i] = from[i];
#endif
  }
}
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void lstm(
#if INPUTS
    IN(float, inputs), IN(float, packedKernel), IN(float, bias),
#else
    IN_SHARED(float, p),
#endif
    IN(float, packed),
#if HAS_STATE
    IN(float, initialHidden), IN(float, initialCell),
#endif
    OUT(float, h),
#if KEEPS_STATE
    OUT_SHARED(float, gates), OUT(float, cells),
#endif
    const int batch, const int steps) {
#if INPUTS
  BIND_IN(float, inputs);
  BIND_IN(float, packedKernel);
  BIND_IN(float, bias);
  float x[ROWS * INPUTS];
#else
  BIND_IN(float, p);
#endif
  BIND_IN(float, packed);
  BIND_OUT(float, h);
#if KEEPS_STATE
  BIND_OUT(float, gates);
  BIND_OUT(float, cells);
#else
  float activated[ROWS * COLUMNS];
#endif
  const int begin = get_global_id(0) * ROWS;
  const int rows = min(ROWS, batch - begin);
  float z[ROWS * COLUMNS];
  float hidden[ROWS * UNITS];
  float cell[2 * ROWS * UNITS];
  float scales[VECTORS(COLUMNS) * WIDTH];
  for (int v = 0; v < VECTORS(COLUMNS); ++v) {
    for (int lane = 0; lane < WIDTH; ++lane) {
      const int column = START(v, COLUMNS) + lane;
      scales[v * WIDTH + lane] = column >= 2 * UNITS && column < 3 * UNITS ? 2.0f : 1.0f;
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
  // The vectors of a row overlap, so a step's cells must not overwrite those of the step before.
  float *before = cell, *after = cell + ROWS * UNITS;
  for (int t = 0; t < steps; ++t) {
    __global const float *weights = packed;
#if INPUTS
    __global const float *inputWeights = packedKernel;
    loadInputs(x, inputs, begin, batch, steps, t);
#endif
#pragma nounroll
    for (int first = 0; first < VECTORS(COLUMNS); first += TILE_VECTORS) {
      wide acc[ROWS][TILE_VECTORS];
      // Rows beyond the batch repeat its last row; their results are not used.
#pragma unroll
      for (int r = 0; r < ROWS; ++r) {
#if INPUTS
        __global const float *row = bias;
#else
        __global const float *row =
            p + ((ulong)min(begin + r, batch - 1) * steps + t) * COLUMNS;
#endif
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v) acc[r][v] = LOAD(row + START(first + v, COLUMNS));
      }
#if INPUTS
      multiplyRows(acc, x, inputWeights, INPUTS);
      inputWeights += INPUTS * TILE_VECTORS * WIDTH;
#endif
      multiplyRows(acc, hidden, weights, UNITS);
      weights += UNITS * TILE_VECTORS * WIDTH;
#pragma unroll
      for (int r = 0; r < ROWS; ++r)
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v)
          STORE(z + r * COLUMNS + START(first + v, COLUMNS), acc[r][v]);
    }
    // All gates are activated before any is read: the vectors that read them begin at other columns.
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
#if KEEPS_STATE
      __global float *row = gates + ((ulong)(begin + r) * steps + t) * COLUMNS;
#else
      float *row = activated + r * COLUMNS;
#endif
#pragma unroll 2
      for (int v = 0; v < VECTORS(COLUMNS); ++v) {
        const int at = START(v, COLUMNS);
        STORE(row + at, activateGate(LOAD(z + r * COLUMNS + at), LOAD(scales + v * WIDTH)));
      }
    }
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
      const ulong row = (ulong)(begin + r) * steps + t;
#if KEEPS_STATE
      __global const float *gate = gates + row * COLUMNS;
#else
      const float *gate = activated + r * COLUMNS;
#endif
#pragma nounroll
      for (int v = 0; v < VECTORS(UNITS); ++v) {
        const int at = START(v, UNITS);
        const wide c = fma(LOAD(gate + UNITS + at), LOAD(before + r * UNITS + at),
                           LOAD(gate + at) * LOAD(gate + 2 * UNITS + at));
        const wide y = LOAD(gate + 3 * UNITS + at) * hyperbolicTangent(c);
        STORE(after + r * UNITS + at, c);
        STORE(hidden + r * UNITS + at, y);
#if KEEPS_STATE
        STORE(cells + row * UNITS + at, c);
#endif
        STORE(h + row * UNITS + at, y);
      }
    }
    float *swapped = before;
    before = after;
    after = swapped;
  }
}
