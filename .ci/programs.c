// Stands in front of the OpenCL library (LD_PRELOAD) and keeps the programs that a command would compile:
// NNN-<stem>.cl with its options in NNN-<stem>.options, in the folder PROGRAMS. Nothing is compiled and no
// kernel is executed. AS_GPU=1 makes a GPU of every device.
#define _GNU_SOURCE
#include <CL/cl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
enum { LIMIT = 4096, NAMES = 1 << 16 };
static struct { cl_program program; char *source; } known[LIMIT];
static int count;

static const char *sourceOf(cl_program program) {
  for (int i = count - 1; i >= 0; --i)
    if (known[i].program == program) return known[i].source;
  return "";
}

cl_program clCreateProgramWithSource(cl_context context, cl_uint parts, const char **texts,
                                     const size_t *lengths, cl_int *status) {
  size_t size = 1;
  for (cl_uint i = 0; i < parts; ++i) size += lengths && lengths[i] ? lengths[i] : strlen(texts[i]);
  char *source = calloc(1, size);
  for (cl_uint i = 0; source && i < parts; ++i)
    strncat(source, texts[i], lengths && lengths[i] ? lengths[i] : strlen(texts[i]));
  cl_program program = REAL(clCreateProgramWithSource)(context, parts, texts, lengths, status);
  if (count == LIMIT || !source) abort();
  known[count].program = program;
  known[count++].source = source;
  return program;
}

static void keep(const char *stem, int number, const char *ending, const char *text) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%03d-%s.%s", getenv("PROGRAMS"), number, stem, ending);
  FILE *file = fopen(path, "w");
  if (!file || fputs(text, file) < 0 || fclose(file) != 0) abort();
}

// The stem is that of the last file, which a #line names.
cl_int clBuildProgram(cl_program program, cl_uint devices, const cl_device_id *device,
                      const char *options, void (*done)(cl_program, void *), void *data) {
  static int number;
  const char *source = sourceOf(program), *mark = "#line 1 \"", *last = source;
  for (const char *at = source; (at = strstr(at, mark)); ++at) last = at + strlen(mark);
  char stem[128] = "";
  sscanf(last, "%127[A-Za-z0-9]", stem);
  int own = __atomic_fetch_add(&number, 1, __ATOMIC_SEQ_CST);
  keep(stem, own, "cl", source);
  keep(stem, own, "options", options ? options : "");
  return CL_SUCCESS;
}

// Every word behind `void`: the kernels are among them.
cl_int clGetProgramInfo(cl_program program, cl_program_info info, size_t size, void *value,
                        size_t *needed) {
  if (info != CL_PROGRAM_KERNEL_NAMES)
    return REAL(clGetProgramInfo)(program, info, size, value, needed);
  static __thread char names[NAMES];
  names[0] = 0;
  for (const char *at = sourceOf(program); (at = strstr(at, "void ")); ++at) {
    char name[128];
    if (sscanf(at + 5, "%127[A-Za-z0-9_]", name) != 1 || strlen(names) + 130 > NAMES) continue;
    strcat(strcat(names, names[0] ? ";" : ""), name);
  }
  if (needed) *needed = strlen(names) + 1;
  if (value) snprintf(value, size, "%s", names);
  return CL_SUCCESS;
}

cl_kernel clCreateKernel(cl_program program, const char *name, cl_int *status) {
  if (status) *status = CL_SUCCESS;
  return (cl_kernel)program;
}

cl_int clReleaseKernel(cl_kernel kernel) { return CL_SUCCESS; }

cl_int clSetKernelArg(cl_kernel kernel, cl_uint index, size_t size, const void *value) {
  return CL_SUCCESS;
}

cl_int clEnqueueNDRangeKernel(cl_command_queue queue, cl_kernel kernel, cl_uint dimensions,
                              const size_t *offset, const size_t *global, const size_t *local,
                              cl_uint waits, const cl_event *wait, cl_event *event) {
  return event ? clEnqueueMarkerWithWaitList(queue, waits, wait, event) : CL_SUCCESS;
}

// Launches are not recorded: they would need real kernels.
void *clGetExtensionFunctionAddressForPlatform(cl_platform_id platform, const char *name) {
  if (strstr(name, "CommandBuffer")) return NULL;
  return REAL(clGetExtensionFunctionAddressForPlatform)(platform, name);
}

cl_int clGetDeviceInfo(cl_device_id device, cl_device_info info, size_t size, void *value,
                       size_t *needed) {
  cl_int status = REAL(clGetDeviceInfo)(device, info, size, value, needed);
  if (status != CL_SUCCESS || !value || !getenv("AS_GPU")) return status;
  if (info == CL_DEVICE_TYPE) *(cl_device_type *)value = CL_DEVICE_TYPE_GPU;
  if (info == CL_DEVICE_MAX_COMPUTE_UNITS) *(cl_uint *)value = 132;
  return status;
}
