// Geometry of Winograd's convolution F(m x m, r x r) on a CPU (no kernel here). In one dimension, for a
// patch d of alpha = m + r - 1 values, a kernel g of r taps and a result y of m values:
//   y = At [(G g) * (Bt d)]   and, for the filter gradient,   dg = Gt [(Bt d) * (A dy)].
// In two dimensions, columns are transformed, then rows: a patch, kernel or result has
// ELEMENTS = alpha^2 elements in the Winograd domain, where the products are taken channel by channel.
// Here m is OUTPUT_TILE, r is TAPS and alpha is POINTS, the number of interpolation points.
//
// A stride is split into phases: the taps, and image pixels, whose positions leave the same remainder.
// Each of the STRIDE * STRIDE phases is a convolution of stride 1 with TAPS x TAPS taps; taps beyond the
// kernel are zero. Forward, the phases of the image are further channels of a patch (PATCH_CHANNELS);
// the input gradient computes one product for each phase of its result.
//
// Results are cut into tiles of OUTPUT_TILE x OUTPUT_TILE, numbered along rows, then columns, then the
// batch. Kernels stage TILES of them at a time as PLANES: one for each Winograd element, and with
// SQUARES one more for the sum of a patch's squares.
//
// The host defines POINTS (4 or 6), TILES, VECTORS, SQUARES (0 or 1), PATCH_PITCH (elements of a plane
// of patches: TILES * PATCH_CHANNELS padded by a vector, so that planes do not share a cache set) and
// STAGING_LENGTH (elements staged by a work-item). Channel counts are multiples of VECTOR_WIDTH.
// Needs: Vectors, ConvolutionLayout.

#if FAMILY_CPU
#define TAPS ((KERNEL_HEIGHT + STRIDE - 1) / STRIDE)
#define OUTPUT_TILE (POINTS + 1 - TAPS)
#define ELEMENTS (POINTS * POINTS)
#define PLANES (ELEMENTS + SQUARES)
#define PHASES (STRIDE * STRIDE)
#if REVERSED
#define SOURCE_PHASES 1
#define TARGET_PHASES PHASES
#define TILED_ROWS ((HEIGHT - 1 + PAD_TOP) / STRIDE - PAD_TOP / STRIDE + 1)
#define TILED_COLUMNS ((WIDTH - 1 + PAD_LEFT) / STRIDE - PAD_LEFT / STRIDE + 1)
#define FIRST_ROW (PAD_TOP / STRIDE - TAPS + 1)
#define FIRST_COLUMN (PAD_LEFT / STRIDE - TAPS + 1)
#else
#define SOURCE_PHASES PHASES
#define TARGET_PHASES 1
#define TILED_ROWS OUT_HEIGHT
#define TILED_COLUMNS OUT_WIDTH
#define FIRST_ROW (-PAD_TOP)
#define FIRST_COLUMN (-PAD_LEFT)
#endif
#define TILE_ROWS ((TILED_ROWS + OUTPUT_TILE - 1) / OUTPUT_TILE)
#define TILE_COLUMNS ((TILED_COLUMNS + OUTPUT_TILE - 1) / OUTPUT_TILE)
#define TILE_COUNT (BATCH * TILE_ROWS * TILE_COLUMNS)
#define PATCH_CHANNELS (SOURCE_PHASES * SOURCE_CHANNELS)
#define INLINE static inline __attribute__((always_inline)) void
#endif
