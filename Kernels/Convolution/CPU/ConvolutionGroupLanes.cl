// What the convolutions in groups of the CPU family share (no kernel here).
//
// Target channel t is of group t / GROUP_TARGETS and reads the GROUP_SOURCES source channels of that
// group. A block of BLOCK_LANES neighbouring target channels reads at most BLOCK_SOURCES neighbouring
// source channels, which begin with those of its first channel's group. Two variants:
//   SPREAD_LANES 0: a block's weights are a matrix of BLOCK_SOURCES rows for each tap; a source value is
//     broadcast to the lanes of a row. Where the block is of several groups, weights between different
//     groups are zero, so that a value that is not finite spreads to all of the block.
//   SPREAD_LANES 1: groups of 1, 2, 4 or 8 sources and as many targets, narrower than a vector. A block
//     is a vector, its sources are the channels with the same numbers, and SPREAD takes source i of each
//     lane's own group out of them. Weights have GROUP_SOURCES rows for each tap; none are zero.
// TAP_ROWS is the number of rows.
// Needs: Vectors, ConvolutionLayout.

#if FAMILY_CPU
#define BLOCK_SOURCE(block) ((block) * BLOCK_LANES / GROUP_TARGETS * GROUP_SOURCES)

#if SPREAD_LANES
// Lane l of SPREAD(v, i) is lane l / GROUP_SOURCES * GROUP_SOURCES + i of v; i is a literal.
#define SPREAD(v, i) JOIN(SPREAD_, VECTOR_WIDTH)(v, i)
#define SPREAD_16(v, i) ((float16)(SPREAD_8((v).lo, i), SPREAD_8((v).hi, i)))
#if GROUP_SOURCES == 8
#define SPREAD_8(v, i) ((float8)((v).s##i))
#else
#define SPREAD_8(v, i) ((float8)(SPREAD_4((v).lo, i), SPREAD_4((v).hi, i)))
#endif
#if GROUP_SOURCES == 4
#define SPREAD_4(v, i) ((float4)((v).s##i))
#elif GROUP_SOURCES == 2
#define SPREAD_4(v, i) ((i) ? (v).yyww : (v).xxzz)
#else
#define SPREAD_4(v, i) (v)
#endif
// BODY(i) for each source of a group.
#define FOR_SOURCES_1(BODY) BODY(0)
#define FOR_SOURCES_2(BODY) FOR_SOURCES_1(BODY) BODY(1)
#define FOR_SOURCES_4(BODY) FOR_SOURCES_2(BODY) BODY(2) BODY(3)
#define FOR_SOURCES_8(BODY) FOR_SOURCES_4(BODY) BODY(4) BODY(5) BODY(6) BODY(7)
#define FOR_SOURCES(BODY) JOIN(FOR_SOURCES_, GROUP_SOURCES)(BODY)
#endif

// Copies the block's sources of `columns` columns of a source row from column `first` on, zeros for
// padding and for channels that do not exist: [columns][BLOCK_SOURCES].
static void fillGroupPatch(
    float *patch, __global const float *row, const int first, const int source, const int columns) {
  const int count = min(BLOCK_SOURCES, SOURCE_CHANNELS - source);
  SCALAR_LOOP
  for (int i = 0; i < columns; ++i, patch += BLOCK_SOURCES) {
    const int column = first + i;
    int k = 0;
    if (column >= 0 && column < SOURCE_WIDTH) {
      __global const float *from = row + column * SOURCE_CHANNELS + source;
      SCALAR_LOOP
      for (; k + VECTOR_WIDTH <= count; k += VECTOR_WIDTH) STORE(wide, patch + k, LOAD(wide, from + k));
      SCALAR_LOOP
      for (; k < count; ++k) patch[k] = from[k];
    }
    SCALAR_LOOP
    for (; k < BLOCK_SOURCES; ++k) patch[k] = 0.0f;
  }
}
#endif
