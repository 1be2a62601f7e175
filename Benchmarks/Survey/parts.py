"""The parts of a survey: each takes the runner and the record that it fills, and prints Markdown."""

import json
import os
import pathlib
import re
import statistics

from runner import OutOfTime, Warmers

HERE = pathlib.Path(__file__).resolve().parent
PYTORCH = HERE.parent / "PyTorch"
DEFAULT_BATCH = {"norb": 64, "cnn": 64, "rnn": 64, "dense": 128}
CONVOLUTIONAL = ("norb", "cnn")
TORCH_FACTS = """
import json, torch
gpu = torch.cuda.is_available()
print(json.dumps({"version": torch.__version__, "device": "cuda" if gpu else "cpu",
                  "name": torch.cuda.get_device_name() if gpu else "CPU"}))
"""


class Parts:
    """What the parts share: the programs, the settings, and what earlier parts found out."""

    def __init__(self, options):
        self.options = options
        self.device, self.kind, self.torch = options.device, None, None
        self.bandwidth = None

    def benchmark(self, model, size, *more):
        return [
            self.options.continuum, "benchmark", "--model", model, "--batch-size", size,
            "--device", self.device, "--json", *more]

    def rate(self, runner, model, size, *more):
        return runner.document(self.benchmark(model, size, "--steps", self.options.steps, *more))

    # The device.

    def facts(self, runner, record):
        """What there is: devices, drivers, versions."""
        listed = runner.document([self.options.continuum, "devices", "--json"])
        if self.device == "auto":
            self.device = listed["automatic_device"]
        chosen = next(
            (one for one in listed["devices"]
             if f"{one['platform_index']}:{one['device_index']}" == self.device), None)
        if chosen is None:
            raise RuntimeError(f"no OpenCL device {self.device} among {len(listed['devices'])}")
        self.kind = chosen["kind"]
        record["device"] = chosen
        runner.say(
            f"- OpenCL {self.device}: {chosen['name']} ({self.kind}), {chosen['platform_version']}, "
            f"driver {chosen['driver_version']}, {chosen['compute_units']} units, "
            f"{chosen['clock_megahertz']} MHz, {chosen['global_memory_bytes'] / 2**30:.1f} GiB")
        runner.say(f"- host: {os.cpu_count()} cores, kernel {os.uname().release}")
        for name, command in {
            "torch": [self.options.python, "-c", TORCH_FACTS],
            "driver": ["nvidia-smi", "--format=csv,noheader", "--query-gpu=name,driver_version,"
                       "memory.total,clocks.max.sm,clocks.max.memory,power.limit"],
        }.items():
            try:
                record[name] = runner.run(command).strip()
                runner.say(f"- {name}: {record[name]}")
            except (RuntimeError, OSError) as error:
                record[name] = None
                runner.say(f"- {name}: none ({str(error)[:100]})")
        if record["torch"]:
            self.torch = self.options.torch_device or json.loads(record["torch"])["device"]

    # The tests.

    def tests(self, runner, record):
        """Kernels against the host oracle, while the kernels of later parts are being compiled."""
        log = runner.path.with_suffix(".tests.log")
        environment = {"NO_COLOR": "1"}
        if self.kind == "gpu":
            environment["CONTINUUM_TEST_FAMILY"] = "gpu"
        command = self.options.tests + ["--filter", self.options.filter]
        status = None
        try:
            with Warmers(self.warming(), self.options.warmers):
                status = runner.run(command, output=log, environment=environment)
        finally:
            text = log.read_text(errors="replace") if log.exists() else ""
            record |= {"status": status, "log": log.name} | self.outcome(text)
            runner.say(
                f"- {record['passed']} tests passed, {len(record['failed_tests'])} failed; "
                + (record["summary"] or f"the runner did not finish (status {status})"))
            for issue in record["issues"][:20]:
                runner.say(f"- {issue}")

    @staticmethod
    def outcome(text):
        lines = text.splitlines()
        failed = [m[1] for m in (re.search(r"✘ Test (?!run )(.+?) failed after", l) for l in lines) if m]
        summary = next((l[2:] for l in reversed(lines) if " Test run with " in l), None)
        return {
            "passed": sum(bool(re.search(r"✔ Test (?!run |case ).+ passed after", l)) for l in lines),
            "failed_tests": failed, "summary": summary,
            "issues": [l.strip()[2:] for l in lines if "✘" in l and "recorded an issue" in l]}

    def warming(self):
        """One step of everything that is timed later, the most important first."""
        models, sizes = self.options.model, self.options.batch_size
        for model in models:
            yield self.benchmark(model, DEFAULT_BATCH[model], "--steps", 1)
        if self.torch == "cuda":
            for model in models:
                yield [
                    self.options.python, PYTORCH / "train_step.py", "--model", model, "--steps", 1,
                    "--device", "cuda", "--configuration", self.configurations(model)[-1]]
        for size in sizes:
            for model in models:
                yield self.benchmark(model, size, "--steps", 1)
        for width in self.options.width:
            yield self.benchmark("norb", DEFAULT_BATCH["norb"], "--width", width, "--steps", 1)

    # Continuum by itself.

    def profile(self, runner, record):
        """The kernels of one step: time, rate, and shares of what the device can do."""
        for model in self.options.model:
            found = self.rate(runner, model, DEFAULT_BATCH[model], "--profile")
            record[model] = found
            self.bandwidth = found["peak_gigabytes_per_second"]
            runner.say(
                f"{model}, batch {found['batch_size']}: step {found['step_milliseconds']['median']:.3f} ms, "
                f"launches take {100 * found['explained_share']:.0f} %, the host submits in "
                f"{found['host_milliseconds']:.3f} ms ({found['submission']}); measured peak "
                f"{found['peak_gflops'] / 1e3:.2f} TFLOP/s, copies {self.bandwidth:.0f} GB/s, floor "
                f"{found['floor_milliseconds']:.3f} ms\n\n"
                "| operation, layer | ms | TFLOP/s | % of peak | GB/s | % of bandwidth |\n|" + "---|" * 6)
            for row in found["profile"][:self.options.rows]:
                runner.say(self.profile_row(row))
            runner.say("")

    def profile_row(self, row):
        def cell(value, form):
            return "–" if value is None else form.format(value)

        rate, share = row.get("gigabytes_per_second"), row.get("share_of_peak")
        gflops = row.get("gflops")
        return (
            f"| {row['operation']} {row['layer']} | {row['milliseconds']:.3f} "
            f"| {cell(gflops and gflops / 1e3, '{:.3f}')} | {cell(share and 100 * share, '{:.0f}')} "
            f"| {cell(rate, '{:.0f}')} "
            f"| {cell(rate and self.bandwidth and 100 * rate / self.bandwidth, '{:.0f}')} |")

    def rates(self, runner, record, *more):
        """Images per second of whole training steps by batch size, and of norb by width."""
        sizes = self.options.batch_size
        cases = [(model, size, 1) for size in sizes for model in self.options.model]
        if "norb" in self.options.model:
            cases[1:1] = [
                ("norb", DEFAULT_BATCH["norb"], width) for width in self.options.width if width != 1]
        runner.say("| model | batch | width | images/s | ms/step | TFLOP/s | % of peak |\n|" + "---|" * 7)
        for model, size, width in cases:
            key = f"{model} batch {size} width {width}"
            try:
                found = self.rate(runner, model, size, "--width", width, *more)
            except RuntimeError as error:  # too large for the device, for one
                record[key] = {"error": str(error)}
                runner.say(f"| {model} | {size} | {width} | failed: {str(error)[-150:]} | | | |")
                continue
            record[key] = found
            runner.say(
                f"| {model} | {size} | {width} | {found['images_per_second']:.0f} "
                f"| {found['step_milliseconds']['median']:.3f} | {found['gflops'] / 1e3:.3f} "
                f"| {100 * found['gflops'] / found['peak_gflops']:.0f} |")

    # Beside PyTorch.

    @staticmethod
    def configurations(model):
        return ["channels-last", "compile-channels-last"] if model in CONVOLUTIONAL else ["eager", "compile"]

    def float32(self, runner, record):
        """Both in float32, TF32 off."""
        self.compare(runner, record, "float32")

    def tf32(self, runner, record):
        """Both with TF32 products; continuum in float32 where it has no such option."""
        if self.torch == "cpu":
            raise RuntimeError("PyTorch has TF32 on a GPU only")
        self.compare(runner, record, "tf32")

    def compare(self, runner, record, precision):
        if not self.torch:
            raise RuntimeError("PyTorch is not there, or was not asked for its version")
        runner.say(
            "| model | batch | continuum | PyTorch | images/s | PyTorch, images/s | ratio |\n|" + "---|" * 7)
        for model in self.options.model:
            names = [word for name in self.configurations(model) for word in ("--configuration", name)]
            found = runner.document([
                self.options.python, PYTORCH / "compare.py", "--continuum", self.options.continuum,
                "--device", self.device, "--torch-device", self.torch, "--precision", precision,
                "--model", model, "--steps", self.options.steps, "--rounds", 5, "--json", *names])[0]
            record[model] = found
            for name, rates in found["pytorch"].items():
                ratio = statistics.median(a / b for a, b in zip(found["continuum"], rates))
                runner.say(
                    f"| {model} | {found['batch_size']} | {found['precision']['continuum']} | {name}, "
                    f"{precision} | {statistics.median(found['continuum']):.0f} "
                    f"| {statistics.median(rates):.0f} | {ratio:.2f} |")
            for name, error in found["errors"].items():
                runner.say(f"| {model} | | | {name}: {error[:150]} | | | |")
