// An OpenCL driver for tests: another driver's devices under a platform of its own, and one call that
// fails on demand. The ICD loader finds it by a file STUB.icd that holds the path of the built library:
//     cc -shared -fPIC -o libstub.so StubDriver.c
//
// STUB_DRIVER   the library of the driver that computes; default libpocl.so.2
// STUB_FAIL     CALL:STATUS, such as clBuildProgram:-5, fails that call
// STUB_AFTER    a path: the call fails once a file or folder of that name exists
// STUB_KIND     gpu: the devices call themselves GPUs, so that they get the GPU kernels
//
// Platform and devices are objects of the stub. All others are those of the driver below, with the
// stub's table of functions in place of the driver's in their first word, which is all that a loader
// looks at; the driver's own platform, in the same process, is left alone.
#define CL_TARGET_OPENCL_VERSION 300
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS
#include <CL/cl_icd.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _cl_platform_id {
  cl_icd_dispatch *dispatch;
};
struct _cl_device_id {
  cl_icd_dispatch *dispatch;
  cl_device_id below;
};

enum { most_devices = 16 };
static cl_icd_dispatch table;
static const cl_icd_dispatch *below;
static struct _cl_platform_id platform = {&table};
static cl_platform_id platform_below;
static struct _cl_device_id devices[most_devices];

// Whether the call fails now, with the status that STUB_FAIL names.
static int fails(const char *call, cl_int *status) {
  const char *text = getenv("STUB_FAIL"), *after = getenv("STUB_AFTER");
  size_t length = strlen(call);
  if (!text || strncmp(text, call, length) != 0 || text[length] != ':') return 0;
  if (after && access(after, F_OK) != 0) return 0;
  if (status) *status = atoi(text + length + 1);
  return 1;
}

#define FAIL(call)                                   \
  do {                                               \
    cl_int status;                                   \
    if (fails(#call, &status)) return status;        \
  } while (0)
#define FAIL_WITHOUT_OBJECT(call) \
  if (fails(#call, status)) return NULL

// An object of the driver below, whose calls come to the stub from now on.
static void *own(void *object) {
  if (object) *(cl_icd_dispatch **)object = &table;
  return object;
}

static void own_event(cl_int status, cl_event *event) {
  if (status == CL_SUCCESS && event) own(*event);
}

static cl_device_id device_below(cl_device_id device) {
  int is_own = device >= devices && device < devices + most_devices;
  return is_own ? device->below : device;
}

// Writes the devices below to `list`, which has room for `most_devices`.
static const cl_device_id *devices_below(cl_uint count, const cl_device_id *from, cl_device_id *list) {
  if (!from || count > most_devices) return from;
  for (cl_uint i = 0; i < count; ++i) list[i] = device_below(from[i]);
  return list;
}

static cl_int answer(const void *value, size_t size, size_t room, void *place, size_t *needed) {
  if (needed) *needed = size;
  if (!place) return CL_SUCCESS;
  if (room < size) return CL_INVALID_VALUE;
  memcpy(place, value, size);
  return CL_SUCCESS;
}

static cl_int get_platform_info(
    cl_platform_id asked, cl_platform_info name, size_t room, void *place, size_t *needed) {
  char text[256] = "Stub on ";
  if (name == CL_PLATFORM_ICD_SUFFIX_KHR) return answer("STUB", 5, room, place, needed);
  if (name != CL_PLATFORM_NAME)
    return below->clGetPlatformInfo(platform_below, name, room, place, needed);
  size_t start = strlen(text);
  below->clGetPlatformInfo(platform_below, name, sizeof text - start, text + start, NULL);
  return answer(text, strlen(text) + 1, room, place, needed);
}

static cl_int get_device_ids(
    cl_platform_id asked, cl_device_type type, cl_uint room, cl_device_id *list, cl_uint *count) {
  FAIL(clGetDeviceIDs);
  cl_device_id found[most_devices];
  cl_uint number = 0;
  cl_int status = below->clGetDeviceIDs(platform_below, type, most_devices, found, &number);
  if (status != CL_SUCCESS) return status;
  if (number > most_devices) number = most_devices;
  for (cl_uint i = 0; i < number; ++i) {
    devices[i] = (struct _cl_device_id){&table, found[i]};
    if (list && i < room) list[i] = &devices[i];
  }
  if (count) *count = number;
  return CL_SUCCESS;
}

static cl_int get_device_info(
    cl_device_id device, cl_device_info name, size_t room, void *place, size_t *needed) {
  FAIL(clGetDeviceInfo);
  const char *kind = getenv("STUB_KIND");
  cl_platform_id owner = &platform;
  cl_device_type gpu = CL_DEVICE_TYPE_GPU;
  if (name == CL_DEVICE_PLATFORM) return answer(&owner, sizeof owner, room, place, needed);
  if (name == CL_DEVICE_TYPE && kind && strcmp(kind, "gpu") == 0)
    return answer(&gpu, sizeof gpu, room, place, needed);
  return below->clGetDeviceInfo(device_below(device), name, room, place, needed);
}

static cl_int keep_device(cl_device_id device) { return CL_SUCCESS; }

static cl_context create_context(
    const cl_context_properties *properties, cl_uint count, const cl_device_id *list,
    void(CL_CALLBACK *notify)(const char *, const void *, size_t, void *), void *data,
    cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateContext);
  cl_context_properties copy[16] = {0};
  for (int i = 0; properties && properties[i] && i < 14; i += 2) {
    copy[i] = properties[i];
    copy[i + 1] = properties[i] == CL_CONTEXT_PLATFORM ? (cl_context_properties)platform_below
                                                       : properties[i + 1];
  }
  cl_device_id room[most_devices];
  return own(below->clCreateContext(
      copy, count, devices_below(count, list, room), notify, data, status));
}

static cl_command_queue create_queue(
    cl_context context, cl_device_id device, cl_command_queue_properties properties,
    cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateCommandQueue);
  return own(below->clCreateCommandQueue(context, device_below(device), properties, status));
}

static cl_mem create_buffer(
    cl_context context, cl_mem_flags flags, size_t size, void *host, cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateBuffer);
  return own(below->clCreateBuffer(context, flags, size, host, status));
}

static cl_program create_program(
    cl_context context, cl_uint count, const char **lines, const size_t *lengths, cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateProgramWithSource);
  return own(below->clCreateProgramWithSource(context, count, lines, lengths, status));
}

