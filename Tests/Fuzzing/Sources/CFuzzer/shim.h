// libFuzzer as a library: the package manager gives every program a main function of its own name.
#ifndef CONTINUUM_CFUZZER_H
#define CONTINUUM_CFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
                        int (*_Nonnull callback)(const uint8_t *_Nullable data, size_t size));

#endif
