"""The kernel tests on the device: ten that cover the families, and all of them in a random order."""

import os
import random
import re
import time

from programs import Ended, OutOfTime, Program

KERNEL_TESTS = "^OperationsTests\\."
# One of each family of kernels.
FIRST = (
    "ConvolutionTests/epiloguesMatchOracle", "ConvolutionFilterGradientTests/tunedSplitsMatchOracle",
    "ConvolutionMMATests/operandsAreRounded", "MatrixProductTests/biasAndActivation",
    "BatchNormalizationTests/kernelsMatchOracle", "LSTMTests/kernelsMatchOracle",
    "BernoulliLossTests/kernelsMatchOracle", "RMSpropUpdateTests/updateIsCorrect",
    "GaussianSampleTests/kernelsMatchOracle", "SoftmaxTests/kernelsMatchOracle")
PASSED = re.compile(r"^. Test (?!run |case )(.+?)(?: with \d+ test cases)? passed after")
FAILED = re.compile(r"^. Test (?!run |case )(.+?)(?: with \d+ test cases)? failed after")
ISSUE = re.compile(r"^. Test (?!run )(.+?) recorded an issue(?: with (\d+ arguments? .+?))? at (\S+): (.*)")


class KernelTests:
    """Runs tests in batches and records each as it ends."""

    def __init__(self, survey):
        self.survey = survey
        self.command = survey.options.tests
        self.done = set()
        environment = {"NO_COLOR": "1", "CONTINUUM_TEST_CACHE": str(survey.folder / "kernels")}
        if survey.kind == "gpu":
            environment["CONTINUUM_TEST_FAMILY"] = "gpu"
        if survey.options.test_work:
            environment["CONTINUUM_TEST_WORK"] = str(survey.options.test_work)
        self.environment = environment

    def names(self, deadline):
        """All kernel tests, as the runner lists them."""
        lister = Program("test list", self.command + ["--list-tests"], self.survey.log)
        names = []
        try:
            while True:
                name = lister.line(deadline).strip()
                if re.search(KERNEL_TESTS, name):
                    names.append(name)
        except Ended:
            return names
        finally:
            lister.end()

    def first(self, deadline):
        """One test of each family of kernels."""
        self.run([name for name in self.names(deadline) if name.split(".", 1)[1].split("(")[0] in FIRST], deadline)

    def all(self, deadline):
        """The other kernel tests, shuffled, in batches."""
        names = [name for name in self.names(deadline) if name not in self.done]
        random.Random(self.survey.options.seed).shuffle(names)
        size = 12
        for start in range(0, len(names), size):
            if time.monotonic() > deadline:
                raise OutOfTime(f"{len(names) - start} of {len(names)} tests were not begun")
            self.run(names[start:start + size], deadline)
            self.survey.catch_up()

    def run(self, names, deadline):
        if not names:
            raise RuntimeError("the runner lists no such tests")
        expression = "^(" + "|".join(re.escape(name) for name in names) + ")"
        runner = Program(
            "tests", self.command + ["--filter", expression], self.survey.log, self.environment, merged=True)
        passed, journal, began = 0, self.survey.journal, time.monotonic()
        try:
            while True:
                line = runner.line(deadline)
                self.survey.log.write("tests", line.encode() + b"\n")
                if PASSED.match(line):
                    passed += 1
                    journal.note("passed", journal.part.get("passed", 0) + 1)
                elif found := FAILED.match(line):
                    journal.row(f"- failed: {found[1]}", failed=found[1])
                elif found := ISSUE.match(line):
                    test, arguments, place, message = found.groups()
                    arguments = (arguments or "")[:300]
                    journal.row(
                        f"- {test}, {arguments}: {message[:300]}", issue=test, arguments=arguments,
                        place=os.path.basename(place), message=message[:1000])
        except Ended:
            self.done |= set(names)
            status = runner.process.wait() if runner.process else None
            journal.row(
                f"- {passed} of {len(names)} tests passed in {time.monotonic() - began:.0f} s, status {status}",
                tests=names, passed=passed, status=status)
        except OutOfTime:
            journal.row(
                f"- {passed} of {len(names)} tests passed until the time was over", tests=names, passed=passed)
            raise
        finally:
            runner.end()
