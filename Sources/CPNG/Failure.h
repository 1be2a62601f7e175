// Where libpng's functions go on after an error.
#ifndef CONTINUUM_CPNG_FAILURE_H
#define CONTINUUM_CPNG_FAILURE_H

#include <png.h>
#include <stddef.h>

#include "CPNG.h"

// What is kept of an error. It must live outside of the function that calls setjmp.
typedef struct {
  CPNGStatus status;
  char *message;
  size_t messageSize;
} CPNGFailure;

// Copies a message to where the caller wants it.
void CPNGKeep(CPNGFailure *failure, const char *message);

// libpng's error function: keeps the message and goes on behind setjmp.
void CPNGStop(png_structp png, png_const_charp message);

// libpng's warning function.
void CPNGIgnoreWarning(png_structp png, png_const_charp message);

// Ends the work on a picture with a status of our own.
PNG_NORETURN void CPNGStopWith(png_structp png, CPNGStatus status);

// Values of 16 bits are big-endian in the file.
#define CPNG_SWAPS_BYTES (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#endif
