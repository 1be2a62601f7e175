#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "CPNG.h"
#include "Failure.h"

// A file in memory that grows.
typedef struct {
  CPNGBytes *file;
  size_t capacity;
} Output;

static void writeBytes(png_structp png, png_bytep bytes, size_t count) {
  Output *output = png_get_io_ptr(png);
  CPNGBytes *file = output->file;
  if (count > output->capacity - file->count) {
    const size_t capacity = 2 * (file->count + count);
    uint8_t *moved = realloc(file->bytes, capacity);
    if (!moved) png_error(png, "no memory for the file");
    file->bytes = moved;
    output->capacity = capacity;
  }
  memcpy(file->bytes + file->count, bytes, count);
  file->count += count;
}

// Without a function of ours, libpng takes the output for a stream of C's library.
static void flushNothing(png_structp png) { (void)png; }

static void setDescription(png_structp png, png_infop info, const char *description) {
  png_text text = {
      .compression = PNG_TEXT_COMPRESSION_NONE,
      .key = (char *)"Description",
      .text = (char *)description,
      .text_length = strlen(description),
  };
  png_set_text(png, info, &text, 1);
}

static void encode(png_structp png, png_infop info, CPNGLayout layout, const uint8_t *values,
                   const char *description) {
  CPNGFailure *failure = png_get_error_ptr(png);
  if (setjmp(png_jmpbuf(png))) return;
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_compression_level(png, 9);
  png_set_IHDR(png, info, layout.width, layout.height, layout.bitDepth,
               layout.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (description) setDescription(png, info, description);
  png_write_info(png, info);
  if (CPNG_SWAPS_BYTES && layout.bitDepth == 16) png_set_swap(png);
  const size_t rowBytes = (size_t)layout.width * layout.channels * (layout.bitDepth / 8);
  for (size_t row = 0; row < layout.height; row++) {
    png_write_row(png, values + row * rowBytes);
  }
  png_write_end(png, NULL);
  failure->status = CPNGStatusDone;
}

CPNGStatus CPNGEncode(const void *values, CPNGLayout layout, const char *description,
                      CPNGBytes *file, char *message, size_t messageSize) {
  CPNGFailure failure = {CPNGStatusFailed, message, messageSize};
  CPNGKeep(&failure, "libpng cannot be started");
  *file = (CPNGBytes){NULL, 0};
  Output output = {file, 0};
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, CPNGStop, CPNGIgnoreWarning);
  if (!png) return CPNGStatusFailed;
  png_infop info = png_create_info_struct(png);
  if (info) {
    png_set_write_fn(png, &output, writeBytes, flushNothing);
    encode(png, info, layout, values, description);
  }
  png_destroy_write_struct(&png, &info);
  return failure.status;
}

void CPNGFree(CPNGBytes file) { free(file.bytes); }
