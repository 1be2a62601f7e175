// The sums over the rows of x [rows, channels] that the gradient of batch normalisation begins with.
// With g = upstream * derivative(y), the derivative being that of a fused activation at its output y, which is
// computed from x again (GradOutput.cl, put in front):
//
// batchGradientSums:  (upstream, x, gamma, beta, mean, variance, sums, rows, channels, tiles, splits,
//                      epsilon)
//   sums [tiles][2][channels], then [tiles]: sum of g and sum of g * (x - mean) of each tile of rows,
//   and the numbers of rows.
// GradientSumsMerge.cl adds them up, and the last pass is in BatchNormalizationInputGradient.cl.
// Work-items as in BatchNormalization.cl; RowPlaces.cl and ChannelLanes.cl are put in front. upstream
// and x may be stored in half precision on a GPU.

#define CHUNK 32
#define SCALE(T, c) UPSTREAM_SCALE(LOAD(T, gamma + (c)), LOAD(T, variance + (c)), epsilon)
#define SPAN_wide LANES
#define SPAN_float 1

#if FAMILY_CPU
// Adds the rows first, first + stride, ... (COUNT of them, a constant) of the vectors from c on.
#define ADD_ROWS(T, NV, COUNT, first, stride)                                      \
  _Pragma("unroll") for (int place = 0; place < COUNT; ++place) {                  \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                               \
      const long i = ((first) + place * (stride)) * channels + c + v * SPAN_##T;   \
      const T deviation = LOAD(T, x + i) - center[v];                              \
      const T g = GRAD_OUTPUT(T, LOAD(T, upstream + i), deviation, scale[v], shift[v]); \
      chunkSum[v] += g;                                                            \
      chunkProduct[v] += g * deviation;                                            \
    }                                                                              \
  }
#define BEGIN_CHUNK(T, NV)          \
  T chunkSum[NV], chunkProduct[NV]; \
  _Pragma("unroll") for (int v = 0; v < NV; ++v) chunkSum[v] = chunkProduct[v] = (T)(0.0f);
#define END_CHUNK(NV)                              \
  _Pragma("unroll") for (int v = 0; v < NV; ++v) { \
    sum[v] += chunkSum[v];                         \
    product[v] += chunkProduct[v];                 \
  }

// Chunks of rows are summed on their own, so that rounding does not grow with the number of rows;
// they are taken from PLACES places at once, as in RowPlaces.cl.
#define SUMS(T, NV)                                                             \
  {                                                                             \
    T center[NV], scale[NV], shift[NV], sum[NV], product[NV];                   \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                            \
      center[v] = LOAD(T, mean + c + v * SPAN_##T);                             \
      scale[v] = SCALE(T, c + v * SPAN_##T);                                    \
      shift[v] = LOAD(T, beta + c + v * SPAN_##T);                              \
      sum[v] = product[v] = (T)(0.0f);                                          \
    }                                                                           \
    for (long chunk = top; chunk < top + run; chunk += CHUNK / PLACES) {        \
      const long end = min(chunk + CHUNK / PLACES, top + run);                  \
      BEGIN_CHUNK(T, NV)                                                        \
      for (long r = chunk; r < end; ++r) ADD_ROWS(T, NV, PLACES, r, run)        \
      END_CHUNK(NV)                                                             \
    }                                                                           \
    BEGIN_CHUNK(T, NV)                                                          \
    for (long r = top + PLACES * run; r < bottom; ++r) ADD_ROWS(T, NV, 1, r, 0) \
    END_CHUNK(NV)                                                               \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                            \
      STORE(T, result + c + v * SPAN_##T, sum[v]);                              \
      STORE(T, result + channels + c + v * SPAN_##T, product[v]);               \
    }                                                                           \
    c += NV * SPAN_##T;                                                         \
  }

__kernel void batchGradientSums(IN(float, upstream), IN(float, x), IN(float, gamma),
                                IN(float, beta), IN(float, mean), IN(float, variance),
                                OUT(float, sums), const int rows, const int channels,
                                const int tiles, const int splits, const float epsilon) {
  BIND_IN(float, upstream);
  BIND_IN(float, x);
  BIND_IN(float, gamma);
  BIND_IN(float, beta);
  BIND_IN(float, mean);
  BIND_IN(float, variance);
  BIND_OUT(float, sums);
  const long tile = get_global_id(0) / splits, split = get_global_id(0) % splits;
  const long top = rows * tile / tiles, bottom = rows * (tile + 1) / tiles;
  const long run = (bottom - top) / PLACES;
  const long blocks = (channels + BLOCK * LANES - 1) / (BLOCK * LANES);
  int c = blocks * split / splits * (BLOCK * LANES);
  const int last = min((int)(blocks * (split + 1) / splits * (BLOCK * LANES)), channels);
  __global float *result = sums + tile * 2 * channels;
  if (split == 0) sums[(long)tiles * 2 * channels + tile] = bottom - top;
  while (c + BLOCK * LANES <= last) SUMS(wide, BLOCK)
  while (c + LANES <= last) SUMS(wide, 1)
  while (c < last) SUMS(float, 1)
}
#else
__kernel void batchGradientSums(IN(STORED(upstream), upstream), IN(STORED(x), x),
                                IN(float, gamma), IN(float, beta), IN(float, mean),
                                IN(float, variance), OUT(float, sums), const int rows,
                                const int channels, const int tiles, const int splits,
                                const float epsilon) {
  BIND_IN(STORED(upstream), upstream);
  BIND_IN(STORED(x), x);
  BIND_IN(float, gamma);
  BIND_IN(float, beta);
  BIND_IN(float, mean);
  BIND_IN(float, variance);
  BIND_OUT(float, sums);
  __local float2 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  const long tile = get_group_id(1);
  const long top = rows * tile / tiles + get_local_id(1), bottom = rows * (tile + 1) / tiles;
  float2 own = (float2)(0.0f);
  if (c < channels) {
    const float center = mean[c], scale = SCALE(float, c), shift = beta[c];
    for (long chunk = top; chunk < bottom; chunk += CHUNK * ROW_LANES) {
      const long end = min(chunk + CHUNK * ROW_LANES, bottom);
      float2 sum = (float2)(0.0f);
      for (long r = chunk; r < end; r += ROW_LANES) {
        const long i = r * channels + c;
        const float deviation = READ(float, x, i) - center;
        const float g = GRAD_OUTPUT(float, READ(float, upstream, i), deviation, scale, shift);
        sum += (float2)(g, g * deviation);
      }
      own += sum;
    }
  }
  const float2 total = sumRowLanes(lanes, own);
  if (c == 0 && get_local_id(1) == 0)
    sums[(long)tiles * 2 * channels + tile] = bottom - rows * tile / tiles;
  if (c < channels && get_local_id(1) == 0) {
    sums[tile * 2 * channels + c] = total.x;
    sums[(tile * 2 + 1) * channels + c] = total.y;
  }
}
#endif
