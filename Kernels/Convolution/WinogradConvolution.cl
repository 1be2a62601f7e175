// Convolution by Winograd's algorithm, NHWC: forward, or with REVERSED the input gradient; see
// Winograd for the algorithm and ConvolutionForward and ConvolutionInputGradient for the formulas.
//
// A work-item takes a share of the tiles, TILES at a time: transforms their patches, multiplies each
// of the FREQUENCIES [TILES,DEPTH] with the transformed weights, BLOCK_LANES target channels of one
// phase at a time, transforms back, and stores with the epilogue.
//
// winogradWeights(w [KERNEL_HEIGHT,KERNEL_WIDTH,IN_CHANNELS,OUT_CHANNELS],
//   packed [TARGET_PHASES][BLOCKS][FREQUENCIES][DEPTH][BLOCK_LANES]);
//   global size (SOURCE_CHANNELS, PHASES).
// winogradConvolution(source, packed, [bias], [gate: like the result], result,
//   staging [work-items][STAGING_LENGTH]); any one-dimensional global size. With STATISTICS, in front
//   of the result, the arguments of ConvolutionStatistics: parts [work-items][GROUPS][TARGET_PHASES].
// Forward, SOURCE_CHANNELS need not be whole vectors where STRIDE * SOURCE_CHANNELS is 4.
// CPU family; work-groups of one. The host defines REVERSED and VECTORS (vectors of a block of target
// channels, a divisor of theirs), TILES and GROUP (tiles of a register tile, a divisor of TILES).
// Needs Winograd, ConvolutionEpilogue and ConvolutionStatistics in front.

#if FAMILY_CPU
#define RESULT_PITCH (TILES * BLOCK_LANES + VECTOR_WIDTH)
// Times that a work-item stages tiles, at most.
#define GROUPS (((TILE_COUNT - 1) / get_global_size(0) + TILES) / TILES)
#define STAGING_LENGTH (FREQUENCIES * (PATCH_PITCH + RESULT_PITCH))
#define HAS_RUNS (!REVERSED && STRIDE * SOURCE_CHANNELS == 4)
// Whether results are fetched before they are stored: not where multiplying takes so long that the
// stores of the tiles before are through.
#define FETCHES_TARGETS (REVERSED || HAS_RUNS)

