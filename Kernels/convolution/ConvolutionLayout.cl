// Names and sizes that the CPU family's convolution kernels agree on (no kernel here).
//
// The host defines BATCH, HEIGHT, WIDTH, IN_CHANNELS (the image side), OUT_HEIGHT, OUT_WIDTH,
// OUT_CHANNELS (the feature side), KERNEL_HEIGHT, KERNEL_WIDTH, STRIDE, PAD_TOP, PAD_LEFT; and
//   REVERSED  0 forward (source = image, target = feature), 1 input gradient (the other way round)
//   INNER     0 vectors across target channels, 1 vectors along the window (few target channels)
//   PIXELS    target pixels of a tile; VECTORS: vectors of target channels of a tile (INNER 0)

#if FAMILY_CPU
#if VECTOR_WIDTH == 16
typedef float16 Wide;
#define WIDE_LOAD(p) vload16(0, p)
#define WIDE_STORE(v, p) vstore16(v, 0, p)
#elif VECTOR_WIDTH == 8
typedef float8 Wide;
#define WIDE_LOAD(p) vload8(0, p)
#define WIDE_STORE(v, p) vstore8(v, 0, p)
#else
typedef float4 Wide;
#define WIDE_LOAD(p) vload4(0, p)
#define WIDE_STORE(v, p) vstore4(v, 0, p)
#endif

#define ROUND_UP(n) (((n) + VECTOR_WIDTH - 1) / VECTOR_WIDTH * VECTOR_WIDTH)

#if REVERSED
#define SOURCE_HEIGHT OUT_HEIGHT
#define SOURCE_WIDTH OUT_WIDTH
#define SOURCE_CHANNELS OUT_CHANNELS
#define TARGET_CHANNELS IN_CHANNELS
#define CLASS_STEP STRIDE   // parity classes per axis
#define PIXEL_STEP 1        // source columns between neighbouring pixels of a tile
#define TARGET_STEP STRIDE  // target columns between them
#else
#define SOURCE_HEIGHT HEIGHT
#define SOURCE_WIDTH WIDTH
#define SOURCE_CHANNELS IN_CHANNELS
#define TARGET_CHANNELS OUT_CHANNELS
#define CLASS_STEP 1
#define PIXEL_STEP STRIDE
#define TARGET_STEP 1
#endif

// The window: the taps that one target pixel (of a parity class, at most) meets.
#define WINDOW_HEIGHT ((KERNEL_HEIGHT + CLASS_STEP - 1) / CLASS_STEP)
#define WINDOW_WIDTH ((KERNEL_WIDTH + CLASS_STEP - 1) / CLASS_STEP)
#define WINDOW_DEPTH (WINDOW_WIDTH * SOURCE_CHANNELS)

#if INNER
#define SUMS TARGET_CHANNELS
#define LANES TARGET_CHANNELS
#define WINDOW_PITCH (LANES * ROUND_UP(WINDOW_DEPTH))
#define PATCH_SLACK VECTOR_WIDTH
#else
#define SUMS VECTORS
#define LANES (VECTORS * VECTOR_WIDTH)
#define WINDOW_PITCH (LANES * WINDOW_DEPTH)
#define PATCH_SLACK 0
#endif
#define BLOCKS ((TARGET_CHANNELS + LANES - 1) / LANES)

#define PATCH_COLUMNS ((PIXELS - 1) * PIXEL_STEP + WINDOW_WIDTH)
#define PATCH_LENGTH (PATCH_COLUMNS * SOURCE_CHANNELS)
#define PIXEL_PITCH (PIXEL_STEP * SOURCE_CHANNELS)
#endif
