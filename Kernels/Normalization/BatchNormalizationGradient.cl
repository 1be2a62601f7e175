// The sums over the rows of x [rows, channels] that the gradient of batch normalisation starts from.
//
// batchGradientSums: (upstream, x, gamma, beta, mean, variance, sums, rows, channels, rowSlices,
//                     channelSlices, epsilon)
//   With g the gradient of the normalisation's output, before a fused activation (GradOutput.cl):
//   sums: [rowSlices][2][channels], then [rowSlices]: sum of g and sum of g * (x - mean) of each slice
//   of the rows, then the slices' numbers of rows, for GradientSumsMerge.cl.
//   WHOLE, with one slice of the rows: (upstream, x, gamma, beta, mean, variance, gammaGradient,
//   betaGradient, factors, rows, …), the results of GradientSumsMerge.cl.
// Work-items as in BatchNormalization.cl. upstream and x may be stored in half precision on a GPU.
// BatchNormalizationInputGradient.cl is the last pass.
// Needs: ChannelResults, Vectors, RowStreams, WorkGroupSum.

#define CHUNK 32
#define SCALE(T, c) NORMALIZATION_SCALE(LOAD(T, gamma + (c)), LOAD(T, variance + (c)), epsilon)

#if WHOLE
#define RESULT_ARGUMENTS OUT(float, gammaGradient), OUT(float, betaGradient), OUT(float, factors)
#define BIND_RESULTS                                                                    \
  BIND_OUT(float, gammaGradient);                                                       \
  BIND_OUT(float, betaGradient);                                                        \
  BIND_OUT(float, factors);
#define STORE_CHANNELS(T, c, sum, product) FINISH_SUMS(T, c, sum, product)
#define STORE_COUNT(count) {}
#else
#define RESULT_ARGUMENTS OUT(float, sums)
#define BIND_RESULTS BIND_OUT(float, sums);
#define STORE_CHANNELS(T, c, sum, product)                                              \
  {                                                                                     \
    STORE(T, sums + rowSlice * 2 * channels + (c), sum);                                \
    STORE(T, sums + (rowSlice * 2 + 1) * channels + (c), product);                      \
  }
#define STORE_COUNT(count) sums[(long)rowSlices * 2 * channels + rowSlice] = (count);
#endif

#if FAMILY_CPU
// Adds COUNT rows (a constant), `stride` apart from row `first` on, of the vectors from channel c on.
#define ADD_ROWS(T, NV, COUNT, first, stride)                                           \
  _Pragma("unroll") for (int stream = 0; stream < COUNT; ++stream) {                    \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                    \
      const long i = ((first) + stream * (stride)) * channels + c + v * SPAN_##T;       \
      const T deviation = LOAD(T, x + i) - center[v];                                   \
      const T g = GRAD_OUTPUT(T, LOAD(T, upstream + i), deviation, scale[v], shift[v]); \
      chunkSum[v] += g;                                                                 \
      chunkProduct[v] += g * deviation;                                                 \
    }                                                                                   \
  }
#define BEGIN_CHUNK(T, NV)          \
  T chunkSum[NV], chunkProduct[NV]; \
  _Pragma("unroll") for (int v = 0; v < NV; ++v) chunkSum[v] = chunkProduct[v] = (T)(0.0f);
#define END_CHUNK(NV)                              \
  _Pragma("unroll") for (int v = 0; v < NV; ++v) { \
    sum[v] += chunkSum[v];                         \
    product[v] += chunkProduct[v];                 \
  }

