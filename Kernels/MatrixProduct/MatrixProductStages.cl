// matrixProductSum: output [M,N] = epilogue(Σ over splits of partial[splits][M·N]), summed in order: what
// follows a split-K product, or, with one split, a product of the matrix library. Both families.
//
// Variant: HAS_SUMS: in each split the M·N elements are followed by N sums of B's columns, which are
//   added into sums [N]; there is no epilogue then.
// Arguments: partial, [bias], [addend], [gate], output, [sums], M, N, splits.
// Macros: those of MatrixProductEpilogue, HAS_SUMS.
// Any work-group and global size.
// Needs: MatrixProductEpilogue.

__kernel
void matrixProductSum(IN(float, partial), EPILOGUE_ARGUMENTS OUT(STORED(output), output),
#if HAS_SUMS
                      OUT(float, sums),
#endif
                      const int M, const int N, const int splits) {
  BIND_IN(float, partial);
  BIND_EPILOGUE
  BIND_OUT(STORED(output), output);
#if HAS_SUMS
  BIND_OUT(float, sums);
  const uint count = (uint)M * N + N;
#else
  const uint count = (uint)M * N;
#endif
  FOR_ELEMENTS(at, count) {
    float v = partial[at];
    for (int s = 1; s < splits; ++s) v += partial[at + s * (ulong)count];
#if HAS_SUMS
    if (at >= (uint)M * N) {
      sums[at - (uint)M * N] = v;
      continue;
    }
#endif
    FINISH(float, v, at, (uint)at % (uint)N)
  }
}
