// result = first ∘ second, element by element with broadcasting; OPERATOR: 0 +, 1 −, 2 ·, 3 ÷.
//
// elementwiseBinary: (first, second, result, e0, e1, e2, e3, e4, e5)
//
// The host joins neighbouring axes that broadcast alike, which leaves RANK axes (1 to 6) with the
// extents e(6 − RANK) … e5, innermost last. Bit a of FIRST (of SECOND) says that the operand has axis
// a; otherwise it is repeated along it. So RANK 1 is equal shapes or a scalar, and RANK 2 with SECOND =
// 1 << 5 is a bias row on a matrix.
// Both families; any work-group size. An operand with all axes may share the memory of the result. All
// three may be stored in half precision.
// Needs: RowSpans.

#if OPERATOR == 0
#define COMBINE(a, b) ((a) + (b))
#elif OPERATOR == 1
#define COMBINE(a, b) ((a) - (b))
#elif OPERATOR == 2
#define COMBINE(a, b) ((a) * (b))
#else
#define COMBINE(a, b) ((a) / (b))
#endif

#define HAS(operand, axis) (((operand) >> (axis)) & 1)

// An operand that is repeated along the innermost axis is read once, before the loop. One that is not
// is read element by element, because it may share the memory of the result.
#if HAS(FIRST, 5)
#define HOLD_FIRST
#define FIRST_AT(i) READ(float, first, i)
#else
#define HOLD_FIRST const float firstValue = READ(float, first, 0);
#define FIRST_AT(i) firstValue
#endif
#if HAS(SECOND, 5)
#define HOLD_SECOND
#define SECOND_AT(i) READ(float, second, i)
#else
#define HOLD_SECOND const float secondValue = READ(float, second, 0);
#define SECOND_AT(i) secondValue
#endif

__kernel void elementwiseBinary(IN_SHARED(STORED(first), first), IN_SHARED(STORED(second), second),
                         OUT_SHARED(STORED(result), result), const int e0, const int e1,
                         const int e2, const int e3, const int e4, const int e5) {
#if RANK == 1
  BIND_IN(STORED(first), first);
  BIND_IN(STORED(second), second);
  BIND_OUT(STORED(result), result);
  HOLD_FIRST
  HOLD_SECOND
  INDEPENDENT
  FOR_ELEMENTS(i, e5) {
    WRITE(float, result, i, COMBINE(FIRST_AT(i), SECOND_AT(i)));
  }
#else
  const int extents[6] = {e0, e1, e2, e3, e4, e5};
  FOR_ROW_SPANS(row, begin, end, e0 * e1 * e2 * e3 * e4, e5) {
    uint left = row;
    ulong firstStride = HAS(FIRST, 5) ? e5 : 1, secondStride = HAS(SECOND, 5) ? e5 : 1;
    ulong firstRow = first_offset, secondRow = second_offset;
#pragma unroll
    for (int axis = 4; axis >= 6 - RANK; --axis) {
      const uint extent = extents[axis];
      const uint position = axis == 6 - RANK ? left : left % extent;
      left /= extent;
      if (HAS(FIRST, axis)) {
        firstRow += position * firstStride;
        firstStride *= extent;
      }
      if (HAS(SECOND, axis)) {
        secondRow += position * secondStride;
        secondStride *= extent;
      }
    }
    __global const STORED(first) *first = first_base + firstRow;
    __global const STORED(second) *second = second_base + secondRow;
    __global STORED(result) *result = result_base + result_offset + (ulong)row * e5;
    HOLD_FIRST
    HOLD_SECOND
    INDEPENDENT
    for (uint i = begin; i < end; ++i) {
      WRITE(float, result, i, COMBINE(FIRST_AT(i), SECOND_AT(i)));
    }
  }
#endif
}
