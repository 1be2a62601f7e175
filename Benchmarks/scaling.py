"""How a training step on a CPU scales: with the batch size, and from one core to all of them.

Each round times every batch size and both numbers of cores once, one after the other, so that a
machine whose speed drifts slows all alike; medians over the rounds are printed as Markdown. One core
means that pocl starts one thread and that the process may use one core only.
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess


def milliseconds_per_image(options, model, size, cores):
    command = shlex.split(options.continuum) + [
        "benchmark", "--model", model, "--batch-size", str(size), "--steps", str(options.steps),
        "--device", "cpu", "--json"]
    # The variable's name before and after pocl 4.
    threads = {"POCL_MAX_PTHREAD_COUNT": str(cores), "POCL_CPU_MAX_CU_COUNT": str(cores)}
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | threads,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed))
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(command)}: status {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)["step_milliseconds"]["median"] / size


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--continuum", default="continuum", help="the command, with its path")
    parser.add_argument("--model", choices=["dense", "cnn", "norb", "rnn"], action="append")
    parser.add_argument("--batch-size", type=int, action="append", help="default: 16, 64 and 256")
    parser.add_argument("--steps", type=int, default=6, help="timed steps of a block")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sizes = options.batch_size or [16, 64, 256]
    cores = len(os.sched_getaffinity(0))
    middle = sizes[len(sizes) // 2]
    print("| model | " + " | ".join(f"batch {size}, ms/image" for size in sizes)
          + f" | slowest : fastest | batch {middle}, {cores} cores : 1 core |")
    print("|---" * (len(sizes) + 3) + "|")
    for model in options.model or ["dense", "cnn", "norb", "rnn"]:
        kinds = [(size, cores) for size in sizes] + [(middle, 1)]
        for kind in kinds:  # compiles the kernels and fills their cache
            milliseconds_per_image(options, model, *kind)
        rounds = [
            [milliseconds_per_image(options, model, *kind) for kind in kinds]
            for _ in range(options.rounds)]
        medians = [statistics.median(times) for times in zip(*rounds)]
        speedup = statistics.median(
            times[-1] / times[sizes.index(middle)] for times in rounds)
        spread = max(medians[:-1]) / min(medians[:-1])
        print(f"| {model} | " + " | ".join(f"{time:.3f}" for time in medians[:-1])
              + f" | {spread:.2f} | {speedup:.2f} |", flush=True)


if __name__ == "__main__":
    main()