static cl_program load_program(
    cl_context context, cl_uint count, const cl_device_id *list, const size_t *lengths,
    const unsigned char **binaries, cl_int *statuses, cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateProgramWithBinary);
  cl_device_id room[most_devices];
  return own(below->clCreateProgramWithBinary(
      context, count, devices_below(count, list, room), lengths, binaries, statuses, status));
}

static cl_int build_program(
    cl_program program, cl_uint count, const cl_device_id *list, const char *options,
    void(CL_CALLBACK *notify)(cl_program, void *), void *data) {
  FAIL(clBuildProgram);
  cl_device_id room[most_devices];
  return below->clBuildProgram(
      program, count, devices_below(count, list, room), options, notify, data);
}

static cl_int get_build_info(
    cl_program program, cl_device_id device, cl_program_build_info name, size_t room, void *place,
    size_t *needed) {
  return below->clGetProgramBuildInfo(program, device_below(device), name, room, place, needed);
}

static cl_kernel create_kernel(cl_program program, const char *name, cl_int *status) {
  FAIL_WITHOUT_OBJECT(clCreateKernel);
  return own(below->clCreateKernel(program, name, status));
}

static cl_int set_argument(cl_kernel kernel, cl_uint index, size_t size, const void *value) {
  FAIL(clSetKernelArg);
  return below->clSetKernelArg(kernel, index, size, value);
}

static cl_int get_work_group_info(
    cl_kernel kernel, cl_device_id device, cl_kernel_work_group_info name, size_t room,
    void *place, size_t *needed) {
  return below->clGetKernelWorkGroupInfo(kernel, device_below(device), name, room, place, needed);
}

static cl_int launch(
    cl_command_queue queue, cl_kernel kernel, cl_uint dimensions, const size_t *offset,
    const size_t *global, const size_t *local, cl_uint count, const cl_event *list,
    cl_event *event) {
  FAIL(clEnqueueNDRangeKernel);
  cl_int status = below->clEnqueueNDRangeKernel(
      queue, kernel, dimensions, offset, global, local, count, list, event);
  own_event(status, event);
  return status;
}

static cl_int read_buffer(
    cl_command_queue queue, cl_mem buffer, cl_bool blocking, size_t offset, size_t size,
    void *place, cl_uint count, const cl_event *list, cl_event *event) {
  FAIL(clEnqueueReadBuffer);
  cl_int status = below->clEnqueueReadBuffer(
      queue, buffer, blocking, offset, size, place, count, list, event);
  own_event(status, event);
  return status;
}

