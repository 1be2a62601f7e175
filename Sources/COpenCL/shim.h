#ifndef CONTINUUM_COPENCL_H
#define CONTINUUM_COPENCL_H
#define CL_TARGET_OPENCL_VERSION 300
// Devices of OpenCL 1.2 know no other way to make a queue.
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl.h>
#include <CL/cl_ext.h>
#include <clblast_c.h>
#endif
