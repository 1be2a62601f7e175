"""What Continuum does on a device, in one run of less than eight minutes: kernel tests, rates of every
kernel, images per second, and ratios against PyTorch on the same device.

It takes the `continuum` command and the test runner, not Swift, and of Python the standard library
only; PyTorch is used where it is there. Results are printed as Markdown as they come, and written as
one JSON file after every part.
"""

import argparse
import os
import pathlib
import shlex
import sys

from parts import Parts
from runner import Runner

# Seconds that each part may take, the most important first; what one leaves, the next may use.
SHARES = {
    "facts": 30, "tests": 150, "float32": 110, "profile": 50, "rates": 70, "tf32": 60}


def arguments():
    build = pathlib.Path(__file__).resolve().parents[2] / ".build/release"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--continuum", default=str(build / "continuum"), help="the command, with its path")
    parser.add_argument(
        "--tests", default=f"{build}/continuumPackageTests.xctest --testing-library swift-testing",
        help="what starts the test runner")
    parser.add_argument(
        "--filter", default="^(OperationsTests|ModelsTests.*Parity)", help="of the tests: %(default)s")
    parser.add_argument("--device", default="auto", help="PLATFORM:DEVICE by number; default: auto's")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--torch-device", choices=["cpu", "cuda"], help="default: cuda where it is there")
    parser.add_argument("--model", choices=["norb", "cnn", "rnn", "dense"], action="append")
    parser.add_argument("--batch-size", type=int, action="append", help="default: 64, 256 and 1024")
    parser.add_argument("--width", type=float, action="append", help="of norb; default: 1, 2 and 4")
    parser.add_argument("--steps", type=int, default=30, help="timed steps of a block, at least 4; default: 30")
    parser.add_argument("--rows", type=int, default=14, help="rows of a profile that are printed; default: 14")
    parser.add_argument("--seconds", type=float, default=sum(SHARES.values()), help="of the whole run; default: %(default)s")
    parser.add_argument("--part", choices=list(SHARES), action="append", help="default: all of them")
    parser.add_argument(
        "--warmers", type=int, default=(os.cpu_count() or 2) // 2 - 1,
        help="programs that compile later parts' kernels beside the tests; default: one for two cores")
    parser.add_argument(
        "--output", type=pathlib.Path, default="survey.json",
        help="the JSON file; default: %(default)s")
    options = parser.parse_args()
    options.tests = shlex.split(options.tests)
    options.model = options.model or ["norb", "cnn", "rnn", "dense"]
    options.batch_size = options.batch_size or [64, 256, 1024]
    options.width = options.width or [1, 2, 4]
    return options


def main():
    options = arguments()
    runner = Runner(options.output, options.seconds)
    parts = Parts(options)
    scale = options.seconds / sum(SHARES.values())
    for name, share in SHARES.items():
        # The others need to know the device.
        if name == "facts" or not options.part or name in options.part:
            runner.part(name, scale * share, getattr(parts, name))
    whole = {name: record["seconds"] for name, record in runner.results["parts"].items()}
    runner.say(f"\n{options.output}: {sum(whole.values()):.0f} s: {whole}")


if __name__ == "__main__":
    main()
