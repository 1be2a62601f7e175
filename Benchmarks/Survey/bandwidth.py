"""The memory bandwidth of an OpenCL device, measured: a copy from buffer to buffer by its driver.

Each byte counts twice, once read and once written; the best of ten copies is taken. Prints 10⁹ bytes
per second. It talks to the OpenCL loader through ctypes, so that nothing has to be installed.
"""

import argparse
import ctypes
import time

ALL_DEVICES = 0xFFFFFFFF
MAXIMUM_ALLOCATION = 0x1010
READ_WRITE = 1


class OpenCL:
    """The few calls of the loader that a copy takes; every failure is a RuntimeError with its name."""

    def __init__(self):
        self.library = ctypes.CDLL("libOpenCL.so.1")

    def status(self, name, *arguments):
        code = getattr(self.library, name)(*arguments)
        if code != 0:
            raise RuntimeError(f"{name}: status {code}")

    def object(self, name, *arguments):
        function, code = getattr(self.library, name), ctypes.c_int32(0)
        function.restype = ctypes.c_void_p
        handle = function(*arguments, ctypes.byref(code))
        if code.value != 0:
            raise RuntimeError(f"{name}: status {code.value}")
        return ctypes.c_void_p(handle)

    def handles(self, name, *arguments):
        count = ctypes.c_uint32(0)
        self.status(name, *arguments, 0, None, ctypes.byref(count))
        found = (ctypes.c_void_p * count.value)()
        self.status(name, *arguments, count, found, None)
        return [ctypes.c_void_p(handle) for handle in found]

    def device(self, platform, device):
        platforms = self.handles("clGetPlatformIDs")
        kinds = ctypes.c_uint64(ALL_DEVICES)
        return self.handles("clGetDeviceIDs", platforms[platform], kinds)[device]


def gigabytes_per_second(platform, device, megabytes=512):
    """Copies `megabytes`, or a quarter of what the device gives at once where that is less."""
    opencl = OpenCL()
    handle = opencl.device(platform, device)
    most = ctypes.c_uint64(0)
    opencl.status(
        "clGetDeviceInfo", handle, ctypes.c_uint32(MAXIMUM_ALLOCATION), ctypes.c_size_t(8),
        ctypes.byref(most), None)
    size = ctypes.c_size_t(min(megabytes << 20, most.value // 4) & ~0xFFF)
    context = opencl.object(
        "clCreateContext", None, ctypes.c_uint32(1), ctypes.byref(handle), None, None)
    queue = opencl.object("clCreateCommandQueue", context, handle, ctypes.c_uint64(0))
    source, target = (
        opencl.object("clCreateBuffer", context, ctypes.c_uint64(READ_WRITE), size, None)
        for _ in range(2))
    zero, nothing = ctypes.c_float(0), ctypes.c_size_t(0)
    for buffer in (source, target):  # memory that was never written may not be there yet
        opencl.status(
            "clEnqueueFillBuffer", queue, buffer, ctypes.byref(zero), ctypes.c_size_t(4), nothing,
            size, ctypes.c_uint32(0), None, None)
    opencl.status("clFinish", queue)
    best = float("inf")
    for _ in range(10):
        start = time.perf_counter()
        opencl.status(
            "clEnqueueCopyBuffer", queue, source, target, nothing, nothing, size,
            ctypes.c_uint32(0), None, None)
        opencl.status("clFinish", queue)
        best = min(best, time.perf_counter() - start)
    return 2 * size.value / best / 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("device", nargs="?", default="0:0", help="PLATFORM:DEVICE by number")
    platform, device = parser.parse_args().device.split(":")
    print(f"{gigabytes_per_second(int(platform), int(device)):.1f}")


if __name__ == "__main__":
    main()
