#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "CPNG.h"
#include "Failure.h"

// The rest of a file in memory.
typedef struct {
  const uint8_t *next;
  size_t count;
} Rest;

static void readBytes(png_structp png, png_bytep target, size_t count) {
  Rest *rest = png_get_io_ptr(png);
  if (count > rest->count) CPNGStopWith(png, CPNGStatusTruncated);
  memcpy(target, rest->next, count);
  rest->next += count;
  rest->count -= count;
}

// What libpng must know before it sees the first byte.
static void setLimits(png_structp png, CPNGLayout layout) {
  png_set_user_limits(png, layout.width, layout.height);
  // Of the chunks that a picture can do without, only transparency matters. Profiles and texts are
  // skipped, so that none of them takes memory.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  // A wrong checksum is an error in every chunk: a damaged tRNS would be skipped otherwise.
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

// Asks for the values that the layout describes; returns the number of passes.
static int setConversions(png_structp png, png_infop info) {
  const int color = png_get_color_type(png, info);
  if ((color & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS)) {
    CPNGStopWith(png, CPNGStatusTransparent);
  }
  if (color == PNG_COLOR_TYPE_PALETTE) {
    png_set_palette_to_rgb(png);
  } else if (png_get_bit_depth(png, info) < 8) {
    png_set_expand_gray_1_2_4_to_8(png);
  }
  if (CPNG_SWAPS_BYTES && png_get_bit_depth(png, info) == 16) png_set_swap(png);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return passes;
}

static int hasLayout(png_structp png, png_infop info, CPNGLayout layout) {
  return png_get_image_width(png, info) == layout.width &&
         png_get_image_height(png, info) == layout.height &&
         png_get_channels(png, info) == layout.channels &&
         png_get_bit_depth(png, info) == layout.bitDepth;
}

static void decode(png_structp png, png_infop info, CPNGLayout layout, uint8_t *values) {
  CPNGFailure *failure = png_get_error_ptr(png);
  if (setjmp(png_jmpbuf(png))) return;
  setLimits(png, layout);
  png_read_info(png, info);
  const int passes = setConversions(png, info);
  if (!hasLayout(png, info, layout)) CPNGStopWith(png, CPNGStatusOtherLayout);
  const size_t rowBytes = png_get_rowbytes(png, info);
  for (int pass = 0; pass < passes; pass++) {
    for (size_t row = 0; row < layout.height; row++) {
      png_read_row(png, values + row * rowBytes, NULL);
    }
  }
  png_read_end(png, NULL);
  failure->status = CPNGStatusDone;
}

CPNGStatus CPNGDecode(const uint8_t *bytes, size_t count, CPNGLayout layout, void *values,
                      char *message, size_t messageSize) {
  CPNGFailure failure = {CPNGStatusFailed, message, messageSize};
  CPNGKeep(&failure, "libpng cannot be started");
  Rest rest = {bytes, count};
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, CPNGStop, CPNGIgnoreWarning);
  if (!png) return CPNGStatusFailed;
  png_infop info = png_create_info_struct(png);
  if (info) {
    png_set_read_fn(png, &rest, readBytes);
    decode(png, info, layout, values);
  }
  png_destroy_read_struct(&png, &info, NULL);
  return failure.status;
}
