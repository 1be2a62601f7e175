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
// Lane l of SPREAD(v, i) is lane l / GROUP_SOURCES * GROUP_SOURCES + i of v; i is a literal. Each is one
// instruction: made of halves, compilers take seven.
#if GROUP_SOURCES == 1
#define SPREAD(v, i) (v)
#else
#define LANES_TOKENS(width, sources, i) LANES_##width##_##sources##_##i
#define LANES_OF(width, sources, i) LANES_TOKENS(width, sources, i)
#define SPREAD(v, i) ((v).LANES_OF(VECTOR_WIDTH, GROUP_SOURCES, i))
#endif
#define LANES_16_2_0 s0022446688aaccee
#define LANES_16_2_1 s1133557799bbddff
#define LANES_16_4_0 s000044448888cccc
#define LANES_16_4_1 s111155559999dddd
#define LANES_16_4_2 s22226666aaaaeeee
#define LANES_16_4_3 s33337777bbbbffff
#define LANES_16_8_0 s0000000088888888
#define LANES_16_8_1 s1111111199999999
#define LANES_16_8_2 s22222222aaaaaaaa
#define LANES_16_8_3 s33333333bbbbbbbb
#define LANES_16_8_4 s44444444cccccccc
#define LANES_16_8_5 s55555555dddddddd
#define LANES_16_8_6 s66666666eeeeeeee
#define LANES_16_8_7 s77777777ffffffff
#define LANES_8_2_0 s00224466
#define LANES_8_2_1 s11335577
#define LANES_8_4_0 s00004444
#define LANES_8_4_1 s11115555
#define LANES_8_4_2 s22226666
#define LANES_8_4_3 s33337777
#define LANES_4_2_0 s0022
#define LANES_4_2_1 s1133
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
