"""Continuum's and PyTorch's servers, and comparisons between them."""

import contextlib
import statistics
import time

from journal import cells
from programs import Ended, OutOfTime, Server

CONVOLUTIONAL = ("norb", "cnn")


class Continuum:
    """One `continuum benchmark --serve`, started again where it ended or did not answer in time."""

    def __init__(self, command, log):
        """`command` returns the words to start it by."""
        self.command, self.log, self.server = command, log, None

    def ask(self, request, deadline):
        """The answer to a request. Raises OutOfTime, Ended, or RuntimeError for a refusal."""
        self.server = self.server or Server("continuum", self.command(), self.log)
        try:
            found = self.server.ask(request, deadline)
        except (OutOfTime, Ended):
            self.close()
            raise
        if "error" in found:
            raise RuntimeError(found["error"])
        return found

    def close(self):
        if self.server:
            self.server.end()
        self.server = None


class PyTorch:
    """Two processes that have imported PyTorch, or are still at it: one compiles, which takes long, and
    must not keep the other waiting. They are told early what to make ready."""

    def __init__(self, command, log):
        self.plain, self.compiler = (Server(name, command, log) for name in ("PyTorch", "PyTorch, compiled"))
        self.facts, self.error, self.pending = None, None, {}

    def server(self, job):
        return self.compiler if job["configuration"].startswith("compile") else self.plain

    def other(self, job):
        return self.plain if self.server(job) is self.compiler else self.compiler

    def arrived(self):
        """Whether PyTorch is imported."""
        if not self.facts and not self.error:
            try:
                answer = self.plain.answer(time.monotonic() + 0.2)
                self.facts = answer if "serving" in answer else None
            except OutOfTime:
                pass
            except Ended as error:
                self.error = str(error)
        return self.facts is not None

    def make_ready(self, job):
        """Builds and compiles a model in the background."""
        key = tuple(sorted(job.items()))
        if key not in self.pending and not self.error:
            self.pending[key] = self.server(job).send(job | {"steps": 0})

    def wait(self, job, deadline):
        """Waits until a model is ready. Raises OutOfTime, Ended, or RuntimeError where it cannot be."""
        self.make_ready(job)
        if self.error:
            raise Ended(self.error)
        key = tuple(sorted(job.items()))
        answer = self.server(job).answer(deadline, self.pending[key])
        del self.pending[key]
        if "error" in answer:
            raise RuntimeError(answer["error"])

    def block(self, job, steps, deadline):
        answer = self.server(job).ask(job | {"steps": steps}, deadline)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def end(self):
        self.plain.end()
        self.compiler.end()


class Comparison:
    """One model at one batch size in one precision: blocks of both programs in turn."""

    HEADER = ("model", "batch", "precision", "round", "continuum, images/s", "PyTorch", "images/s", "ratio")

    def __init__(self, survey, model, batch, precision="float32"):
        self.survey, self.model, self.batch, self.precision = survey, model, batch, precision
        self.tries = 0
        self.request = survey.request(model, batch, precision)
        plain = "channels-last" if model in CONVOLUTIONAL else "eager"
        compiled = "compile-channels-last" if model in CONVOLUTIONAL else "compile"
        self.jobs = {
            name: {"model": model, "batch_size": batch, "precision": precision, "configuration": name}
            for name in (plain, compiled)}

    def make_ready(self):
        """Lets PyTorch compile while something else happens."""
        if self.precision == "float32" or self.survey.torch_device() != "cpu":
            for job in self.jobs.values():
                with contextlib.suppress(Ended):  # waiting for it says so
                    self.survey.torch.make_ready(job)

    def run(self, deadline):
        """Three rounds with each of PyTorch's configurations; of continuum alone where PyTorch is not there.

        Returns whether the comparison is complete, or can never be.
        """
        torch, journal = self.survey.torch, self.survey.journal
        alone, complete = not torch.arrived(), True
        if self.precision == "tf32" and self.survey.torch_device() == "cpu":
            alone = True
        if not alone:
            self.make_ready()
        ours = self.survey.ask(self.request | {"steps": 1}, deadline)  # compiles
        if alone:
            with self.survey.background.quiet():
                self.rounds(None, None, deadline)
        for name, job in {} if alone else self.jobs.items():
            try:
                torch.wait(job, max(time.monotonic() + 1, deadline - self.time_of_rounds(ours)))
                with self.survey.background.quiet(torch.other(job)):
                    ratio = statistics.median(self.rounds(name, job, deadline))
                journal.row(
                    cells(self.model, self.batch, self.precision, "median", None, name, None, ratio),
                    **self.key(), configuration=name, median_ratio=ratio)
            except (OutOfTime, Ended, RuntimeError) as error:
                complete = complete and not isinstance(error, OutOfTime)
                journal.row(
                    cells(self.model, self.batch, self.precision, None, None, name, f"failed: {error}", None),
                    **self.key(), configuration=name, error=str(error))
        return complete and (not alone or torch.error is not None or self.survey.torch_device() == "cpu")

    def rounds(self, name, job, deadline):
        """Times both in turn; the ratio of each round."""
        ratios = []
        for number in range(1, self.survey.options.rounds + 1):
            ours = self.survey.ask(self.request, deadline)
            theirs = job and self.survey.torch.block(job, self.survey.options.steps, deadline)
            ratios.append(self.report(number, ours, name, theirs))
        return ratios

    def time_of_rounds(self, ours):
        """A guess of what the rounds take, by the median step: PyTorch may take twice as long."""
        step = ours["step_milliseconds"]["median"] / 1e3
        return 5 * self.survey.options.rounds * (self.survey.options.steps + 5) * step

    def key(self):
        return {"model": self.model, "batch_size": self.batch, "precision": self.precision}

    def report(self, number, ours, name, theirs):
        rate = theirs and theirs["images_per_second"]
        ratio = rate and ours["images_per_second"] / rate
        self.survey.journal.row(
            cells(self.model, self.batch, self.precision, number, ours["images_per_second"], name, rate, ratio),
            **self.key(), round=number, continuum=ours, pytorch=theirs, configuration=name, ratio=ratio)
        return ratio
