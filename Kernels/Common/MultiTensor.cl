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
// OLD(type, name) is an argument for old values, whose pointer is OLD_POINTER(name, newName, n): with
// IN_PLACE there is none, and they are in the memory of the new ones.
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
#define EACH_17(M) EACH_16(M) M(16)
#define EACH_18(M) EACH_17(M) M(17)
#define EACH_19(M) EACH_18(M) M(18)
#define EACH_20(M) EACH_19(M) M(19)
#define EACH_21(M) EACH_20(M) M(20)
#define EACH_22(M) EACH_21(M) M(21)
#define EACH_23(M) EACH_22(M) M(22)
#define EACH_24(M) EACH_23(M) M(23)
#define EACH_25(M) EACH_24(M) M(24)
#define EACH_26(M) EACH_25(M) M(25)
#define EACH_27(M) EACH_26(M) M(26)
#define EACH_28(M) EACH_27(M) M(27)
#define EACH_29(M) EACH_28(M) M(28)
#define EACH_30(M) EACH_29(M) M(29)
#define EACH_31(M) EACH_30(M) M(30)
#define EACH_32(M) EACH_31(M) M(31)
#define EACH_33(M) EACH_32(M) M(32)
#define EACH_34(M) EACH_33(M) M(33)
#define EACH_35(M) EACH_34(M) M(34)
#define EACH_36(M) EACH_35(M) M(35)
#define EACH_37(M) EACH_36(M) M(36)
#define EACH_38(M) EACH_37(M) M(37)
#define EACH_39(M) EACH_38(M) M(38)
#define EACH_40(M) EACH_39(M) M(39)
#define EACH_41(M) EACH_40(M) M(40)
#define EACH_42(M) EACH_41(M) M(41)
#define EACH_43(M) EACH_42(M) M(42)
#define EACH_44(M) EACH_43(M) M(43)
#define EACH_45(M) EACH_44(M) M(44)
#define EACH_46(M) EACH_45(M) M(45)
#define EACH_47(M) EACH_46(M) M(46)
#define EACH_48(M) EACH_47(M) M(47)
#define EACH_49(M) EACH_48(M) M(48)
#define EACH_50(M) EACH_49(M) M(49)
#define EACH_51(M) EACH_50(M) M(50)
#define EACH_52(M) EACH_51(M) M(51)
#define EACH_53(M) EACH_52(M) M(52)
#define EACH_54(M) EACH_53(M) M(53)
#define EACH_55(M) EACH_54(M) M(54)
#define EACH_56(M) EACH_55(M) M(55)
#define EACH_57(M) EACH_56(M) M(56)
#define EACH_58(M) EACH_57(M) M(57)
#define EACH_59(M) EACH_58(M) M(58)
#define EACH_60(M) EACH_59(M) M(59)
#define EACH_61(M) EACH_60(M) M(60)
#define EACH_62(M) EACH_61(M) M(61)
#define EACH_63(M) EACH_62(M) M(62)
#define EACH_64(M) EACH_63(M) M(63)
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

#if IN_PLACE
#define OLD(type, name)
#define OLD_POINTER(name, newName, n) POINTER(newName, n)
#else
#define OLD(type, name) IN_SHARED(type, name),
#define OLD_POINTER(name, newName, n) POINTER(name, n)
#endif

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
