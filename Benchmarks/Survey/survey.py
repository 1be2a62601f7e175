"""What Continuum does on a device, in one visit of a few minutes: probes, comparisons with PyTorch, the
profile of a step, other models and sizes, kernel tests, a search for better choices.

It takes the `continuum` command and the test runner, not Swift, and of Python the standard library
only; PyTorch is used where it is there. The parts come in order of their worth, each with a share of
the time; one that fails or runs out of time says so in a line, and the next begins. Every row is on
disk when it is printed: survey.md and survey.json in the folder named by --output.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import driver
from background import Background
from bench import Comparison, Continuum, PyTorch
from journal import Journal, cells
from kernel_tests import KernelTests
from options import SHARES, parsed
from programs import Ended, Log, OutOfTime, Program

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT_BATCH = {"norb": 64, "rnn": 64, "dense": 128, "cnn": 64}
NO_DRIVER = 69


class Survey:
    """The parts, and what they share."""

    def __init__(self, options):
        self.options = options
        self.start = time.monotonic()
        self.journal = Journal(options.output, {"options": vars(options) | {
            "output": str(options.output), "cache": str(options.cache)}})
        self.log = Log(options.output / "programs.log")
        self.folder = options.cache.resolve()
        self.device, self.kind, self.torch = options.device, None, None
        self.waiting, self.background = [], Background(self.log, options.warmers)
        # Kernels and the tuning record; what a run before left there is used again.
        os.environ["XDG_CACHE_HOME"] = str(self.folder)
        self.continuum = Continuum(self.serving, self.log)

    def serving(self):
        return [self.options.continuum, "benchmark", "--serve", "--device", self.device]

    def request(self, model, batch, precision="float32", width=1, **more):
        return {
            "model": model, "batch_size": batch, "steps": self.options.steps, "precision": precision,
            "width": width * self.options.scale} | more

    def ask(self, request, deadline):
        return self.continuum.ask(request, deadline)

    def torch_device(self):
        return (self.torch.facts or {}).get("device")

    # How the parts are run.

    def run(self):
        self.journal.say(f"# Survey, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC")
        # PyTorch takes long to import: it begins at once.
        self.torch_command = [
            self.options.python, HERE.parent / "PyTorch/train_step.py", "--serve", "--device",
            self.options.torch_device]
        self.torch = PyTorch(self.torch_command, self.log)
        if not self.find_driver():
            return NO_DRIVER
        planned, scale = self.start, self.options.seconds / sum(SHARES.values())
        for name, share in SHARES.items():
            planned += scale * share
            function = getattr(self, name)
            self.part(name, function.__doc__.rstrip("."), function, planned)
            self.catch_up()
        self.journal.say(f"\n{time.monotonic() - self.start:.0f} s; results in {self.options.output}")
        return 0

    def part(self, name, title, function, deadline):
        began, outer = time.monotonic(), self.journal.part
        self.journal.begin(name, title)
        self.attempt(function, deadline)
        self.journal.note("seconds", round(time.monotonic() - began, 1))
        self.journal.part = outer

    def attempt(self, function, deadline):
        try:
            function(deadline)
        except (OutOfTime, Ended, RuntimeError) as error:
            self.complain(error)
        except Exception as error:  # whatever it is, the others are worth having
            self.complain(f"{type(error).__name__}: {error}")

    def complain(self, error):
        self.journal.note("incomplete", str(error)[:1000])
        self.journal.say(f"\nincomplete: {str(error)[:300]}\n")

    def end(self):
        self.torch.end()
        self.background.end()
        self.continuum.close()

    def find_driver(self):
        """Whether an OpenCL driver answers."""
        self.journal.begin("driver", "Driver")
        try:
            platforms = driver.set_up(self.folder / "vendors", self.options.root)
        except driver.NoDriver as error:
            for line in error.lines:
                self.journal.row(f"- {line}", found=line)
            self.journal.say("\nno OpenCL driver: nothing can be measured here")
            return False
        for platform in platforms:
            self.journal.row(f"- {platform['name']}: {platform['devices']} devices", **platform)
        return True

    # The parts.

    def probes(self, deadline):
        """Device, probes and ten kernel tests."""
        Comparison(self, "norb", self.options.batch_size).make_ready()
        self.attempt(self.facts, deadline)
        batch, others = self.options.batch_size, self.other_comparisons()
        self.background.compile(self.serving(), [
            self.request("norb", batch), self.request("norb", batch, "tf32"), *(one.request for one in others),
            *(self.request("norb", size, width=width) for size, width in self.other_sizes())])
        self.attempt(self.rates, deadline)
        self.attempt(self.tf32, deadline)
        self.attempt(KernelTests(self).first, deadline)

    def norb(self, deadline):
        """Small-NORB against PyTorch, float32 and TF32."""
        batch = self.options.batch_size
        if self.torch.arrived() and self.torch_device() != "cpu":
            self.background.compile_torch(
                self.torch_command, [list(one.jobs.values())[-1] for one in self.other_comparisons()])
        half = (time.monotonic() + deadline) / 2
        self.compare([Comparison(self, "norb", batch)], half)
        self.compare([Comparison(self, "norb", batch, "tf32")], deadline)

    def profile(self, deadline):
        """Launches of the Small-NORB step."""
        with self.background.quiet():
            found = self.ask(self.request("norb", self.options.batch_size, profile=True), deadline)
        bandwidth = found["peak_gigabytes_per_second"]
        self.journal.say(
            f"step {found['step_milliseconds']['median']:.3f} ms, {found['launches_per_step']} launches, "
            f"which take {100 * found['explained_share']:.0f} % of it; the host submits in "
            f"{found['host_milliseconds']:.3f} ms; at the measured peaks {found['floor_milliseconds']:.3f} ms")
        rows = found.pop("profile")
        self.journal.note("step", found)
        self.journal.table(
            "operation, layer", "launches", "ms", "ms/launch", "TFLOP/s", "% of peak", "GB/s", "% of bandwidth")
        for row in rows:
            gflops, share, rate = (row.get(key) for key in ("gflops", "share_of_peak", "gigabytes_per_second"))
            launches, time_each = row["launches"], row["milliseconds"] / max(1, row["launches"])
            self.journal.row(
                cells(f"{row['operation']} {row['layer']}", launches, row["milliseconds"], time_each,
                      gflops and gflops / 1e3, share and 100 * share, rate,
                      rate and bandwidth and 100 * rate / bandwidth), **row)

    def models(self, deadline):
        """The other models against PyTorch."""
        self.compare(self.other_comparisons(), deadline)

    def sizes(self, deadline):
        """Small-NORB at other sizes, without PyTorch."""
        self.journal.table("batch", "width", "images/s", "ms/step", "TFLOP/s", "% of peak")
        for batch, width in self.other_sizes():
            try:
                found = self.ask(self.request("norb", batch, width=width), deadline)
            except (RuntimeError, Ended) as error:  # too large for the device, for one
                self.journal.row(
                    cells(batch, width, f"failed: {str(error)[-200:]}", None, None, None),
                    batch_size=batch, width=width, error=str(error))
                continue
            self.journal.row(
                cells(batch, width, found["images_per_second"], found["step_milliseconds"]["median"],
                      found["gflops"] / 1e3, 100 * found["gflops"] / found["peak_gflops"]),
                width=width, **found)

    def tests(self, deadline):
        """All kernel tests, shuffled."""
        self.background.end()
        self.continuum.close()
        KernelTests(self).all(deadline)

    def tune(self, deadline):
        """A search for better choices."""
        self.torch.end()
        seconds = deadline - time.monotonic()
        if seconds < 10:
            raise OutOfTime("no time was left")
        tuner = Program("tune", [
            self.options.continuum, "tune", "--model", "norb", "--batch-size", self.options.batch_size,
            "--width", self.options.scale, "--seconds", f"{0.8 * seconds - 5:.0f}", "--device", self.device],
            self.log, merged=True)
        try:
            while True:
                with contextlib.suppress(OutOfTime):
                    line = tuner.line(min(deadline - 3, time.monotonic() + 2))
                    self.journal.row(f"- {line}", text=line)
                self.bring_record()
                if time.monotonic() > deadline - 3:
                    raise OutOfTime("the search was ended; what it had found is in tuning.json")
        except Ended:
            pass
        finally:
            tuner.end(patience=2)
            self.bring_record()

    def bring_record(self):
        for path in (self.folder / "continuum/tuning").glob("*.json"):
            shutil.copyfile(path, self.options.output / "tuning.json.new")
            os.replace(self.options.output / "tuning.json.new", self.options.output / "tuning.json")

    # What the parts are made of.

    def facts(self, deadline):
        """Which device it is, and what drives it."""
        listed = json.loads(subprocess.run(
            [self.options.continuum, "devices", "--json"], stdout=subprocess.PIPE, check=True,
            timeout=max(1, deadline - time.monotonic())).stdout)
        if self.device == "auto":
            self.device = listed["automatic_device"]
        chosen = next(
            (one for one in listed["devices"]
             if f"{one['platform_index']}:{one['device_index']}" == self.device), None)
        if chosen is None:
            raise RuntimeError(f"no OpenCL device {self.device} among {len(listed['devices'])}")
        self.kind = chosen["kind"]
        self.journal.row(
            f"- {chosen['name']} ({self.kind}), {chosen['platform_version']}, driver "
            f"{chosen['driver_version']}, {chosen['compute_units']} units, {chosen['clock_megahertz']} MHz, "
            f"{chosen['global_memory_bytes'] / 2**30:.1f} GiB", device=chosen)
        query = "name,driver_version,memory.total,clocks.max.sm,clocks.max.memory,power.limit"
        smi = driver.output(["nvidia-smi", "--format=csv,noheader", f"--query-gpu={query}"]).strip()
        host = f"{os.cpu_count()} cores, kernel {os.uname().release}, Python {sys.version.split()[0]}"
        self.journal.row(f"- nvidia-smi: {smi}", nvidia_smi=smi)
        self.journal.row(f"- host: {host}", host=host)

    def rates(self, deadline):
        """The ceilings."""
        rates = self.ask({"task": "rates"}, deadline)
        self.journal.row(
            f"- float32: {rates['gigaflops'] / 1e3:.3g} TFLOP/s of multiply-adds in registers, copies "
            f"{rates['gigabytes_per_second']:.0f} GB/s", **rates)

    def tf32(self, deadline):
        """Whether the device computes in TF32 as it should, which is probed when it is opened for that."""
        try:
            self.ask(self.request("dense", DEFAULT_BATCH["dense"], "tf32", task="prepare"), deadline)
            self.journal.row("- tf32: the probe's products are right", tf32=True)
        except (RuntimeError, Ended) as error:
            self.journal.row(f"- tf32: {error}", tf32=False, error=str(error))

    def compare(self, comparisons, deadline):
        """Compares one after the other."""
        if self.torch.arrived():
            self.journal.say(f"PyTorch {self.torch.facts['serving']} on {self.torch.facts['name']}")
        else:
            self.journal.say(f"without PyTorch: {self.torch.error or 'it is still being imported'}")
        self.journal.note("pytorch", self.torch.facts or self.torch.error)
        self.journal.table(*Comparison.HEADER)
        for number, one in enumerate(comparisons):
            if self.catch_up():
                self.journal.table(*Comparison.HEADER)
            left = deadline - time.monotonic()
            if left < 2:
                self.waiting += comparisons[number:]
                raise OutOfTime(f"{len(comparisons) - number} comparisons were not begun")
            one.tries += 1
            try:
                # None takes the time of all others.
                if not one.run(time.monotonic() + min(left, 2 * left / (len(comparisons) - number))):
                    self.waiting.append(one)
            except OutOfTime as error:
                self.waiting.append(one)
                self.complain(f"{one.key()}: {error}")
            except (RuntimeError, Ended) as error:
                self.journal.row(
                    cells(*one.key().values(), None, f"failed: {error}", None, None, None),
                    **one.key(), error=str(error))

    def catch_up(self):
        """Compares what waited for PyTorch once that is there, in the time of the parts that matter less.

        Returns whether there was something.
        """
        deadline = self.start + self.options.seconds * (1 - SHARES["tune"] / sum(SHARES.values()))
        waiting = [one for one in self.waiting if one.tries < 3]
        if not waiting or not self.torch.arrived() or deadline - time.monotonic() < 5:
            return False
        self.waiting = []
        self.part("waited", "Comparisons that waited", lambda _: self.compare(waiting, deadline), deadline)
        return True

    def other_comparisons(self):
        return [
            Comparison(self, model, batch) for model in ("rnn", "dense", "cnn")
            for batch in dict.fromkeys((DEFAULT_BATCH[model], self.options.batch_size))]

    def other_sizes(self):
        return ((DEFAULT_BATCH["norb"], 1), (1024, 1), (DEFAULT_BATCH["norb"], 2), (DEFAULT_BATCH["norb"], 4))


def main():
    survey = Survey(parsed(__doc__.split("\n\n")[0]))
    try:
        return survey.run()
    finally:
        survey.end()


if __name__ == "__main__":
    sys.exit(main())
