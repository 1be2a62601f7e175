// Names and sizes that convolution kernels agree on (no kernel here).
//
// The host defines BATCH, HEIGHT, WIDTH, IN_CHANNELS (the image side), OUT_HEIGHT, OUT_WIDTH,
// OUT_CHANNELS (the feature side), KERNEL_HEIGHT, KERNEL_WIDTH, STRIDE, PAD_TOP, PAD_LEFT; and
//   REVERSED          0 forward: the source is the image, the target the features;
//                     1 input gradient: the source is the features, the target the image
//   CLASS_STEP        parity classes per axis: 1, with REVERSED the stride
//   PIXEL_STEP        source columns between neighbouring pixels of a tile: the stride, with REVERSED 1
//   WINDOW_HEIGHT, WINDOW_WIDTH    the taps of a target pixel (of a parity class, at most)
//   CLASS_HEIGHT, CLASS_WIDTH      the target pixels of a parity class, at most
// and for the tiles of the CPU family
//   VECTORS_ALONG_K   0 vectors across target channels; 1 along K (window row), for few target channels
//   SHARED_BROADCAST  1 neighbouring taps share broadcasts of the source (with VECTORS_ALONG_K 0)
//   PIXELS            target pixels of a tile
//   VECTORS           vectors of target channels of a tile (with VECTORS_ALONG_K 0)
//   BLOCK_LANES       target channels of a tile
//   BLOCKS            tiles across the target channels
//   COLUMN_TILES      tiles along a row of a parity class
//   WINDOW_PITCH      elements of packed weights in a window row of a block

#if REVERSED
#define TARGET_HEIGHT HEIGHT
#define TARGET_WIDTH WIDTH
#define SOURCE_HEIGHT OUT_HEIGHT
#define SOURCE_WIDTH OUT_WIDTH
#define SOURCE_CHANNELS OUT_CHANNELS
#define TARGET_CHANNELS IN_CHANNELS
#else
#define TARGET_HEIGHT OUT_HEIGHT
#define TARGET_WIDTH OUT_WIDTH
#define SOURCE_HEIGHT HEIGHT
#define SOURCE_WIDTH WIDTH
#define SOURCE_CHANNELS IN_CHANNELS
#define TARGET_CHANNELS OUT_CHANNELS
#endif
// Target columns between neighbouring pixels of a tile.
#define TARGET_STEP CLASS_STEP

#if FAMILY_CPU
#define ROUND_UP(n) (((n) + VECTOR_WIDTH - 1) / VECTOR_WIDTH * VECTOR_WIDTH)

#if VECTORS_ALONG_K
#define ACCUMULATORS TARGET_CHANNELS
#else
#define ACCUMULATORS VECTORS
#endif

#define PATCH_COLUMNS ((PIXELS - 1) * PIXEL_STEP + WINDOW_WIDTH)
#define PATCH_LENGTH (PATCH_COLUMNS * SOURCE_CHANNELS)
// Whole vectors may be stored, and with VECTORS_ALONG_K read, past the end of the patch.
#define PATCH_SLACK VECTOR_WIDTH
#define PIXEL_PITCH (PIXEL_STEP * SOURCE_CHANNELS)
#endif
