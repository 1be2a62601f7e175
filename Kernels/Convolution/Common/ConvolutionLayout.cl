// Names and sizes that convolution kernels agree on (no kernel here).
//
// The host defines BATCH, HEIGHT, WIDTH, IN_CHANNELS (the image side), OUT_HEIGHT, OUT_WIDTH,
// OUT_CHANNELS (the feature side), KERNEL_HEIGHT, KERNEL_WIDTH, STRIDE, PAD_TOP, PAD_LEFT; and
//   REVERSED          0 forward: the source is the image, the target the features;
//                     1 input gradient: the source is the features, the target the image
// and for the tiles of the CPU family
//   VECTORS_ALONG_K   0 vectors across target channels; 1 along K (window row), for few target channels
//   SHARED_BROADCAST  1 neighbouring taps share broadcasts of the source (with VECTORS_ALONG_K 0)
//   PIXELS            target pixels of a tile
//   VECTORS           vectors of target channels of a tile (with VECTORS_ALONG_K 0)
//   WINDOW_PITCH      elements of packed weights in a window row of a block

#if REVERSED
#define TARGET_HEIGHT HEIGHT
#define TARGET_WIDTH WIDTH
#define SOURCE_HEIGHT OUT_HEIGHT
#define SOURCE_WIDTH OUT_WIDTH
#define SOURCE_CHANNELS OUT_CHANNELS
#define TARGET_CHANNELS IN_CHANNELS
#define CLASS_STEP STRIDE   // parity classes per axis
#define PIXEL_STEP 1        // source columns between neighbouring pixels of a tile
#define TARGET_STEP STRIDE  // target columns between them
#else
#define TARGET_HEIGHT OUT_HEIGHT
#define TARGET_WIDTH OUT_WIDTH
#define SOURCE_HEIGHT HEIGHT
#define SOURCE_WIDTH WIDTH
#define SOURCE_CHANNELS IN_CHANNELS
#define TARGET_CHANNELS OUT_CHANNELS
#define CLASS_STEP 1
#define PIXEL_STEP STRIDE
#define TARGET_STEP 1
#endif

// The window: the taps of one target pixel (of a parity class, at most).
#define WINDOW_HEIGHT ((KERNEL_HEIGHT + CLASS_STEP - 1) / CLASS_STEP)
#define WINDOW_WIDTH ((KERNEL_WIDTH + CLASS_STEP - 1) / CLASS_STEP)

// The target pixels of a parity class, at most.
#define CLASS_HEIGHT ((TARGET_HEIGHT + CLASS_STEP - 1) / CLASS_STEP)
#define CLASS_WIDTH ((TARGET_WIDTH + CLASS_STEP - 1) / CLASS_STEP)

#if FAMILY_CPU
#define ROUND_UP(n) (((n) + VECTOR_WIDTH - 1) / VECTOR_WIDTH * VECTOR_WIDTH)

#if VECTORS_ALONG_K
#define ACCUMULATORS TARGET_CHANNELS
#define BLOCK_LANES TARGET_CHANNELS
#else
#define ACCUMULATORS VECTORS
#define BLOCK_LANES (VECTORS * VECTOR_WIDTH)
#endif
#define BLOCKS ((TARGET_CHANNELS + BLOCK_LANES - 1) / BLOCK_LANES)

#define COLUMN_TILES ((CLASS_WIDTH + PIXELS - 1) / PIXELS)
#define PATCH_COLUMNS ((PIXELS - 1) * PIXEL_STEP + WINDOW_WIDTH)
#define PATCH_LENGTH (PATCH_COLUMNS * SOURCE_CHANNELS)
// Whole vectors may be stored, and with VECTORS_ALONG_K read, past the end of the patch.
#define PATCH_SLACK VECTOR_WIDTH
#define PIXEL_PITCH (PIXEL_STEP * SOURCE_CHANNELS)
#endif
