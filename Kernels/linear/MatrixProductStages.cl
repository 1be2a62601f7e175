// What comes before and after a matrix product's main kernel.
//
// matrixProductPack (CPU family): the rows of op(A), M × K, in tiles of TILE_ROWS:
//   packed[⌈M / TILE_ROWS⌉][K][TILE_ROWS], zero beyond the last row.
//   Arguments: a, packed, M, K. Macros: TRANSPOSE_A, TILE_ROWS; one program serves all sizes.
//   Work-group: (1,1,1). Global size: (⌈M / TILE_ROWS⌉, pieces of K).
// matrixProductSum (both families): output = epilogue(Σ partial[splits][M·N]), summed in order.
//   Arguments: partial, [bias], [addend], [gate], output, M, N, splits. Macros: the epilogue's HAS_BIAS,
//   HAS_ADDEND, HAS_GATE, ACTIVATION as in MatrixProduct.cl. Any global size. `splits` is 1 where a matrix
//   library has computed the product.

#ifdef TILE_ROWS
__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matrixProductPack(IN(float, a), OUT(float, packed), const int rows,
                       const int depth) {
  BIND_IN(float, a);
  BIND_OUT(float, packed);
  const int i = get_global_id(0) * TILE_ROWS;
  const int begin = (long)depth * get_global_id(1) / get_global_size(1);
  const int end = (long)depth * (get_global_id(1) + 1) / get_global_size(1);
#if TRANSPOSE_A
  a += i;
#define ELEMENT(r, k) a[(size_t)(k) * rows + (r)]
#else
  a += (size_t)i * depth;
#define ELEMENT(r, k) a[(size_t)(r) * depth + (k)]
#endif
  packed += (size_t)i * depth;
  if (i + TILE_ROWS <= rows) {
    for (int k = begin; k < end; ++k)
#pragma unroll
      for (int r = 0; r < TILE_ROWS; ++r) packed[(size_t)k * TILE_ROWS + r] = ELEMENT(r, k);
  } else {
    for (int k = begin; k < end; ++k)
#pragma nounroll
      for (int r = 0; r < TILE_ROWS; ++r)
        packed[(size_t)k * TILE_ROWS + r] = i + r < rows ? ELEMENT(r, k) : 0.0f;
  }
}
#else

__kernel
void matrixProductSum(IN(float, partial),
#if HAS_BIAS
                      IN(float, bias),
#endif
#if HAS_ADDEND
                      IN(float, addend),
#endif
#if HAS_GATE
                      IN(float, gate),
#endif
                      OUT(float, output), const int M, const int N, const int splits) {
  BIND_IN(float, partial);
#if HAS_BIAS
  BIND_IN(float, bias);
#endif
#if HAS_ADDEND
  BIND_IN(float, addend);
#endif
#if HAS_GATE
  BIND_IN(float, gate);
#endif
  BIND_OUT(float, output);
  FOR_ELEMENTS(i, (ulong)M * N) {
    float v = partial[i];
    for (int s = 1; s < splits; ++s) v += partial[i + s * ((ulong)M * N)];
#if HAS_BIAS
    v += bias[i % N];
#endif
#if HAS_ADDEND
    v += addend[i];
#endif
#if HAS_GATE
    v *= SLOPE(float, gate[i]);
#else
    v = ACTIVATE(float, v);
#endif
    output[i] = v;
  }
}
#endif
