// Makes an OpenCL driver answer as an NVIDIA H200, so that what runs on that GPU can be rehearsed without
// one: LD_PRELOAD=gpu_shim.so before a program that uses pocl.
//
// Device and platform answer with the H200's type, name, vendor, units, memory, work-groups and
// extensions. Programs that ask for NVIDIA's assembly (TENSOR_PTX=1) are built with its emulation.

#define _GNU_SOURCE
#define CL_TARGET_OPENCL_VERSION 300
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static const char extensions[] =
    "cl_khr_global_int32_base_atomics cl_khr_global_int32_extended_atomics "
    "cl_khr_local_int32_base_atomics cl_khr_local_int32_extended_atomics cl_khr_fp64 "
    "cl_khr_3d_image_writes cl_khr_byte_addressable_store cl_khr_icd cl_khr_gl_sharing "
    "cl_nv_compiler_options cl_nv_device_attribute_query cl_nv_pragma_unroll cl_nv_copy_opts "
    "cl_nv_create_buffer cl_khr_int64_base_atomics cl_khr_int64_extended_atomics "
    "cl_khr_device_uuid cl_khr_pci_bus_info";

static cl_int answer(const void *value, size_t length, size_t room, void *target, size_t *size) {
  if (size) *size = length;
  if (!target) return CL_SUCCESS;
  if (room < length) return CL_INVALID_VALUE;
  memcpy(target, value, length);
  return CL_SUCCESS;
}

#define TEXT(words) return answer(words, strlen(words) + 1, room, target, size)
#define NUMBER(type, number) { const type value = number; return answer(&value, sizeof value, room, target, size); }

cl_int clGetDeviceInfo(cl_device_id device, cl_device_info name, size_t room, void *target, size_t *size) {
  switch (name) {
    case CL_DEVICE_TYPE: NUMBER(cl_device_type, CL_DEVICE_TYPE_GPU)
    case CL_DEVICE_NAME: TEXT("NVIDIA H200");
    case CL_DEVICE_VENDOR: TEXT("NVIDIA Corporation");
    case CL_DRIVER_VERSION: TEXT("580.0.0 (rehearsal)");
    case CL_DEVICE_VERSION: TEXT("OpenCL 3.0 CUDA");
    case CL_DEVICE_MAX_COMPUTE_UNITS: NUMBER(cl_uint, 132)
    case CL_DEVICE_LOCAL_MEM_SIZE: NUMBER(cl_ulong, 48 << 10)
    case CL_DEVICE_MAX_WORK_GROUP_SIZE: NUMBER(size_t, 1024)
    case CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT: NUMBER(cl_uint, 1)
    case CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT: NUMBER(cl_uint, 1)
    case CL_DEVICE_MAX_CLOCK_FREQUENCY: NUMBER(cl_uint, 1980)
    case CL_DEVICE_EXTENSIONS: TEXT(extensions);
  }
  static cl_int (*next)(cl_device_id, cl_device_info, size_t, void *, size_t *);
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, "clGetDeviceInfo");
  return next(device, name, room, target, size);
}

cl_int clGetPlatformInfo(
    cl_platform_id platform, cl_platform_info name, size_t room, void *target, size_t *size) {
  switch (name) {
    case CL_PLATFORM_NAME: TEXT("NVIDIA CUDA");
    case CL_PLATFORM_VENDOR: TEXT("NVIDIA Corporation");
    case CL_PLATFORM_VERSION: TEXT("OpenCL 3.0 CUDA (rehearsal)");
    case CL_PLATFORM_EXTENSIONS: TEXT(extensions);
  }
  static cl_int (*next)(cl_platform_id, cl_platform_info, size_t, void *, size_t *);
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, "clGetPlatformInfo");
  return next(platform, name, room, target, size);
}

cl_int clBuildProgram(
    cl_program program, cl_uint count, const cl_device_id *devices, const char *options,
    void(CL_CALLBACK *notify)(cl_program, void *), void *data) {
  static cl_int (*next)(
      cl_program, cl_uint, const cl_device_id *, const char *, void(CL_CALLBACK *)(cl_program, void *),
      void *);
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, "clBuildProgram");
  char *own = strdup(options ? options : "");
  static const char assembly[] = "-DTENSOR_PTX=1";
  for (char *at = own; (at = strstr(at, assembly)); ++at) at[sizeof assembly - 2] = '0';
  const cl_int status = next(program, count, devices, own, notify, data);
  free(own);
  return status;
}
