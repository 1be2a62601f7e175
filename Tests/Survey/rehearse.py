"""Rehearses the survey without a GPU: pocl answers as an NVIDIA H200 (gpu_shim.c), in an empty folder, from
the packed archive, with one fault in each case. Prints what came back.

    python3 Tests/Survey/rehearse.py continuum.tar.xz /tmp/rehearsal                 # all cases
    python3 Tests/Survey/rehearse.py continuum.tar.xz /tmp/rehearsal whole cut60

The kernels compiled by one case serve the next. PyTorch is that of --python, if it has one. Needs a C
compiler, OpenCL's headers, and pocl.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tarfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_FILES, LIMIT_BYTES = 6, 16 << 20

# The fakes of PyTorch: a package `torch` that is found before the real one.
SLOW = """
import os, sys, time
time.sleep(float(os.environ["REHEARSAL_SLEEP"]))
sys.path = [path for path in sys.path if path != os.path.dirname(os.path.dirname(__file__))]
del sys.modules["torch"]
import torch
"""
BROKEN = 'raise OSError("libcudnn.so.9: cannot open shared object file")\n'
GARBAGE = r"""
import sys
while True:
    sys.stdout.buffer.write(b'{"serving": \xff\xfe half a line\n[1, 2]\n{"images_per_second": "many"}\n')
"""
MISSING = 'raise ModuleNotFoundError("No module named \'torch\'")\n'

# Name of a case: what PyTorch is, after how many seconds the survey is killed.
CASES = {
    "whole": (None, None), "cut60": (None, 60), "cut180": (None, 180), "cut300": (None, 300),
    "slow": (SLOW, None), "broken": (BROKEN, None), "garbage": (GARBAGE, None), "missing": (MISSING, None),
    "elsewhere": (MISSING, None), "nodriver": (MISSING, None)}


class Rehearsal:
    def __init__(self, options):
        self.options, self.folder = options, options.folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.shim = self.folder / "gpu_shim.so"
        subprocess.run(
            ["cc", "-O2", "-shared", "-fPIC", HERE / "gpu_shim.c", "-o", self.shim, "-ldl"], check=True)
        icd = sorted(pathlib.Path("/etc/OpenCL/vendors").glob("pocl*.icd"))
        name = icd[0].read_text().strip() if icd else sys.exit("rehearse.py: no pocl")
        listed = subprocess.run(["/sbin/ldconfig", "-p"], stdout=subprocess.PIPE, text=True).stdout
        self.pocl = name if "/" in name else next(
            line.split("=>")[1].strip() for line in listed.splitlines()
            if name.split(".so")[0] + ".so" in line)

    def run(self, name):
        fake, cut = CASES[name]
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        with tarfile.open(self.options.archive) as archive:
            archive.extractall(place)
        packed = next(path for path in place.iterdir() if path.is_dir())
        command = [
            packed / "run", "survey", "--output", place / "results", "--cache", self.folder / "cache",
            "--python", self.options.python, "--torch-device", "cpu", "--seconds", self.options.seconds,
            "--warmers", 1, *self.options.more]
        environment = os.environ | {"LD_PRELOAD": str(self.shim), "REHEARSAL_SLEEP": str(self.options.seconds / 3)}
        if fake:
            (place / "fake/torch").mkdir(parents=True)
            (place / "fake/torch/__init__.py").write_text(fake)
            environment["PYTHONPATH"] = str(place / "fake")
        if name in ("elsewhere", "nodriver"):
            # No .icd file: the driver is where containers of NVIDIA have it, or nowhere.
            environment.pop("OCL_ICD_VENDORS", None)
            command += ["--root", place / "root"]
            library = place / "root/usr/local/nvidia/lib64/libnvidia-opencl.so.1"
            library.parent.mkdir(parents=True)
            if name == "elsewhere":
                library.symlink_to(self.pocl)
                # pocl looks for its devices next to itself.
                (library.parent / "pocl").symlink_to(pathlib.Path(self.pocl).resolve().parent / "pocl")
        began = time.monotonic()
        with open(place / "printed.txt", "wb") as printed:
            process = subprocess.Popen(
                [str(word) for word in command], stdout=printed, stderr=subprocess.STDOUT, cwd=place,
                env=environment, start_new_session=True)
            try:
                status = process.wait(cut)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                status = process.wait()
        self.report(name, status, time.monotonic() - began, place)

    def report(self, name, status, seconds, place):
        """What came back, and whether it is what it should be."""
        files = sorted((place / "results").iterdir())
        survey = json.loads((place / "results/survey.json").read_text())
        printed = (place / "printed.txt").read_text(errors="replace")
        markdown = (place / "results/survey.md").read_text()
        print(f"\n{name}: status {status} after {seconds:.0f} s; "
              + ", ".join(f"{file.name} {file.stat().st_size}" for file in files))
        for part, found in survey["parts"].items():
            print(f"  {part}: {len(found['rows'])} rows, {found.get('seconds', '–')} s "
                  f"{found.get('incomplete', '')[:150]}")
        complaints = [
            text for text, is_true in (
                ("too many files", len(files) > LIMIT_FILES),
                ("too large", any(file.stat().st_size >= LIMIT_BYTES for file in files)),
                ("Markdown lacks printed lines", not markdown.startswith(printed.split("Traceback")[0])),
                ("traceback", "Traceback" in printed),
                ("too long", seconds > self.options.seconds + 10),
                ("no driver took more than 20 s", name == "nodriver" and seconds > 20)) if is_true]
        print(f"  {'; '.join(complaints) or 'as it should be'}", flush=True)
        self.failed = getattr(self, "failed", False) or bool(complaints)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("case", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}; default: all")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seconds", type=float, default=480)
    options, options.more = parser.parse_known_args()
    # Small enough for pocl on two cores; --scale and the like on the command line override them.
    options.more = ["--scale", 0.0625, "--steps", 2, "--test-work", 20_000_000, *options.more]
    rehearsal = Rehearsal(options)
    for name in options.case or CASES:
        rehearsal.run(name)
    return 1 if rehearsal.failed else 0


if __name__ == "__main__":
    sys.exit(main())
