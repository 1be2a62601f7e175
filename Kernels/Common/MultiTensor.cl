// One launch over several arrays of different lengths, its members; a part of other programs,
// behind Vectors.cl.
//
// MEMBERS is how many members a launch has room for; those that it does not need have the count 0.
// The arguments of member n end in its number, `count##n` among them. What a kernel writes for each
// member is a macro of n: EACH_MEMBER(M) is M(0) M(1) ... M(MEMBERS - 1).
//
//   FOR_BLOCKS(at, blocks) {                   blocks: of all members
//     FIND_MEMBER(at, block, member)           which member, and which of its blocks
//     ...
//     switch (member) { EACH_MEMBER(SELECT) }  SELECT(n) sets `count` and the pointers
//     FOR_BLOCK(BODY, block, count)            BODY(T, i) as in Vectors.cl
//   }
//
// A block is BLOCK neighbours of one member, fewer at its end. On a CPU a work-item takes a
// contiguous run of blocks, on a GPU a work-group takes one after the other. What is done to an
// element does not depend on who does it. Both families; any work-group size.

#define EACH_1(M) M(0)
#define EACH_2(M) EACH_1(M) M(1)
#define EACH_3(M) EACH_2(M) M(2)
#define EACH_4(M) EACH_3(M) M(3)
#define EACH_5(M) EACH_4(M) M(4)
#define EACH_6(M) EACH_5(M) M(5)
#define EACH_7(M) EACH_6(M) M(6)
#define EACH_8(M) EACH_7(M) M(7)
#define EACH_9(M) EACH_8(M) M(8)
#define EACH_10(M) EACH_9(M) M(9)
#define EACH_11(M) EACH_10(M) M(10)
#define EACH_12(M) EACH_11(M) M(11)
#define EACH_13(M) EACH_12(M) M(12)
#define EACH_14(M) EACH_13(M) M(13)
#define EACH_15(M) EACH_14(M) M(14)
#define EACH_16(M) EACH_15(M) M(15)
#define EACH_MEMBER(M) JOIN(EACH_, MEMBERS)(M)

#define BLOCKS_OF(n) (((uint)count##n + BLOCK - 1) / BLOCK)
// Moves on from member n where the block lies behind it.
#define PASS_MEMBER(n)                                 \
  if (found == n && rest >= BLOCKS_OF(n)) {            \
    rest -= BLOCKS_OF(n);                              \
    ++found;                                           \
  }
#define FIND_MEMBER(at, block, member)                 \
  uint rest = (uint)(at), found = 0;                   \
  EACH_MEMBER(PASS_MEMBER)                             \
  const uint block = rest, member = found;

// The pointer that argument `name` of member n stands for.
#define POINTER(name, n) (name##n##_base + name##n##_offset)

#if FAMILY_GPU
#define FOR_BLOCKS(at, blocks) \
  for (uint at = get_group_id(0); at < (uint)(blocks); at += get_num_groups(0))
#define FOR_BLOCK(BODY, block, count)                                                         \
  {                                                                                           \
    const uint i_end = min((uint)(count), (block) * BLOCK + BLOCK);                           \
    for (uint i = (block) * BLOCK + get_local_id(0); i < i_end; i += get_local_size(0)) \
      BODY(wide, i)                                                                           \
  }
#else
#define FOR_BLOCKS(at, blocks) FOR_ELEMENTS(at, blocks)
#define FOR_BLOCK(BODY, block, count)                       \
  {                                                         \
    uint i = (block) * BLOCK;                               \
    const uint i_end = min((uint)(count), i + BLOCK);       \
    for (; i + LANES <= i_end; i += LANES) BODY(wide, i)    \
    SCALAR_LOOP for (; i < i_end; ++i) BODY(float, i)       \
  }
#endif