// Chunks of rows are summed separately, so that rounding does not grow with the number of rows; STREAMS
// rows are read at once, as in RowStreams.cl.
#define SUMS(T, NV)                                                                     \
  {                                                                                     \
    T center[NV], scale[NV], shift[NV], sum[NV], product[NV];                           \
    _Pragma("unroll") for (int v = 0; v < NV; ++v) {                                    \
      center[v] = LOAD(T, mean + c + v * SPAN_##T);                                     \
      scale[v] = SCALE(T, c + v * SPAN_##T);                                            \
      shift[v] = LOAD(T, beta + c + v * SPAN_##T);                                      \
      sum[v] = product[v] = (T)(0.0f);                                                  \
    }                                                                                   \
    for (long chunk = top; chunk < top + streamRows; chunk += CHUNK / STREAMS) {        \
      const long end = min(chunk + CHUNK / STREAMS, top + streamRows);                  \
      BEGIN_CHUNK(T, NV)                                                                \
      for (long r = chunk; r < end; ++r) ADD_ROWS(T, NV, STREAMS, r, streamRows)        \
      END_CHUNK(NV)                                                                     \
    }                                                                                   \
    BEGIN_CHUNK(T, NV)                                                                  \
    for (long r = top + STREAMS * streamRows; r < bottom; ++r) ADD_ROWS(T, NV, 1, r, 0) \
    END_CHUNK(NV)                                                                       \
    _Pragma("unroll") for (int v = 0; v < NV; ++v)                                      \
      STORE_CHANNELS(T, c + v * SPAN_##T, sum[v], product[v])                           \
    c += NV * SPAN_##T;                                                                 \
  }

__kernel void batchGradientSums(IN(float, upstream), IN(float, x), IN(float, gamma),
                                IN(float, beta), IN(float, mean), IN(float, variance),
                                RESULT_ARGUMENTS, const int rows, const int channels,
                                const int rowSlices, const int channelSlices, const float epsilon) {
  BIND_IN(float, upstream);
  BIND_IN(float, x);
  BIND_IN(float, gamma);
  BIND_IN(float, beta);
  BIND_IN(float, mean);
  BIND_IN(float, variance);
  BIND_RESULTS
  const long rowSlice = get_global_id(0) / channelSlices;
  const long channelSlice = get_global_id(0) % channelSlices;
  const long top = rows * rowSlice / rowSlices, bottom = rows * (rowSlice + 1) / rowSlices;
  const long streamRows = (bottom - top) / STREAMS;
  const long blocks = (channels + BLOCK * LANES - 1) / (BLOCK * LANES);
  int c = blocks * channelSlice / channelSlices * (BLOCK * LANES);
  const int last = min((int)(blocks * (channelSlice + 1) / channelSlices * (BLOCK * LANES)), channels);
  if (channelSlice == 0) STORE_COUNT(bottom - top)
  while (c + BLOCK * LANES <= last) SUMS(wide, BLOCK)
  while (c + LANES <= last) SUMS(wide, 1)
  while (c < last) SUMS(float, 1)
}
#else
__kernel void batchGradientSums(IN(STORED(upstream), upstream), IN(STORED(x), x),
                                IN(float, gamma), IN(float, beta), IN(float, mean),
                                IN(float, variance), RESULT_ARGUMENTS, const int rows,
                                const int channels, const int rowSlices, const int channelSlices,
                                const float epsilon) {
  BIND_IN(STORED(upstream), upstream);
  BIND_IN(STORED(x), x);
  BIND_IN(float, gamma);
  BIND_IN(float, beta);
  BIND_IN(float, mean);
  BIND_IN(float, variance);
  BIND_RESULTS
  __local float2 lanes[CHANNEL_LANES * ROW_LANES];
  const int c = get_global_id(0);
  const long rowSlice = get_group_id(1);
  const long top = rows * rowSlice / rowSlices + get_local_id(1);
  const long bottom = rows * (rowSlice + 1) / rowSlices;
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
  const float2 total = sumWorkGroupFloat2(
      lanes, own, get_local_id(1) * CHANNEL_LANES + get_local_id(0), ROW_LANES, CHANNEL_LANES);
  if (c == 0 && get_local_id(1) == 0) STORE_COUNT(bottom - rows * rowSlice / rowSlices)
  if (c < channels && get_local_id(1) == 0) STORE_CHANNELS(float, c, total.x, total.y)
}
#endif
