// What the LSTM's kernels of the GPU family share (no kernel here): a step's state, the weights of a
// work-item's columns, and its cells.
//
// The macros are those of LSTMCell with WIDTH 1, and
//   ROWS of the batch of a work-group; GROUP, its work-items; PER_ITEM columns of each of them;
//   WEIGHTS: where those of a column lie. 1: in registers, PER_ITEM * PITCH of them, beside about
//     40 + (5 + PER_ITEM) * ROWS + 12 * CELLS others, so that 40 units and 4 rows take 120; 2: in local
//     memory, 4 * UNITS * PITCH floats; 0: in global memory, from where each step reads them;
//   STATE_LOCAL: whether a step's state lies in local memory, else in a workspace: STATE_SIZE floats
//     for each work-group, a multiple of four.

// Units in whole quads; what is behind the last is zero.
#define QUADS ((UNITS + 3) / 4)
#define PITCH (4 * QUADS)
#define STATE_SIZE (8 * ROWS * PITCH)
// Cells that a work-item keeps: of the group's rows one after the other, item, item + GROUP ...
#define CELLS ((ROWS * UNITS + GROUP - 1) / GROUP)
#define EACH_CELL(n, i) \
  _Pragma("unroll") for (int n = 0, i = item; n < CELLS; ++n, i += GROUP) if (i < rows * UNITS)

#if STATE_LOCAL
#define STATE __local
#define WAIT barrier(CLK_LOCAL_MEM_FENCE)
#define STATE_PARAMETER
#define BIND_STATE __local float state[STATE_SIZE] __attribute__((aligned(16)));
#else
#define STATE __global
#define WAIT barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define STATE_PARAMETER OUT(float, workspace),
#define BIND_STATE                  \
  BIND_OUT(float, workspace);       \
  __global float *state = workspace + get_group_id(0) * (ulong)STATE_SIZE;
#endif

// The four weights of a column from unit 4 q on, of a matrix [UNITS,4 UNITS].
static inline __attribute__((always_inline)) float4 weightsOf(
    __global const float *matrix, const int q, const int column) {
  float four[4];
#pragma unroll
  for (int k = 0; k < 4; ++k)
    four[k] = 4 * q + k < UNITS ? matrix[(4 * q + k) * COLUMNS + column] : 0.0f;
  return vload4(0, four);
}

#if WEIGHTS == 1
#define BIND_WEIGHTS(matrix)                                                          \
  float4 own[PER_ITEM][QUADS];                                                        \
  _Pragma("unroll") for (int j = 0; j < PER_ITEM; ++j) {                              \
    const int column = min(item + j * GROUP, COLUMNS - 1);                            \
    _Pragma("unroll") for (int q = 0; q < QUADS; ++q)                                 \
      own[j][q] = weightsOf(matrix, q, column);                                       \
  }
#define WEIGHT(matrix, j, q, column) own[j][q]
#define UNROLL_UNITS _Pragma("unroll")
#elif WEIGHTS == 2
#define BIND_WEIGHTS(matrix)                                                          \
  __local float4 own[QUADS * COLUMNS];                                                \
  for (int i = item; i < QUADS * COLUMNS; i += GROUP)                                 \
    own[i] = weightsOf(matrix, i / COLUMNS, i % COLUMNS);
#define WEIGHT(matrix, j, q, column) own[(q) * COLUMNS + (column)]
#define UNROLL_UNITS _Pragma("unroll 4")
#else
#define BIND_WEIGHTS(matrix)
#define WEIGHT(matrix, j, q, column) weightsOf(matrix, q, column)
#define UNROLL_UNITS _Pragma("unroll 2")
#endif

// sum[row] = what a column's weights make of `factors`, PITCH of them for each row, rows `pitch` apart.
#define MULTIPLY(sum, factors, pitch, matrix, j, column)                              \
  {                                                                                   \
    float4 four[ROWS];                                                                \
    _Pragma("unroll") for (int row = 0; row < ROWS; ++row) four[row] = (float4)(0.0f); \
    UNROLL_UNITS for (int q = 0; q < QUADS; ++q) {                                    \
      const float4 weight = WEIGHT(matrix, j, q, column);                             \
      _Pragma("unroll") for (int row = 0; row < ROWS; ++row)                          \
        four[row] = fma(*(STATE const float4 *)((factors) + row * (pitch) + 4 * q), weight, \
                        four[row]);                                                   \
    }                                                                                 \
    _Pragma("unroll") for (int row = 0; row < ROWS; ++row)                            \
      sum[row] = (four[row].x + four[row].y) + (four[row].z + four[row].w);           \
  }
