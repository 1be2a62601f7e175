// Geometry of Winograd's convolution F(m x m, r x r) on a CPU (no kernel here). In one dimension, for a
// patch d of alpha = m + r - 1 values, a kernel g of r taps and a result y of m values:
//   y = At [(G g) * (Bt d)]   and, for the filter gradient,   dg = Gt [(Bt d) * (A dy)].
// In two dimensions, columns are transformed, then rows: a patch, kernel or result has
// ELEMENTS = alpha^2 elements in the Winograd domain, where the products are taken channel by channel.
// Here m is OUTPUT_TILE, r is TAPS and alpha is POINTS, the number of interpolation points: 4 or 6.
//
// A stride is split into phases: the taps, and image pixels, whose positions leave the same remainder.
// Each of the STRIDE * STRIDE phases is a convolution of stride 1 with TAPS x TAPS taps; taps beyond the
// kernel are zero. Forward, the SOURCE_PHASES phases of the image are further channels of a patch
// (PATCH_CHANNELS); the input gradient computes one product for each of the TARGET_PHASES phases of its
// result.
//
// Results are cut into tiles of OUTPUT_TILE x OUTPUT_TILE, TILE_ROWS x TILE_COLUMNS in an image (or phase
// of one) and TILE_COUNT in the batch, numbered along rows, then columns, then the batch. Kernels stage
// TILES of them at a time as PLANES: one for each Winograd element, and with SQUARES one more for the sum
// of a patch's squares.
//
// The host defines these, and
//   VECTORS        vectors of target channels in a register tile, a divisor of all
//   BLOCK_LANES    target channels of a register tile; BLOCKS of them hold those of one phase
//   REGISTER_ROWS  rows of a register tile
//   PATCH_PITCH    elements of a plane of patches: TILES * PATCH_CHANNELS padded by a vector, so that
//                  planes do not share a cache set
//   RESULT_PITCH   the same of what is staged beside the patches: results, or gradOutputs
//   STAGING_LENGTH elements that a work-item stages
// Target channels are a multiple of VECTOR_WIDTH; so are source channels, but for WinogradQuads.
// Needs: Vectors, ConvolutionLayout.

#if FAMILY_CPU
// The source pixel of the first tap of the first tile.
#if REVERSED
#define FIRST_ROW (PAD_TOP / STRIDE - TAPS + 1)
#define FIRST_COLUMN (PAD_LEFT / STRIDE - TAPS + 1)
#else
#define FIRST_ROW (-PAD_TOP)
#define FIRST_COLUMN (-PAD_LEFT)
#endif
#define INLINE static inline __attribute__((always_inline)) void
#endif
