"""Compares `continuum benchmark` with PyTorch, training or encoding, in alternation in one run.

Each round times one block of continuum and one block of every PyTorch configuration, one after the
other, so that a machine whose speed drifts slows both alike. Every program has all cores while it
is timed: all processes, one for each PyTorch configuration and one of continuum, are started and warmed
up first, and sleep on a pipe between their blocks.

The ratio of a round is continuum's images per second over those of the PyTorch configuration that is
best over all rounds (by the median). With --torch-device cuda PyTorch computes on a GPU; --device gpu
makes continuum do so. --precision tf32 asks both for TF32 products; a continuum that knows no
--precision computes in float32, and the result says so. Prints a Markdown table, then one line of JSON (`--json`:
the JSON only). Nothing else should run on the machine.
"""

import argparse
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys

import models
from train_step import CONFIGURATIONS, DEVICES, PRECISIONS, peak_megabytes, refusal

HERE = pathlib.Path(__file__).resolve().parent


class Server:
    """A process that times a block for each JSON line that it is sent, asleep between blocks."""

    def __init__(self, command, environment=None):
        self.command = command
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment)

    def read(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": "the process ended"}

    def ask(self, request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"error": "the process ended"}
        return self.read()

    def block(self, steps):
        answer = self.ask({"steps": steps})
        if "images_per_second" not in answer:
            raise SystemExit(f"{shlex.join(self.command)}: {answer.get('error', 'no answer')}")
        return {"peak_megabytes": peak_megabytes(self.process.pid)} | answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class PyTorch(Server):
    """A warmed-up process with one configuration."""

    def __init__(self, options, model, size, configuration):
        command = [
            sys.executable, str(HERE / "train_step.py"), "--serve", "--model", model,
            "--batch-size", str(size), "--configuration", configuration,
            "--threads", str(options.threads), "--warmup", str(options.warmup),
            "--device", options.torch_device, "--precision", options.precision]
        if options.encode:
            command.append("--encode")
        # Threads that spin after their work would take time from the other program.
        super().__init__(
            command, os.environ | {"OMP_WAIT_POLICY": "passive"} if options.passive else None)
        self.error = self.read().get("error") or self.ask({"steps": 0}).get("error")


class Continuum(Server):
    """One process of continuum, which compiles at its first block."""

    def __init__(self, options, model, size, precision):
        command = shlex.split(options.continuum) + [
            "benchmark", "--serve", "--model", model, "--batch-size", str(size)]
        if options.encode:
            command.append("--encode")
        if options.device:
            command += ["--device", options.device]
        if precision != "float32":
            command += ["--precision", precision]
        super().__init__(command)


def continuum_precision(options):
    """The precision that continuum can be asked for: its --help lists the option where it has it."""
    if options.precision == "float32":
        return "float32"
    command = shlex.split(options.continuum) + ["benchmark", "--help"]
    text = subprocess.run(command, capture_output=True, text=True).stdout
    return options.precision if "--precision" in text else "float32"


def compare(options, model):
    size = options.batch_size or (256 if options.encode else models.BATCH_SIZE[model])
    names = [
        name for name in options.configuration or CONFIGURATIONS if not refusal(model, name)]
    peers, errors, precision = {}, {}, continuum_precision(options)
    own = Continuum(options, model, size, precision)
    try:
        for name in names:
            peer = PyTorch(options, model, size, name)
            peers[name] = peer
            if peer.error:
                errors[name] = peer.error
        working = {name: peer for name, peer in peers.items() if not peer.error}
        if not working:
            raise SystemExit(f"{model}: no PyTorch configuration works: {errors}")
        own.block(1)  # compiles the kernels
        ours, theirs = [], {name: [] for name in working}
        for _ in range(options.rounds):
            ours.append(own.block(options.steps))
            for name, peer in working.items():
                theirs[name].append(peer.block(options.steps))
    finally:
        for server in [own, *peers.values()]:
            server.close()

    def rate(blocks):
        return [block["images_per_second"] for block in blocks]

    def peak(blocks):
        return max(block["peak_megabytes"] for block in blocks)

    best = max(theirs, key=lambda name: statistics.median(rate(theirs[name])))
    ratios = [a / b for a, b in zip(rate(ours), rate(theirs[best]))]
    return {
        "model": model, "batch_size": size, "steps": options.steps, "rounds": options.rounds,
        "device": ours[0].get("device"), "torch_device": options.torch_device, "best": best,
        "precision": {"continuum": precision, "pytorch": options.precision},
        "ratio": {"min": min(ratios), "median": statistics.median(ratios), "max": max(ratios)},
        "continuum": rate(ours), "pytorch": {name: rate(blocks) for name, blocks in theirs.items()},
        "peak_megabytes": {"continuum": peak(ours), "pytorch": peak(theirs[best])},
        "blocks": {"continuum": ours, "pytorch": theirs}, "errors": errors}


def table(results):
    lines = [
        "| model | batch | continuum, images/s | PyTorch, images/s (configuration) | ratio, median | ratio, min – max | peak memory, MB |",
        "|---|---|---|---|---|---|---|"]
    for r in results:
        others = ", ".join(
            f"{'**' if name == r['best'] else ''}{statistics.median(rates):.0f} ({name})"
            f"{'**' if name == r['best'] else ''}" for name, rates in r["pytorch"].items())
        ratio, peak = r["ratio"], r["peak_megabytes"]
        lines.append(
            f"| {r['model']} | {r['batch_size']} | {statistics.median(r['continuum']):.0f} | {others} "
            f"| {ratio['median']:.2f} | {ratio['min']:.2f} – {ratio['max']:.2f} "
            f"| {peak['continuum']} : {peak['pytorch']} |")
    notes = [
        f"{r['model']}, {name}: does not work here: {error}"
        for r in results for name, error in r["errors"].items()] + [
        f"{r['model']}: continuum in {ours}, PyTorch in {theirs}" for r in results
        for ours, theirs in [r["precision"].values()] if ours != theirs]
    return "\n".join(lines + ([""] + notes if notes else []))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--continuum", default="continuum", help="the command, with its path")
    parser.add_argument("--model", choices=list(models.INPUT), action="append")
    parser.add_argument("--batch-size", type=int, help="default: 256 with --encode, 128 for dense, else 64")
    parser.add_argument("--steps", type=int, default=6, help="timed steps of a block, at least 4")
    parser.add_argument("--rounds", type=int, default=5, help="alternations, at least 5")
    parser.add_argument("--warmup", type=int, default=3, help="PyTorch's steps before the first block")
    parser.add_argument(
        "--configuration", choices=CONFIGURATIONS, action="append", help="of PyTorch; default: all that apply")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--encode", action="store_true", help="the encoder instead of training steps")
    parser.add_argument("--device", help="passed to continuum")
    parser.add_argument("--torch-device", choices=DEVICES, default="cpu")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32", help="of products; tf32 on a GPU")
    parser.add_argument("--passive", action="store_true", help="PyTorch's idle threads never spin")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.steps < 4 or options.rounds < 5:
        parser.error("a comparison takes at least 5 rounds of at least 4 steps")
    if options.precision == "tf32" and options.torch_device == "cpu":
        parser.error("tf32 takes --torch-device cuda")
    for model in options.model or list(models.INPUT):
        asked = options.configuration or []
        refused = [reason for name in asked if (reason := refusal(model, name))]
        if refused and (options.model or len(refused) == len(asked)):
            raise SystemExit(f"compare.py: {refused[0]}")
    results = [compare(options, model) for model in options.model or list(models.INPUT)]
    if not options.json:
        print(table(results), end="\n\n")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
