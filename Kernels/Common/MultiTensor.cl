// One launch over several tensors of different lengths (no kernel here).
//
// TENSORS is the number of tensors that a launch has room for; unused ones have the count 0. Each
// tensor may come with others of its shape, as a parameter does with its gradient. The arguments of
// tensor n end in n, among them `count##n`. What a kernel repeats for every tensor is a macro of n:
// EACH_TENSOR(M) is M(0) M(1) ... M(TENSORS - 1).
//
//   FOR_BLOCKS(at, blocks) {                   blocks: those of all tensors together
//     FIND_TENSOR(at, block, tensor)           the tensor, and which of its blocks
//     ...
//     switch (tensor) { EACH_TENSOR(SELECT) }  SELECT(n) sets `count` and the pointers
//     FOR_BLOCK(BODY, block, count)            BODY(T, i) as in Vectors.cl
//   }
//
// A block is BLOCK consecutive elements of one tensor, fewer at its end. CPU: each work-item has a
// contiguous range of blocks. GPU: each work-group has whole blocks, in a grid stride. Any work-group
// size. An element's result does not depend on which work-item computes it.
// Needs: Vectors.

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
#define EACH_TENSOR(M) JOIN(EACH_, TENSORS)(M)

#define BLOCKS_OF(n) (((uint)count##n + BLOCK - 1) / BLOCK)
// Moves on to tensor n + 1 where the block comes after those of tensor n.
#define SKIP_TENSOR(n)                                 \
  if (found == n && rest >= BLOCKS_OF(n)) {            \
    rest -= BLOCKS_OF(n);                              \
    ++found;                                           \
  }
#define FIND_TENSOR(at, block, tensor)                 \
  uint rest = (uint)(at), found = 0;                   \
  EACH_TENSOR(SKIP_TENSOR)                             \
  const uint block = rest, tensor = found;

// The pointer of argument `name` of tensor n.
#define POINTER(name, n) (name##n##_base + name##n##_offset)

#if FAMILY_GPU
#define FOR_BLOCKS(at, blocks) \
  for (uint at = get_group_id(0); at < (uint)(blocks); at += get_num_groups(0))
#define FOR_BLOCK(BODY, block, count)                                                   \
  {                                                                                     \
    const uint i_end = min((uint)(count), (block) * BLOCK + BLOCK);                     \
    for (uint i = (block) * BLOCK + get_local_id(0); i < i_end; i += get_local_size(0)) \
      BODY(wide, i)                                                                     \
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
