// Makes every OpenCL device call itself a GPU, so that it gets the GPU kernels; loaded before the loader:
//     cc -shared -fPIC -o libgpus.so AllGPUs.c -ldl && LD_PRELOAD=./libgpus.so continuum …
// Unlike the stub driver it leaves a driver's objects alone, some of which look at the table of functions.
#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <dlfcn.h>

typedef cl_int (*query)(cl_device_id, cl_device_info, size_t, void *, size_t *);

cl_int clGetDeviceInfo(
    cl_device_id device, cl_device_info name, size_t room, void *place, size_t *needed) {
  cl_int status = ((query)dlsym(RTLD_NEXT, "clGetDeviceInfo"))(device, name, room, place, needed);
  if (status == CL_SUCCESS && name == CL_DEVICE_TYPE && place)
    *(cl_device_type *)place = CL_DEVICE_TYPE_GPU;
  return status;
}
