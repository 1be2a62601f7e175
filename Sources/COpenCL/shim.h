#ifndef CONTINUUM_COPENCL_H
#define CONTINUUM_COPENCL_H
#define CL_TARGET_OPENCL_VERSION 300
#include <CL/cl.h>
#include <CL/cl_ext.h>
#include <clblast_c.h>
#endif