static cl_int write_buffer(
    cl_command_queue queue, cl_mem buffer, cl_bool blocking, size_t offset, size_t size,
    const void *place, cl_uint count, const cl_event *list, cl_event *event) {
  FAIL(clEnqueueWriteBuffer);
  cl_int status = below->clEnqueueWriteBuffer(
      queue, buffer, blocking, offset, size, place, count, list, event);
  own_event(status, event);
  return status;
}

static cl_int mark(
    cl_command_queue queue, cl_uint count, const cl_event *list, cl_event *event) {
  FAIL(clEnqueueMarkerWithWaitList);
  cl_int status = below->clEnqueueMarkerWithWaitList(queue, count, list, event);
  own_event(status, event);
  return status;
}

static cl_int flush(cl_command_queue queue) {
  FAIL(clFlush);
  return below->clFlush(queue);
}

static cl_int finish(cl_command_queue queue) {
  FAIL(clFinish);
  return below->clFinish(queue);
}

static cl_int wait(cl_uint count, const cl_event *list) {
  FAIL(clWaitForEvents);
  return below->clWaitForEvents(count, list);
}

// Recorded launches, which no loader of OpenCL 3.0 knows.
typedef cl_int (*enqueue_recording_function)(
    cl_uint, cl_command_queue *, void *, cl_uint, const cl_event *, cl_event *);
static enqueue_recording_function enqueue_recording_below;

static cl_int enqueue_recording(
    cl_uint queues, cl_command_queue *queue, void *recording, cl_uint count, const cl_event *list,
    cl_event *event) {
  FAIL(clEnqueueCommandBufferKHR);
  return enqueue_recording_below(queues, queue, recording, count, list, event);
}

static void *get_extension_function(cl_platform_id asked, const char *name) {
  void *found = below->clGetExtensionFunctionAddressForPlatform(platform_below, name);
  if (!found || strcmp(name, "clEnqueueCommandBufferKHR") != 0) return found;
  enqueue_recording_below = (enqueue_recording_function)found;
  return (void *)enqueue_recording;
}

static int is_open(void) {
  const char *name = getenv("STUB_DRIVER");
  void *library = dlopen(name ? name : "libpocl.so.2", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "stub: %s\n", dlerror());
    return 0;
  }
  void *(*find)(const char *) = (void *(*)(const char *))dlsym(library, "clGetExtensionFunctionAddress");
  cl_int (*platforms)(cl_uint, cl_platform_id *, cl_uint *) =
      find ? (cl_int(*)(cl_uint, cl_platform_id *, cl_uint *))find("clIcdGetPlatformIDsKHR") : NULL;
  if (!platforms || platforms(1, &platform_below, NULL) != CL_SUCCESS) return 0;
  below = platform_below->dispatch;
  table = *below;
  table.clGetPlatformInfo = get_platform_info;
  table.clGetDeviceIDs = get_device_ids;
  table.clGetDeviceInfo = get_device_info;
  table.clRetainDevice = table.clReleaseDevice = keep_device;
  table.clCreateContext = create_context;
  table.clCreateCommandQueue = create_queue;
  table.clCreateBuffer = create_buffer;
  table.clCreateProgramWithSource = create_program;
  table.clCreateProgramWithBinary = load_program;
  table.clBuildProgram = build_program;
  table.clGetProgramBuildInfo = get_build_info;
  table.clCreateKernel = create_kernel;
  table.clSetKernelArg = set_argument;
  table.clGetKernelWorkGroupInfo = get_work_group_info;
  table.clEnqueueNDRangeKernel = launch;
  table.clEnqueueReadBuffer = read_buffer;
  table.clEnqueueWriteBuffer = write_buffer;
  table.clEnqueueMarkerWithWaitList = mark;
  table.clFlush = flush;
  table.clFinish = finish;
  table.clWaitForEvents = wait;
  table.clGetExtensionFunctionAddressForPlatform = get_extension_function;
  return 1;
}

cl_int clIcdGetPlatformIDsKHR(cl_uint room, cl_platform_id *list, cl_uint *count) {
  if (!below && !is_open()) return CL_PLATFORM_NOT_FOUND_KHR;
  if (list && room > 0) list[0] = &platform;
  if (count) *count = 1;
  return CL_SUCCESS;
}

void *clGetExtensionFunctionAddress(const char *name) {
  if (strcmp(name, "clIcdGetPlatformIDsKHR") == 0) return (void *)clIcdGetPlatformIDsKHR;
  // The loader asks with it whether a platform has cl_khr_icd, before it looks at the table.
  return strcmp(name, "clGetPlatformInfo") == 0 ? (void *)get_platform_info : NULL;
}
