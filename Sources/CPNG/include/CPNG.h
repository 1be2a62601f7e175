// PNG pictures in memory, by libpng.
//
// libpng leaves its functions by longjmp when something is wrong, which Swift code must not be left
// by. Here that ends in a status. All functions may be called by several threads at a time.
#ifndef CONTINUUM_CPNG_H
#define CONTINUUM_CPNG_H

#include <stddef.h>
#include <stdint.h>

// How the values of a picture lie in memory: rows from the top, without gaps, in each row the pixels
// from the left, in each pixel its channels. Values of 16 bits are in the machine's byte order.
typedef struct {
  uint32_t width;
  uint32_t height;
  uint8_t channels;  // 1 is grey, 3 is RGB
  uint8_t bitDepth;  // 8 or 16
} CPNGLayout;

// What became of a picture.
typedef enum __attribute__((enum_extensibility(closed))) CPNGStatus : uint8_t {
  CPNGStatusDone,
  CPNGStatusTruncated,    // The bytes end before the picture does.
  CPNGStatusTransparent,  // It has an alpha channel or transparent colours.
  CPNGStatusOtherLayout,  // It is not of the layout that was asked for.
  CPNGStatusFailed,       // The message says why.
} CPNGStatus;

// Bytes that CPNGFree gives back.
typedef struct {
  uint8_t *_Nullable bytes;
  size_t count;
} CPNGBytes;

// Decodes the PNG file in `bytes` to `values`, which has room for the layout. Grey of 1, 2 or 4 bits is
// scaled to 0...255, and a palette's pixels become RGB; the bit depth is not changed otherwise.
//
// A failure's reason is copied to `message`, `messageSize` bytes with the zero at the end.
CPNGStatus CPNGDecode(const uint8_t *_Nonnull bytes, size_t count, CPNGLayout layout,
                      void *_Nonnull values, char *_Nonnull message, size_t messageSize);

// Makes a PNG file of `values`, with `description` as text under the keyword Description unless it is
// NULL. CPNGFree must be called for `file` whatever the status is.
CPNGStatus CPNGEncode(const void *_Nonnull values, CPNGLayout layout,
                      const char *_Nullable description, CPNGBytes *_Nonnull file,
                      char *_Nonnull message, size_t messageSize);

void CPNGFree(CPNGBytes file);

#endif