// The weights of one tap for VECTOR_WIDTH target channels from t on; zeros beyond the kernel.
INLINE loadTap(wide *tap, __global const float *w, const int ky, const int kx, const int s,
               const int t) {
  *tap = (wide)(0.0f);
  if (ky >= KERNEL_HEIGHT || kx >= KERNEL_WIDTH) return;
  __global const float *from = w + (ky * KERNEL_WIDTH + kx) * (IN_CHANNELS * OUT_CHANNELS);
#if REVERSED
  float column[VECTOR_WIDTH];
  for (int lane = 0; lane < VECTOR_WIDTH; ++lane) column[lane] = from[(t + lane) * OUT_CHANNELS + s];
  *tap = LOAD(wide, column);
#else
  *tap = LOAD(wide, from + s * OUT_CHANNELS + t);
#endif
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradWeights(
    IN(float, w), OUT(float, packed)) {
  BIND_IN(float, w);
  BIND_OUT(float, packed);
  const int s = get_global_id(0), phase = get_global_id(1);
  const int block = REVERSED ? phase * BLOCKS : 0, depth = REVERSED ? s : phase * SOURCE_CHANNELS + s;
  SCALAR_LOOP
  for (int t = 0; t < TARGET_CHANNELS; t += VECTOR_WIDTH) {
    wide taps[TAPS], lines[POINTS * TAPS], frequencies[FREQUENCIES];
    for (int j = 0; j < TAPS; ++j) {
      for (int i = 0; i < TAPS; ++i) {
        const int y = REVERSED ? TAPS - 1 - i : i, x = REVERSED ? TAPS - 1 - j : j;
        loadTap(taps + i, w, y * STRIDE + phase / STRIDE, x * STRIDE + phase % STRIDE, s, t);
      }
      transformKernelLine(taps, lines + j, TAPS);
    }
    for (int i = 0; i < POINTS; ++i) transformKernelLine(lines + i * TAPS, frequencies + i * POINTS, 1);
    __global float *to = packed
        + ((ulong)(block + t / BLOCK_LANES) * FREQUENCIES * DEPTH + depth) * BLOCK_LANES
        + t % BLOCK_LANES;
    for (int f = 0; f < FREQUENCIES; ++f) STORE(wide, to + f * (DEPTH * BLOCK_LANES), frequencies[f]);
  }
}

// results[GROUP][BLOCK_LANES] = patches[GROUP][DEPTH] . weights[DEPTH][BLOCK_LANES].
static void multiplyGroup(
    __global float *results, __global const float *patches, __global const float *weights) {
  wide sums[GROUP][VECTORS];
#pragma unroll
  for (int t = 0; t < GROUP; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) sums[t][v] = (wide)(0.0f);
#pragma nounroll
  for (int k = 0; k < DEPTH; ++k) {
    wide w[VECTORS];
#pragma unroll
    for (int v = 0; v < VECTORS; ++v) w[v] = LOAD(wide, weights + k * BLOCK_LANES + v * VECTOR_WIDTH);
#pragma unroll
    for (int t = 0; t < GROUP; ++t) {
      const wide x = (wide)(patches[t * DEPTH + k]);
#pragma unroll
      for (int v = 0; v < VECTORS; ++v) sums[t][v] = fma(x, w[v], sums[t][v]);
    }
  }
#pragma unroll
  for (int t = 0; t < GROUP; ++t)
#pragma unroll
    for (int v = 0; v < VECTORS; ++v)
      PUT(results + t * BLOCK_LANES + v * VECTOR_WIDTH, sums[t][v]);
}

// Where the first result of a tile lies: its image and pixel there.
typedef struct {
  int image, y, x;
} Place;

static Place placeOf(const int tile, const int phase) {
  const int top = REVERSED ? PAD_TOP / STRIDE * STRIDE + phase / STRIDE - PAD_TOP : 0;
  const int left = REVERSED ? PAD_LEFT / STRIDE * STRIDE + phase % STRIDE - PAD_LEFT : 0;
  const Place place = {tile / (TILE_ROWS * TILE_COLUMNS),
                       top + tile / TILE_COLUMNS % TILE_ROWS * (SPAN * TARGET_STEP),
                       left + tile % TILE_COLUMNS * (SPAN * TARGET_STEP)};
  return place;
}

// Whether there is a result i down and j to the right of the first one, and its first element.
static inline __attribute__((always_inline)) bool isTarget(
    const Place place, const int i, const int j) {
  const int y = place.y + i * TARGET_STEP, x = place.x + j * TARGET_STEP;
  return y >= 0 && y < TARGET_HEIGHT && x >= 0 && x < TARGET_WIDTH;
}

static inline __attribute__((always_inline)) ulong elementOf(
    const Place place, const int i, const int j) {
  const int y = place.y + i * TARGET_STEP, x = place.x + j * TARGET_STEP;
  return (ulong)((place.image * TARGET_HEIGHT + y) * TARGET_WIDTH + x) * TARGET_CHANNELS;
}

#if FETCHES_TARGETS
// Fetches what finishing a tile's results will touch of the channels from `channel` on.
static void fetchTargets(
    __global const float *gate, __global float *result, const Place place, const int channel,
    const Statistics statistics) {
  SCALAR_LOOP
  for (int i = 0; i < SPAN; ++i)
    SCALAR_LOOP
    for (int j = 0; j < SPAN; ++j) {
      if (!isTarget(place, i, j)) continue;
      SCALAR_LOOP
      for (int lane = 0; lane < BLOCK_LANES; lane += VECTOR_WIDTH)
        FETCH_FINISH(elementOf(place, i, j) + channel + lane)
    }
}
#endif

#if HAS_RUNS
// With few channels the STRIDE neighbours in a line, one of each phase, are a run of four numbers. A
// vector holds VECTORED runs: those of a tile's phases, one below the other, and of the next tiles.
#define RUN 4
#define VECTORED (VECTOR_WIDTH / RUN)
#define LINE (POINTS * RUN)
#define PATCH (POINTS * LINE)

// LINE numbers from column x of row y on, zeros outside the image n.
static void loadLine(
    float *line, __global const float *source, const int n, const int y, const int x) {
  const bool exists = y >= 0 && y < SOURCE_HEIGHT;
  const int length = SOURCE_WIDTH * SOURCE_CHANNELS, from = x * SOURCE_CHANNELS;
  __global const float *row = source + (ulong)(exists ? n * SOURCE_HEIGHT + y : 0) * length;
  if (exists && from >= 0 && from + LINE <= length) {
#pragma unroll
    for (int e = 0; e < LINE; e += RUN) vstore4(vload4(0, row + from + e), 0, line + e);
    return;
  }
  SCALAR_LOOP
  for (int e = 0; e < LINE; ++e)
    line[e] = exists && from + e >= 0 && from + e < length ? row[from + e] : 0.0f;
}

#define OF_IMAGE(r, i, j) \
  vload4(0, from[r] + (i) * (STRIDE * SOURCE_WIDTH * SOURCE_CHANNELS) + (j) * RUN)
#define OF_LINES(r, i, j) vload4(0, lines + (r) * PATCH + (i) * LINE + (j) * RUN)

// The frequencies of the patches whose runs PLACE(r, i, j) gives.
#define TRANSFORM_RUNS(PLACE)                                                                  \
  {                                                                                            \
    wide d[FREQUENCIES];                                                                       \
    _Pragma("unroll") for (int j = 0; j < POINTS; ++j) {                                       \
      _Pragma("unroll") for (int i = 0; i < POINTS; ++i) {                                     \
        float lanes[VECTOR_WIDTH];                                                             \
        _Pragma("unroll") for (int r = 0; r < VECTORED; ++r)                                   \
          vstore4(PLACE(r, i, j), r, lanes);                                                   \
        d[i * POINTS + j] = LOAD(wide, lanes);                                                 \
      }                                                                                        \
      transformPatchLine(d + j, POINTS);                                                       \
    }                                                                                          \
    _Pragma("unroll") for (int i = 0; i < POINTS; ++i) transformPatchLine(d + i * POINTS, 1);  \
    _Pragma("unroll") for (int f = 0; f < FREQUENCIES; ++f)                                    \
      PUT(patches + run * RUN + f * PATCH_PITCH, d[f]);                                        \
  }

// As stagePatches. Patches on the edge of the image go by way of lines.
static void stageRuns(
    __global float *patches, __global const float *source, const int first, const int count) {
  const int length = SOURCE_WIDTH * SOURCE_CHANNELS;
  SCALAR_LOOP
  for (int run = 0; run < TILES * STRIDE; run += VECTORED) {
    __global const float *from[VECTORED];
    int images[VECTORED], tops[VECTORED], lefts[VECTORED];
    bool isInside = true;
#pragma unroll
    for (int r = 0; r < VECTORED; ++r) {
      const int t = (run + r) / STRIDE, tile = first + t;
      const int n = images[r] = tile / (TILE_ROWS * TILE_COLUMNS);
      const int x = lefts[r] = tile % TILE_COLUMNS * (SPAN * STRIDE) + FIRST_COLUMN;
      // Beyond the last tile lies no line.
      const int y = tops[r] = t >= count ? SOURCE_HEIGHT
          : tile / TILE_COLUMNS % TILE_ROWS * (SPAN * STRIDE) + FIRST_ROW + (run + r) % STRIDE;
      isInside &= y >= 0 && y + (POINTS - 1) * STRIDE < SOURCE_HEIGHT && x >= 0
          && x + POINTS * STRIDE <= SOURCE_WIDTH;
      from[r] = source + ((long)n * SOURCE_HEIGHT + y) * length + x * SOURCE_CHANNELS;
    }
    if (isInside) {
      TRANSFORM_RUNS(OF_IMAGE)
      continue;
    }
    float lines[VECTORED * PATCH];
    SCALAR_LOOP
    for (int r = 0; r < VECTORED; ++r)
      SCALAR_LOOP
      for (int i = 0; i < POINTS; ++i)
        loadLine(lines + r * PATCH + i * LINE, source, images[r], tops[r] + i * STRIDE, lefts[r]);
    TRANSFORM_RUNS(OF_LINES)
  }
}
#endif

__kernel __attribute__((reqd_work_group_size(1, 1, 1))) void winogradConvolution(
    IN(float, source), IN(float, packed),
    EPILOGUE_ARGUMENTS STATISTICS_ARGUMENTS OUT(float, result), OUT(float, staging)) {
  BIND_IN(float, source);
  BIND_IN(float, packed);
  BIND_EPILOGUE;
  BIND_STATISTICS;
  BIND_OUT(float, result);
  BIND_OUT(float, staging);
  __global float *patches = staging + get_global_id(0) * STAGING_LENGTH;
  __global float *results = patches + FREQUENCIES * PATCH_PITCH;
  const int begin = (long)TILE_COUNT * get_global_id(0) / get_global_size(0);
  const int end = (long)TILE_COUNT * (get_global_id(0) + 1) / get_global_size(0);
  int part = get_global_id(0) * GROUPS * TARGET_PHASES;
  SCALAR_LOOP
  for (int first = begin; first < end; first += TILES, part += TARGET_PHASES) {
    const int count = min(TILES, end - first);
#if HAS_RUNS
    stageRuns(patches, source, first, count);
#else
    stagePatches(patches, source, first, count);
#endif
    SCALAR_LOOP
    for (int block = 0; block < TARGET_PHASES * BLOCKS; ++block) {
      SCALAR_LOOP
      for (int f = 0; f < FREQUENCIES; ++f) {
        // Meanwhile the pixels of the tiles that are staged next come nearer, and what the results will
        // touch. Forward that is less than fetching it costs.
        if (block == 0) fetchPatches(source, first + TILES, end, f);
#if FETCHES_TARGETS
        SCALAR_LOOP
        for (int t = f; t < count; t += FREQUENCIES)
          fetchTargets(gate, result, placeOf(first + t, block / BLOCKS),
                       block % BLOCKS * BLOCK_LANES, statistics);
#endif
        SCALAR_LOOP
        for (int t = 0; t < count; t += GROUP)
          multiplyGroup(results + f * RESULT_PITCH + t * BLOCK_LANES,
                        patches + f * PATCH_PITCH + t * DEPTH,
                        packed + (ulong)(block * FREQUENCIES + f) * (DEPTH * BLOCK_LANES));
      }
#if STATISTICS
      Noted noted[VECTORS];
      SCALAR_LOOP
      for (int v = 0; v < VECTORS; ++v)
        startNoting(statistics, noted + v, block % BLOCKS * BLOCK_LANES + v * VECTOR_WIDTH);
#endif
      SCALAR_LOOP
      for (int t = 0; t < count; ++t) {
        const Place place = placeOf(first + t, block / BLOCKS);
        SCALAR_LOOP
        for (int v = 0; v < VECTORS; ++v) {
          const int lane = v * VECTOR_WIDTH, channel = block % BLOCKS * BLOCK_LANES + lane;
          wide m[FREQUENCIES], lines[SPAN * POINTS];
#if STATISTICS
          Noted seen = noted[v];  // in registers
#endif
#pragma unroll
          for (int f = 0; f < FREQUENCIES; ++f)
            m[f] = LOAD(wide, results + f * RESULT_PITCH + t * BLOCK_LANES + lane);
#pragma unroll
          for (int i = 0; i < POINTS; ++i) transformResultLine(m + i * POINTS, 1, lines + i * SPAN);
#pragma unroll
          for (int j = 0; j < SPAN; ++j) {
            wide y[SPAN];
            transformResultLine(lines + j, SPAN, y);
#pragma unroll
            for (int i = 0; i < SPAN; ++i) {
              if (!isTarget(place, i, j)) continue;
              const ulong at = elementOf(place, i, j) + channel;
              FINISH_THEN(wide, y[i], at, channel, NOTE(wide, seen, at))
            }
          }
#if STATISTICS
          noted[v] = seen;
#endif
        }
      }
#if STATISTICS
      SCALAR_LOOP
      for (int v = 0; v < VECTORS; ++v)
        storeNoted(statistics, part + block / BLOCKS, block % BLOCKS * BLOCK_LANES + v * VECTOR_WIDTH,
                   noted + v);
#endif
    }
  }
#if STATISTICS
  SCALAR_LOOP
  for (; part < (get_global_id(0) + 1) * GROUPS * TARGET_PHASES; ++part)
    storeCount(statistics, part, 0);
#endif
}
#endif
