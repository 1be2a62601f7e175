// The gradient of an LSTM's recurrence, from the last step to the first, for wide vectors: the CPU
// family.
//
//   dh = upstream[t] + dz[t + 1] R^T,  dc[t] = f[t + 1] dc[t + 1] + dh o (1 - tanh(c[t])^2),
//   dz[t] = (dc g s', dc c[t - 1] s', dc i (1 - g^2), dh tanh(c[t]) s')   s': the recurrent derivative
//
// The work is divided as in the forward pass (LSTM): ROWS rows of the batch for a work-item, register
// tiles of ROWS x TILE_VECTORS vectors, here over the UNITS columns of R^T.
//
// Arguments: upstream [batch,steps,UNITS], activated gates [batch,steps,4 UNITS], cells
//   [batch,steps,UNITS], packed (LSTMPacking: K = 4 UNITS, N = UNITS), with HAS_STATE h0 and c0
//   [batch,UNITS], dp [batch,steps,4 UNITS], previous [batch,steps,UNITS], which is h[t - 1], with
//   HAS_STATE dh0 and dc0 [batch,UNITS], batch, steps. dp may be the same memory as gates, and previous
//   the same as cells.
// Macros: those of LSTMCell, ROWS, TILE_VECTORS, HAS_STATE.
// Work-group: (1,1,1). Global size: ceil(batch / ROWS).
// Needs: LSTMCell.

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void lstmGradient(IN(float, upstream), IN_SHARED(float, gates), IN_SHARED(float, cells),
                  IN(float, packed),
#if HAS_STATE
                  IN(float, initialHidden), IN(float, initialCell),
#endif
                  OUT_SHARED(float, dp), OUT_SHARED(float, previous),
#if HAS_STATE
                  OUT(float, hiddenGradient), OUT(float, cellGradient),
#endif
                  const int batch, const int steps) {
  BIND_IN(float, upstream);
  BIND_IN(float, gates);
  BIND_IN(float, cells);
  BIND_IN(float, packed);
  BIND_OUT(float, dp);
  BIND_OUT(float, previous);
#if HAS_STATE
  BIND_IN(float, initialHidden);
  BIND_IN(float, initialCell);
  BIND_OUT(float, hiddenGradient);
  BIND_OUT(float, cellGradient);
#endif
  const int begin = get_global_id(0) * ROWS;
  const int rows = min(ROWS, batch - begin);
  // Rows beyond the batch stay zero.
  float dz[ROWS * COLUMNS];
  float dh[ROWS * UNITS];
  float dc[2 * ROWS * UNITS];
  for (int i = 0; i < ROWS * COLUMNS; ++i) dz[i] = 0.0f;
  for (int i = 0; i < ROWS * UNITS; ++i) dh[i] = dc[i] = dc[ROWS * UNITS + i] = 0.0f;
  // The vectors of a row overlap, so a step's results must not overwrite what it reads.
  float *later = dc, *earlier = dc + ROWS * UNITS;
  for (int t = steps - 1; t >= 0; --t) {
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
      const ulong row = (ulong)(begin + r) * steps + t;
      __global const float *gate = gates + row * COLUMNS;
      float *gradient = dz + r * COLUMNS;
#pragma nounroll
      for (int v = 0; v < VECTORS(UNITS); ++v) {
        const int at = START(v, UNITS);
        const wide i = LOAD(gate + at), f = LOAD(gate + UNITS + at);
        const wide g = LOAD(gate + 2 * UNITS + at), o = LOAD(gate + 3 * UNITS + at);
        const wide y = hyperbolicTangent(LOAD(cells + row * UNITS + at));
        wide c = (wide)(0.0f);
        if (t > 0) c = LOAD(cells + (row - 1) * UNITS + at);
#if HAS_STATE
        else c = LOAD(initialCell + (ulong)(begin + r) * UNITS + at);
#endif
        const wide dy = LOAD(upstream + row * UNITS + at) + LOAD(dh + r * UNITS + at);
        const wide d = fma(dy * o, (wide)(1.0f) - y * y, LOAD(later + r * UNITS + at));
        STORE(earlier + r * UNITS + at, d * f);
        STORE(gradient + at, d * g * gateDerivative(i));
        STORE(gradient + UNITS + at, d * c * gateDerivative(f));
        STORE(gradient + 2 * UNITS + at, d * i * ((wide)(1.0f) - g * g));
        STORE(gradient + 3 * UNITS + at, dy * y * gateDerivative(o));
        if (t + 1 < steps) STORE(previous + (row + 1) * UNITS + at, o * y);
      }
    }
#pragma nounroll
    for (int r = 0; r < rows; ++r) {
      __global float *row = dp + ((ulong)(begin + r) * steps + t) * COLUMNS;
#pragma unroll 2
      for (int v = 0; v < VECTORS(COLUMNS); ++v) {
        const int at = START(v, COLUMNS);
        STORE(row + at, LOAD(dz + r * COLUMNS + at));
      }
    }
    float *swapped = later;
    later = earlier;
    earlier = swapped;
#if !HAS_STATE
    if (t == 0) break;
#endif
    __global const float *weights = packed;
#pragma nounroll
    for (int first = 0; first < VECTORS(UNITS); first += TILE_VECTORS) {
      wide acc[ROWS][TILE_VECTORS];
#pragma unroll
      for (int r = 0; r < ROWS; ++r)
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v) acc[r][v] = (wide)(0.0f);
      multiplyRows(acc, dz, weights, COLUMNS);
      weights += COLUMNS * TILE_VECTORS * WIDTH;
#pragma unroll
      for (int r = 0; r < ROWS; ++r)
#pragma unroll
        for (int v = 0; v < TILE_VECTORS; ++v)
          STORE(dh + r * UNITS + START(first + v, UNITS), acc[r][v]);
    }
  }
  for (int r = 0; r < rows; ++r) {
    const ulong row = begin + r;
    for (int k = 0; k < UNITS; ++k) {
#if HAS_STATE
      previous[row * steps * UNITS + k] = initialHidden[row * UNITS + k];
      hiddenGradient[row * UNITS + k] = dh[r * UNITS + k];
      cellGradient[row * UNITS + k] = later[r * UNITS + k];
#else
      previous[row * steps * UNITS + k] = 0.0f;
#endif
    }
  }
}
