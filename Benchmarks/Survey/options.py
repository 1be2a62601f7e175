"""The options of the survey, and its parts with their shares of the time."""

import argparse
import os
import pathlib
import shlex
import sys

# What one part leaves, the next may use.
SHARES = {"probes": 60, "norb": 130, "profile": 25, "models": 120, "sizes": 45, "tests": 60, "tune": 40}


def parsed(description):
    build = pathlib.Path(__file__).resolve().parents[2] / ".build/release"
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--continuum", default=str(build / "continuum"), help="the command, with its path")
    parser.add_argument(
        "--tests", default=f"{build}/continuumPackageTests.xctest --testing-library swift-testing",
        help="what starts the test runner")
    parser.add_argument(
        "--output", type=pathlib.Path, default="survey-results", help="the folder of results; default: %(default)s")
    parser.add_argument(
        "--cache", type=pathlib.Path, default="survey-cache",
        help="the folder of compiled kernels, .icd files and the search's record; default: %(default)s")
    parser.add_argument("--seconds", type=float, default=sum(SHARES.values()), help="default: %(default)s")
    parser.add_argument("--device", default="auto", help="PLATFORM:DEVICE by number; default: auto's")
    parser.add_argument("--python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--torch-device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--batch-size", type=int, default=256, help="of comparisons; default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="of a comparison; default: %(default)s")
    parser.add_argument("--steps", type=int, default=30, help="timed steps of a block; default: %(default)s")
    parser.add_argument(
        "--warmers", type=int, default=max(0, (os.cpu_count() - 4) // 4),
        help="programs that compile later parts' kernels meanwhile; default: one for four cores beyond four")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the tests")
    parser.add_argument("--scale", type=float, default=1, help="of all widths, for a rehearsal on a slow device")
    parser.add_argument("--test-work", type=int, help="leaves out larger test cases, for a rehearsal")
    parser.add_argument("--root", default="/", help="where the search for drivers begins, for a rehearsal")
    options = parser.parse_args()
    options.tests = shlex.split(options.tests)
    return options
