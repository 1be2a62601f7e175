"""Finds the compilers, and downloads what is missing, below a folder of its own."""
import os, shutil, subprocess
from pathlib import Path

# Debian 12's packages; of NVIDIA's, the versions that budgets were recorded with.
DEBIAN = ("libclc-15", "rocm-device-libs", "intel-opencl-icd", "libigc1", "libigdfcl1", "libigdgmm12",
          "libopencl-clang14", "libllvmspirvlib14")
WHEELS = ("nvidia-cuda-nvcc-cu12==12.9.86", "nvidia-cuda-nvdisasm==13.5.37")
LIBRARIES = "usr/lib/x86_64-linux-gnu"


class Tools:
    def __init__(self, folder, fetch):
        self.folder = folder
        if fetch and not (folder / "complete").exists():
            self.fetch()
        self.environment = dict(os.environ)
        paths = [str(folder / LIBRARIES), self.environment.get("LD_LIBRARY_PATH", "")]
        self.environment["LD_LIBRARY_PATH"] = ":".join(filter(None, paths))

    def fetch(self):
        """What cannot be had stays missing."""
        downloads = self.folder / "downloads"
        downloads.mkdir(parents=True, exist_ok=True)
        results = []
        for command in [["apt-get", "download", package] for package in DEBIAN] + [
                ["pip", "download", "-q", "--no-deps", wheel] for wheel in WHEELS]:
            try:
                results.append(subprocess.run(command, cwd=downloads, capture_output=True).returncode == 0)
            except OSError:
                results.append(False)
        for package in downloads.glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, self.folder], check=True)
        for wheel in downloads.glob("*.whl"):
            shutil.unpack_archive(wheel, self.folder, "zip")
        for tool in [self.folder / path for path in ("nvidia/cuda_nvcc/bin/ptxas", "nvidia/cu13/bin/nvdisasm")]:
            if tool.exists():
                tool.chmod(0o755)
        shutil.rmtree(downloads)
        if all(results):
            (self.folder / "complete").touch()

    def program(self, name, *places):
        """A program of the folder, else of the system; None where there is none."""
        for place in places:
            if (self.folder / place / name).exists():
                return str(self.folder / place / name)
        return shutil.which(name)

    def library(self, *paths):
        """A file or folder of the folder, else of the system; None where there is none."""
        for path in paths:
            for root in (self.folder, Path("/")):
                if (root / path).exists():
                    return str(root / path)
        return None

    def run(self, command, folder):
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=self.environment)
