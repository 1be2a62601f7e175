// Fused multiply-adds as fast as the device can: the rate that a benchmark's own is divided by.
//
// peakFlops: (sums, iterations, factor, shift)
//   sums [work-items]: one value per work-item, so that the compiler removes nothing as unused.
// Each work-item keeps CHAINS vectors of LANES floats in registers, computes a ← factor·a + shift for
// each of them `iterations` times, and accesses memory once: 2 · CHAINS · LANES flops per iteration and
// work-item. With |factor| < 1 the values stay bounded.
// Both families, wide vectors on a CPU, single floats on a GPU; any work-group size.
// Needs: Vectors.

#define CHAINS 16
#define STEP(a) a = fma(a, f, s)

__kernel void peakFlops(OUT(float, sums), const int iterations, const float factor,
                             const float shift) {
  BIND_OUT(float, sums);
  const wide f = (wide)(factor);
  const wide s = (wide)(shift);
  const wide start = (wide)((float)get_global_id(0));
  wide a0 = start, a1 = start + 1.0f, a2 = start + 2.0f, a3 = start + 3.0f;
  wide a4 = start + 4.0f, a5 = start + 5.0f, a6 = start + 6.0f, a7 = start + 7.0f;
  wide a8 = start + 8.0f, a9 = start + 9.0f, a10 = start + 10.0f, a11 = start + 11.0f;
  wide a12 = start + 12.0f, a13 = start + 13.0f, a14 = start + 14.0f, a15 = start + 15.0f;
  for (int i = 0; i < iterations; ++i) {
    STEP(a0); STEP(a1); STEP(a2); STEP(a3); STEP(a4); STEP(a5); STEP(a6); STEP(a7);
    STEP(a8); STEP(a9); STEP(a10); STEP(a11); STEP(a12); STEP(a13); STEP(a14); STEP(a15);
  }
  const wide sum = ((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) +
                   (((a8 + a9) + (a10 + a11)) + ((a12 + a13) + (a14 + a15)));
  sums[get_global_id(0)] = sumLanes(sum);
}
