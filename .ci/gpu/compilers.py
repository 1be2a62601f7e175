"""The compilers, and what each of them says of a program's kernels."""
import re
import sass
from kernel import Kernel, fitting
from tools import LIBRARIES

COMMON = ["-x", "cl", "-cl-std=CL1.2", "-Xclang", "-finclude-default-header", "-O3", "-w"]


class Failure(Exception):
    pass


def output(result):
    """The output of a compiler that succeeded."""
    text = result.stdout + result.stderr
    if result.returncode:
        raise Failure(" | ".join(text.strip().splitlines()[:4]))
    return text


class NVIDIA:
    """clang to PTX, ptxas to machine code, nvdisasm to its instructions."""
    precisions = ("float32", "tf32")

    def __init__(self, target, device, local, cycles_of_mma, is_short=False):
        self.name, self.device, self.is_short = target, device, is_short
        self.local = local  # bytes of a unit
        self.cycles_of_mma = cycles_of_mma  # of m16n8k8 in TF32 on one of a unit's four parts

    def prepare(self, tools):
        self.tools = tools
        self.clang = tools.program("clang-15")
        self.library = tools.library("usr/lib/clc/nvptx64--nvidiacl.bc")
        self.ptxas = tools.program("ptxas", "nvidia/cuda_nvcc/bin")
        self.nvdisasm = tools.program("nvdisasm", "nvidia/cu13/bin")
        needed = {"clang-15": self.clang, "libclc-15": self.library, "ptxas": self.ptxas, "nvdisasm": self.nvdisasm}
        return " and no ".join(name for name, found in needed.items() if not found)

    def kernels(self, source, words, items, work):
        ptx, cubin = work / f"{source.parent.name}-{source.stem}.ptx", work / f"{source.parent.name}-{source.stem}.cubin"
        output(self.tools.run(
            [self.clang, *COMMON, "-target", "nvptx64--nvidiacl", "-Xclang", "-target-cpu", "-Xclang", "sm_80",
             "-Xclang", "-target-feature", "-Xclang", "+ptx72", "-Xclang", "-mlink-builtin-bitcode", "-Xclang",
             self.library, *words, "-S", "-o", str(ptx), str(source)], work))
        report = output(self.tools.run([self.ptxas, "-v", f"-arch={self.name}", str(ptx), "-o", str(cubin)], work))
        loops = sass.inner_loops(self.tools.run([self.nvdisasm, "-c", str(cubin)], work).stdout)
        for part in re.split(r"Compiling entry function ", report)[1:]:
            name = re.match(r"'(\w+)'", part)[1]
            if name not in items:
                continue
            stack, stores, loads = map(int, re.search(
                r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", part).groups())
            registers = int(re.search(r"Used (\d+) registers", part)[1])
            local = int((re.search(r"(\d+) bytes smem", part) or [0, 0])[1])
            groups, limiter = self.occupancy(registers, local, items[name])
            yield Kernel(source.stem, name, items[name], registers, stores + loads, stack, local, groups, limiter,
                         loops.get(name, {}), sass.slowdown(loops.get(name, {}), self.cycles_of_mma))

    def occupancy(self, registers, local, items):
        """Registers come in 256 a warp for each of four parts of a unit, local memory in 128 bytes after 1 KiB."""
        warps = -(-items // 32)
        held = 4 * (16_384 // (-(-registers * 32 // 256) * 256))
        return fitting({
            "registers": held // warps, "local memory": self.local // (-(-(local + 1024) // 128) * 128),
            "warps": 64 // warps, "work-groups": 32})


class AMD:
    """clang to machine code, whose metadata tell the rest."""
    precisions = ("float32", "half")

    def __init__(self, target, device, clang, wave, waves, registers, step, local, is_short=False):
        self.name, self.device, self.clang_name, self.is_short = target, device, clang, is_short
        self.wave, self.waves = wave, waves  # lanes; waves of one of a unit's four parts
        self.registers, self.step = registers, step  # of a lane in one part, and how they are given out
        self.local = local  # bytes of a unit

    def prepare(self, tools):
        self.tools = tools
        self.clang = tools.program(self.clang_name)
        self.library = tools.library(f"{LIBRARIES}/amdgcn/bitcode")
        needed = {self.clang_name: self.clang, "rocm-device-libs": self.library}
        return " and no ".join(name for name, found in needed.items() if not found)

    def kernels(self, source, words, items, work):
        result = work / f"{source.parent.name}-{source.stem}.s"
        output(self.tools.run(
            [self.clang, *COMMON, "-target", "amdgcn-amd-amdhsa", f"-mcpu={self.name}",
             f"--rocm-device-lib-path={self.library}", *words, "-S", "-o", str(result), str(source)], work))
        metadata = result.read_text().split(".amdgpu_metadata", 1)[1]
        for part in re.split(r"^  - ", metadata, flags=re.M)[1:]:
            values = dict(re.findall(r"^    \.(\w+): +(\S+)", "    " + part, flags=re.M))
            name = values.get("name")
            if name not in items:
                continue
            registers = int(values["vgpr_count"])
            scratch, local = int(values["private_segment_fixed_size"]), int(values["group_segment_fixed_size"])
            groups, limiter = self.occupancy(registers, local, items[name])
            yield Kernel(source.stem, name, items[name], registers,
                         int(values["vgpr_spill_count"]) + int(values["sgpr_spill_count"]), scratch, local, groups,
                         limiter)

    def occupancy(self, registers, local, items):
        waves = -(-items // self.wave)
        held = self.registers // max(self.step, -(-registers // self.step) * self.step)
        return fitting({
            "registers": 4 * held // waves, "local memory": self.local // max(local, 1),
            "waves": 4 * self.waves // waves, "work-groups": 32})


class Intel:
    """ocloc, whose binary has a description of each kernel."""
    precisions = ("float32", "half")

    def __init__(self, target, device, is_short=False):
        self.name, self.device, self.is_short = target, device, is_short

    def prepare(self, tools):
        self.tools = tools
        self.ocloc = tools.program("ocloc", "usr/bin")
        return "" if self.ocloc else "ocloc"

    def kernels(self, source, words, items, work):
        name = f"{source.parent.name}-{source.stem}"
        output(self.tools.run(
            [self.ocloc, "compile", "-q", "-file", str(source), "-device", self.name, "-output", name,
             "-output_no_suffix", "-options", " ".join(["-cl-std=CL1.2", *words]), "-internal_options",
             "-cl-intel-allow-zebin"], work))
        binary = next(path for path in work.glob(f"{name}*") if path.read_bytes()[:4] == b"\x7fELF")
        text = binary.read_bytes().decode("latin-1")
        info = text[text.index("kernels:"):].split("kernels_misc_info:")[0]
        for part in re.split(r"^  - name: +", info, flags=re.M)[1:]:
            kernel = re.match(r"\w+", part)[0]
            if kernel not in items:
                continue
            value = lambda key: int((re.search(rf"^ +{key}: +(\d+)", part, re.M) or [0, 0])[1])
            buffers = dict((usage, int(size)) for usage, size in re.findall(
                r"usage: +(\w+)\n +size: +(\d+)", part))
            # Eight threads on each of 16 engines, which divide 128 KiB of local memory.
            threads = -(-items[kernel] // max(1, value("simd_size")))
            groups, limiter = fitting({
                "threads": 128 // threads, "local memory": (128 << 10) // max(1, value("slm_size"))})
            yield Kernel(source.stem, kernel, items[kernel], value("grf_count"),
                         buffers.get("spill_fill_space", 0), buffers.get("private_space", 0), value("slm_size"),
                         groups, limiter)


COMPILERS = (
    NVIDIA("sm_90", "nvidia-h200", 228 << 10, cycles_of_mma=4, is_short=True),
    NVIDIA("sm_80", "nvidia-a100", 164 << 10, cycles_of_mma=8),
    AMD("gfx90a", "amd-mi300x", "clang-15", wave=64, waves=8, registers=512, step=8, local=64 << 10),
    AMD("gfx942", "amd-mi300x", "clang-19", wave=64, waves=8, registers=512, step=8, local=64 << 10),
    AMD("gfx1030", "amd-rx7900xtx", "clang-15", wave=32, waves=16, registers=1024, step=8, local=128 << 10,
        is_short=True),
    Intel("dg2-g10", "intel-arc-a770", is_short=True),
)
