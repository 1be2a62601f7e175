// A driver's fault: Mesa's llvmpipe ends each loop of a work-item after 65,535 iterations, and says
// nothing. Prints how often a loop of 100,000 was run.
//     cc LoopLimit.c -lOpenCL -o looplimit && ./looplimit
#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#include <stdio.h>

int main(void) {
  const char *text = "__kernel void count(__global uint *x) {"
                     "  uint sum = 0; for (uint i = 0; i < x[0]; ++i) sum += x[1]; x[2] = sum; }";
  cl_uint values[] = {100000, 1, 0};
  const size_t one = 1;
  cl_platform_id platform;
  cl_device_id device;
  if (clGetPlatformIDs(1, &platform, NULL)) return 1;
  if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 1, &device, NULL)) return 1;
  cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, NULL);
  cl_command_queue queue = clCreateCommandQueue(context, device, 0, NULL);
  cl_mem x = clCreateBuffer(context, CL_MEM_COPY_HOST_PTR, sizeof values, values, NULL);
  cl_program program = clCreateProgramWithSource(context, 1, &text, NULL, NULL);
  if (clBuildProgram(program, 1, &device, NULL, NULL, NULL)) return 1;
  cl_kernel kernel = clCreateKernel(program, "count", NULL);
  clSetKernelArg(kernel, 0, sizeof x, &x);
  clEnqueueNDRangeKernel(queue, kernel, 1, NULL, &one, NULL, 0, NULL, NULL);
  clEnqueueReadBuffer(queue, x, CL_TRUE, 0, sizeof values, values, 0, NULL, NULL);
  printf("%u of %u iterations\n", values[2], values[0]);
  return values[2] != values[0];
}
