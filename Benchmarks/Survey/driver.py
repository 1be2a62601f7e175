"""Finds the OpenCL drivers of this machine and makes the loader see them.

The loader reads a folder of .icd files, each of which names a driver's library. Containers often have
the library and no such file. So everything that is found is named in a folder of our own, and
OCL_ICD_VENDORS names that folder.

Started as a program, it asks the loader for its platforms and prints the answer as JSON.
"""

import ctypes
import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

NVIDIA = "libnvidia-opencl.so.1"
ERRORS = {
    0: "CL_SUCCESS", -1: "CL_DEVICE_NOT_FOUND", -2: "CL_DEVICE_NOT_AVAILABLE", -5: "CL_OUT_OF_RESOURCES",
    -6: "CL_OUT_OF_HOST_MEMORY", -30: "CL_INVALID_VALUE", -32: "CL_INVALID_PLATFORM",
    -33: "CL_INVALID_DEVICE", -1001: "CL_PLATFORM_NOT_FOUND_KHR"}
SECONDS = 18  # for everything, whatever hangs


class NoDriver(Exception):
    """No OpenCL driver answers; `lines` say what there is instead."""

    def __init__(self, lines):
        super().__init__("no OpenCL driver answers")
        self.lines = lines


def ldconfig():
    """The lines of `ldconfig -p`."""
    program = shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin")
    return output([program, "-p"]).splitlines() if program else []


def output(command, seconds=4):
    """What a program prints on both streams, or why it printed nothing."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=seconds)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"
    return done.stdout.decode(errors="replace")


class Search:
    """What names drivers here. `root` is where all folders begin: / but in a rehearsal."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.cache = ldconfig() if str(self.root) == "/" else []
        self.vendors = os.environ.get("OCL_ICD_VENDORS") or str(self.root / "etc/OpenCL/vendors")

    def libraries(self):
        """The drivers' libraries, each once: what .icd files name, then NVIDIA's where none names it."""
        found = self.named()
        if not any(NVIDIA in library for library in found):
            found += self.nvidia()[:1]
        return list(dict.fromkeys(found))

    def named(self):
        if os.path.isfile(self.vendors) and not self.vendors.endswith(".icd"):
            return [self.vendors]
        files = [self.vendors] if os.path.isfile(self.vendors) else sorted(
            glob.glob(os.path.join(self.vendors, "*.icd")))
        names = (pathlib.Path(file).read_text(errors="replace").split("\n")[0].strip() for file in files)
        return [name for name in names if name]

    def nvidia(self):
        listed = [line.split("=>")[-1].strip() for line in self.cache if NVIDIA in line]
        patterns = [f"{folder}/{NVIDIA}" for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") if folder]
        # Two levels only: links below /usr/lib can lead back to it.
        patterns += [
            str(self.root / folder / level / NVIDIA) for level in ("", "*")
            for folder in ("usr/local/nvidia", "usr/local/cuda*", "usr/lib*", "opt/nvidia")]
        return listed + [path for pattern in patterns for path in sorted(glob.glob(pattern))]

    def listing(self):
        """What a reader needs in order to see why there is no driver."""
        lines = [f"nvidia-smi -L: {output(['nvidia-smi', '-L']).strip()}"]
        for folder in (self.vendors, "usr/local/nvidia", "usr/local/nvidia/lib64", "usr/lib64"):
            path = self.root / folder
            names = sorted(os.listdir(path))[:40] if path.is_dir() else None
            lines.append(f"{path}: {' '.join(names) or 'empty' if names is not None else 'is not there'}")
        lines += ["/dev: " + (" ".join(sorted(glob.glob("/dev/nvidia*") + glob.glob("/dev/dri/*"))) or "no GPU")]
        wanted = ("opencl", "nvidia", "libcuda")
        lines += ["ldconfig -p: " + (" ".join(
            line.split("=>")[-1].strip() for line in self.cache
            if any(word in line.lower() for word in wanted)) or "nothing of OpenCL or NVIDIA")]
        return lines


def set_up(folder, root="/"):
    """Writes .icd files into `folder`, and returns the platforms, for which OCL_ICD_VENDORS is set.

    Where all drivers together do not answer, each is tried alone. Raises NoDriver.
    """
    end = time.monotonic() + SECONDS - 6
    search = Search(root)
    libraries = search.libraries()
    complaints = []
    for chosen in [libraries] + ([[one] for one in libraries] if len(libraries) > 1 else []):
        if not chosen or time.monotonic() > end:
            break
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for number, library in enumerate(chosen):
            (folder / f"{number}.icd").write_text(library + "\n")
        os.environ["OCL_ICD_VENDORS"] = str(folder)
        answer = ask(max(1, end - time.monotonic()))
        platforms = answer.get("platforms", [])
        if any(platform["devices"] for platform in platforms):
            return platforms
        complaints.append(f"clGetPlatformIDs with {', '.join(chosen)}: {answer['error']}" + "".join(
            f"; {platform['name']}, clGetDeviceIDs: {platform['error']}" for platform in platforms))
    if not libraries:
        complaints.append("no .icd file and no " + NVIDIA)
    raise NoDriver(complaints + search.listing())


def ask(seconds):
    """The platforms by the loader's own word, from a process of its own: a driver may crash or hang."""
    text = output([sys.executable, __file__], seconds)
    for line in reversed(text.splitlines()):
        try:
            return json.loads(line)
        except ValueError:  # a driver's own words
            continue
    return {"error": text.strip()[-300:] or "the process ended without a word"}


def platforms():
    """What clGetPlatformIDs and clGetDeviceIDs answer."""
    opencl = ctypes.CDLL("libOpenCL.so.1")
    count = ctypes.c_uint()
    status = opencl.clGetPlatformIDs(0, None, ctypes.byref(count))
    if status:
        return {"error": ERRORS.get(status, str(status))}
    handles = (ctypes.c_void_p * count.value)()
    opencl.clGetPlatformIDs(count, handles, None)
    found = []
    for handle in handles:
        text, devices = ctypes.create_string_buffer(256), ctypes.c_uint()
        opencl.clGetPlatformInfo(ctypes.c_void_p(handle), 0x0902, ctypes.c_size_t(256), text, None)
        status = opencl.clGetDeviceIDs(
            ctypes.c_void_p(handle), ctypes.c_uint64(0xFFFFFFFF), 0, None, ctypes.byref(devices))
        found.append({
            "name": text.value.decode(errors="replace"), "devices": devices.value,
            "error": ERRORS.get(status, str(status))})
    return {"error": "CL_SUCCESS" if found else "no platform", "platforms": found}


if __name__ == "__main__":
    try:
        print(json.dumps(platforms()))
    except OSError as error:
        print(json.dumps({"error": str(error)}))
