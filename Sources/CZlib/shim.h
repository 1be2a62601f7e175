#ifndef CONTINUUM_CZLIB_H
#define CONTINUUM_CZLIB_H
#include <zlib.h>
#endif
