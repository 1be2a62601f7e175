// What comes after a matrix product's main kernel. Both families.
//
// matrixProductSum: output = epilogue(Σ partial[splits][M·N]), summed in order.
//   Arguments: partial, [bias], [addend], [gate], output, M, N, splits. `splits` is 1 where a matrix
//   library has computed the product.
//   Macros: HAS_BIAS: + bias[N]; HAS_ADDEND: + addend[M,N]; HAS_GATE: · slope of ACTIVATION at
//   gate[M,N]; else ACTIVATION is applied. Any global size.

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
