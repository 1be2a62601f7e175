// What the LSTM's kernels of the GPU family share (no kernel here): a step's state, the weights of a
// work-item's columns, and its cells.
//
// Macros: those of LSTMCell, with WIDTH 1;
//   ROWS of the batch in a work-group; GROUP_SIZE, its work-items; COLUMNS_PER_ITEM, of each of them;
//   WEIGHTS: where they are kept: 1: in COLUMNS_PER_ITEM * PITCH registers of a work-item, in addition
//     to about 40 + (5 + COLUMNS_PER_ITEM) * ROWS + 12 * CELLS others, in all 120 for 40 units and 4
//     rows; 2: in local memory, 4 * UNITS * PITCH floats; 0: in global memory, read in every step;
//   STATE_LOCAL: 1: a step's state is in local memory, 0: in a workspace; STATE_SIZE floats for each
//     work-group, 8 * ROWS * PITCH;
//   QUADS and PITCH = 4 * QUADS: units in whole quads; those beyond UNITS are zero;
//   CELLS: those of a work-item at most, ROWS * UNITS over GROUP_SIZE rounded up.
// Needs: LSTMCell.

// The cells that a work-item keeps: item, item + GROUP_SIZE, ... of the work-group's rows * UNITS.
#define EACH_CELL(n, i)                                                                   \
  _Pragma("unroll") for (int n = 0, i = item; n < CELLS; ++n, i += GROUP_SIZE) if (i < rows * UNITS)

#if STATE_LOCAL
#define STATE __local
#define WAIT barrier(CLK_LOCAL_MEM_FENCE)
#define STATE_PARAMETER
#define BIND_STATE __local float state[STATE_SIZE] __attribute__((aligned(16)));
#else
#define STATE __global
#define WAIT barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define STATE_PARAMETER OUT(float, workspace),
#define BIND_STATE                                                                        \
  BIND_OUT(float, workspace);                                                             \
  __global float *state = workspace + get_group_id(0) * (ulong)STATE_SIZE;
#endif

// The four weights of a column, for units 4 q ... 4 q + 3, of a matrix [UNITS,4 UNITS].
static inline __attribute__((always_inline)) float4 weightsOf(
    __global const float *matrix, const int q, const int column) {
  float four[4];
#pragma unroll
  for (int k = 0; k < 4; ++k)
    four[k] = 4 * q + k < UNITS ? matrix[(4 * q + k) * COLUMNS + column] : 0.0f;
  return vload4(0, four);
}

#if WEIGHTS == 1
#define BIND_WEIGHTS(matrix)                                                              \
  float4 own[COLUMNS_PER_ITEM][QUADS];                                                    \
  _Pragma("unroll") for (int j = 0; j < COLUMNS_PER_ITEM; ++j) {                          \
    const int column = min(item + j * GROUP_SIZE, COLUMNS - 1);                           \
    _Pragma("unroll") for (int q = 0; q < QUADS; ++q)                                     \
      own[j][q] = weightsOf(matrix, q, column);                                           \
  }
#define WEIGHT(matrix, j, q, column) own[j][q]
#define UNROLL_UNITS _Pragma("unroll")
#elif WEIGHTS == 2
#define BIND_WEIGHTS(matrix)                                                              \
  __local float4 own[QUADS * COLUMNS];                                                    \
  for (int i = item; i < QUADS * COLUMNS; i += GROUP_SIZE)                                \
    own[i] = weightsOf(matrix, i / COLUMNS, i % COLUMNS);
#define WEIGHT(matrix, j, q, column) own[(q) * COLUMNS + (column)]
#define UNROLL_UNITS _Pragma("unroll 4")
#else
#define BIND_WEIGHTS(matrix)
#define WEIGHT(matrix, j, q, column) weightsOf(matrix, q, column)
#define UNROLL_UNITS _Pragma("unroll 2")
#endif

// sum[row] = Σ over units of factors[row * pitch + unit] · the column's weight for that unit.
#define MULTIPLY(sum, factors, pitch, matrix, j, column)                                  \
  {                                                                                       \
    float4 four[ROWS];                                                                    \
    _Pragma("unroll") for (int row = 0; row < ROWS; ++row) four[row] = (float4)(0.0f);    \
    UNROLL_UNITS for (int q = 0; q < QUADS; ++q) {                                        \
      const float4 weight = WEIGHT(matrix, j, q, column);                                 \
      _Pragma("unroll") for (int row = 0; row < ROWS; ++row)                              \
        four[row] = fma(*(STATE const float4 *)((factors) + row * (pitch) + 4 * q), weight, \
                        four[row]);                                                       \
    }                                                                                     \
    _Pragma("unroll") for (int row = 0; row < ROWS; ++row)                                \
      sum[row] = (four[row].x + four[row].y) + (four[row].z + four[row].w);               \
  }
