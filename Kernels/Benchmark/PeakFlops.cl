// The fastest multiply-adds that the device can do: what a benchmark divides its own rate by.
//
// peakFlops: (sums, iterations, factor, shift)
//   sums [work-items] gets one number per work-item, so that nothing is left out as unused.
// Every work-item keeps CHAINS vectors of LANES floats in registers, applies a ← factor·a + shift
// to each `iterations` times, and touches memory once. Per iteration and work-item that makes
// 2 · CHAINS · LANES floating-point operations. With |factor| < 1 the numbers stay bounded.
// One kernel for both families: wide vectors on a CPU, single floats on a GPU; any work-group size.

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
