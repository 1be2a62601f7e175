// The grey bytes of a tile of pixels, from the light that reaches the camera (no kernel here):
//
//   255 · sqrt(gain · (1 + gradient · place) · light) + offset + deviation · noise, rounded and clipped
//
// A row of scenes has 40 gain, a factor on the light; 41 offset in grey levels; 42 and 43 the gradient,
// how much more light there is at the right and at the lower edge than in the middle; 44 the standard
// deviation of the noise in grey levels (Photograph.swift). The noise is Philox's, with pixels as elements
// and a key per image (NoiseKey.swift), and the same for every form of the tile.
// A tile has TILE_X × TILE_Y = LANES pixels: 4 × 4 on a CPU with vectors of 16, one pixel on a GPU. SIZE is
// a multiple of 4, so that the pixels of a tile's row share a block.
// STREAM_LOW and STREAM_HIGH: the stream of the noise.
// Needs: Vectors, Philox.

#if LANES > 1
#define TILE_X 4
#define TILE_Y (LANES / 4)
#else
#define TILE_X 1
#define TILE_Y 1
#endif

#if LANES == 16
#define LANE_X (float16)(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3)
#define LANE_Y (float16)(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)
#elif LANES == 8
#define LANE_X (float8)(0, 1, 2, 3, 0, 1, 2, 3)
#define LANE_Y (float8)(0, 0, 0, 0, 1, 1, 1, 1)
#elif LANES == 4
#define LANE_X (float4)(0, 1, 2, 3)
#define LANE_Y (float4)(0, 0, 0, 0)
#else
#define LANE_X 0.0f
#define LANE_Y 0.0f
#endif

// Noise of mean 0 and variance 1: the sum of a word's four bytes, exact, so that devices agree. A byte has
// mean 127.5 and variance (256² - 1) / 12.
static inline float noiseOf(const uint word) {
  const uint sum = (word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >> 24);
  return (float)((int)sum - 510) * 6.7658751e-3f;
}

static inline void expose(__global const float *scene, const wide light, __global const int *key,
                          const int column, const int row, __global uchar *image) {
  // From -1 to 1 across the picture.
  const wide right = (LANE_X + (column + 0.5f - 0.5f * SIZE)) * (2.0f / SIZE);
  const wide down = (LANE_Y + (row + 0.5f - 0.5f * SIZE)) * (2.0f / SIZE);
  const wide gain = scene[40] * (1.0f + scene[42] * right + scene[43] * down);
  const wide grey = 255.0f * sqrt(fmax(gain * light, (wide)(0.0f))) + (scene[41] + 0.5f);
  float values[LANES] __attribute__((aligned(64)));
  STORE_wide(values, grey);
  const uint2 stream = (uint2)((uint)STREAM_LOW, (uint)STREAM_HIGH);
  uint words[4];
  for (int i = 0; i < LANES; ++i) {
    const int at = (row + i / TILE_X) * SIZE + column + i % TILE_X;
    if (i % 4 == 0) philox(words, (uint)at / 4, key, stream);
    const float noisy = fma(scene[44], noiseOf(words[at % 4]), values[i]);
    image[at] = (uchar)fmin(fmax(noisy, 0.0f), 255.0f);
  }
}
