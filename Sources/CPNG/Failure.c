#include "Failure.h"

#include <stdio.h>

void CPNGKeep(CPNGFailure *failure, const char *message) {
  snprintf(failure->message, failure->messageSize, "%s", message);
}

void CPNGStop(png_structp png, png_const_charp message) {
  CPNGKeep(png_get_error_ptr(png), message);
  png_longjmp(png, 1);
}

void CPNGIgnoreWarning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

void CPNGStopWith(png_structp png, CPNGStatus status) {
  CPNGFailure *failure = png_get_error_ptr(png);
  failure->status = status;
  png_longjmp(png, 1);
}
