// y = x / 255 of bytes x: the float nearest to the quotient, on every device.
//
// scaleBytes: (x, y, count)
// x / 255 = (257 x + x / 255) / 65536. 257 x is exact, and what rounding changes in the small term does
// not reach the sum: with a reciprocal for the division, and with or without a fused multiply-add, each of
// the 256 sums is rounded to the right float, and 1 / 65536 is exact. A division may be off by a few units
// in the last place in OpenCL.
// y may be stored in half precision on a GPU. Any work-group size. CPU: whole vectors. GPU: four elements
// at once.
// Needs: Vectors.

#define QUOTIENT(v) (((v) * 257.0f + (v) * 0x1.010102p-8f) * 0x1p-16f)

#if FAMILY_CPU
#define BYTES_wide(p) JOIN(convert_float, VECTOR_WIDTH)(JOIN(vload, VECTOR_WIDTH)(0, p))
#define BYTES_float(p) ((float)*(p))
#define SCALE(T, i)                        \
  {                                        \
    const T value = BYTES_##T(x + (i));    \
    STORE(T, y + (i), QUOTIENT(value));    \
  }
#endif

__kernel void scaleBytes(IN(uchar, x), OUT(STORED(y), y), const int count) {
  BIND_IN(uchar, x);
  BIND_OUT(STORED(y), y);
#if FAMILY_CPU
  FOR_WIDE(SCALE, count)
#else
  const ulong fours = count / 4;
  FOR_ELEMENTS(four, fours) {
    const float4 values = convert_float4(vload4(four, x));
    WRITE(float4, y, four * 4, QUOTIENT(values));
  }
  if (get_global_id(0) + 1 == get_global_size(0)) {
    for (ulong i = fours * 4; i < (ulong)count; ++i) {
      const float value = x[i];
      WRITE(float, y, i, QUOTIENT(value));
    }
  }
#endif
}
