// y = x + deviation * noise, with standard normal noise.
//
// gaussianNoise: (x, source, y, count, streamLow, streamHigh, deviation)
// source is the random state, int32 [3]; the noise is drawn from the stream as in GaussianSample.cl.
// y may share the memory of x. Any work-group size; a work-item has blocks of four elements, on a CPU
// sixteen of them at once.
// Needs: GaussianSample.

#define ADD_NOISE(T, i, noise) STORE_##T(y + (i), LOAD_##T(x + (i)) + deviation * (noise));

__kernel void gaussianNoise(IN_SHARED(float, x), IN(int, source), OUT_SHARED(float, y),
                            const int count, const int streamLow, const int streamHigh,
                            const float deviation) {
  BIND_IN(float, x);
  BIND_IN(int, source);
  BIND_OUT(float, y);
  FOR_NOISE(ADD_NOISE)
}
