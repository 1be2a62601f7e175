"""Times whole training steps (forward, loss, backward, RMSprop) of the paper's models in PyTorch, or
with --encode the encoder and the classifiers without gradients, on the CPU or a GPU (--device), there
in float32 or with TF32 products (--precision).

Prints one JSON line per configuration: model, batch_size, configuration, images_per_second (from
the median step), step_milliseconds {min, median, max} and peak_megabytes of the host's memory. A configuration
that does not work here prints its error instead.

With --serve it stays ready and answers each JSON object on standard input by one JSON line: `{"steps": 6}`
times a block, `{"steps": 0}` only makes ready. The keys model, batch_size, configuration and precision
override the options, and `id` comes back with the answer. compare.py and the survey use that.
"""

import argparse
import json
import os
import statistics
import sys
import time

import torch

import models

CONFIGURATIONS = ("eager", "channels-last", "compile", "compile-channels-last")
DEVICES = ("cpu", "cuda")
PRECISIONS = ("float32", "tf32")


def refusal(name, configuration):
    """Why a configuration makes no sense for a model; None where it does."""
    if configuration.endswith("channels-last") and name not in models.CONVOLUTIONAL:
        plain = configuration.removesuffix("channels-last").removesuffix("-") or "eager"
        return f"{name} has no convolution: {configuration} would be the same as {plain}, ask for that"
    return None


def choose_arithmetic(precision):
    """TF32 in all products and convolutions, or nowhere; convolutions by the fastest algorithm."""
    torch.set_float32_matmul_precision("high" if precision == "tf32" else "highest")
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True


def peak_megabytes(process):
    """The most memory that a process has had since it began its program; 0 where it has ended.

    Not from getrusage, whose maximum counts what the process was before: a copy of its parent.
    """
    try:
        with open(f"/proc/{process}/status") as status:
            lines = [line.split() for line in status]
    except OSError:
        return 0
    return next((int(line[1]) // 1024 for line in lines if line and line[0] == "VmHWM:"), 0)


def rmsprop(parameters, rate):
    """Keras's form: epsilon outside the root. PyTorch's own has it there too."""
    return torch.optim.RMSprop(parameters, lr=rate, alpha=0.9, eps=1e-7, foreach=True)


class Step:
    """One configuration of one model, ready to run steps on a fixed batch."""

    def __init__(self, name, batch_size, configuration, encode=False, device="cpu"):
        reason = refusal(name, configuration)
        if reason:
            raise ValueError(reason)
        torch.manual_seed(0)
        channels_last = "channels-last" in configuration
        compiled = configuration.startswith("compile")
        self.device = device
        model = models.VAE(name, channels_last).to(device).train(not encode)
        x, labels, labelled = models.batch(name, batch_size)
        self.batch = (x.to(device), [l.to(device) for l in labels], labelled.to(device))
        if channels_last:
            model = model.to(memory_format=torch.channels_last)
            x, labels, labelled = self.batch
            self.batch = (x.contiguous(memory_format=torch.channels_last), labels, labelled)
        if encode:
            self.encode = torch.compile(model.encode) if compiled else model.encode
            self.run = self.encoding
            return
        self.run = self.training
        self.optimizer = rmsprop(model.parameters(), models.LEARNING_RATE[name])
        self.loss = torch.compile(model) if compiled else model
        self.update = torch.compile(self.optimizer.step) if compiled else self.optimizer.step

    def training(self):
        """Runs one training step and returns its loss, read back as a training loop would."""
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(*self.batch)
        loss.backward()
        self.update()
        return loss.item()

    def encoding(self):
        with torch.inference_mode():
            return self.encode(self.batch[0])

    def milliseconds(self, steps):
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self.run()
            if self.device == "cuda":
                torch.cuda.synchronize()
            times.append(1000 * (time.perf_counter() - start))
        return times


def report(job, times, options):
    median = statistics.median(times)
    return {
        "model": job["model"], "batch_size": job["batch_size"], "configuration": job["configuration"],
        "device": options.device, "precision": job["precision"],
        "threads": torch.get_num_threads(), "steps": len(times), "torch": torch.__version__,
        "images_per_second": round(1000 * job["batch_size"] / median, 2),
        "step_milliseconds": {
            "min": round(min(times), 3), "median": round(median, 3), "max": round(max(times), 3)},
        "peak_megabytes": peak_megabytes("self"),
    }


def prepared(job, options):
    choose_arithmetic(job["precision"])
    step = Step(
        job["model"], job["batch_size"], job["configuration"], options.encode, options.device)
    step.milliseconds(options.warmup)
    return step


def first_line(error):
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


def job_of(request, options):
    """What a request asks for, or the options where it says nothing."""
    name = request.get("model") or options.model[0]
    return {
        "model": name, "configuration": request.get("configuration") or options.configuration[0],
        "batch_size": request.get("batch_size") or options.batch_size or models.BATCH_SIZE[name],
        "precision": request.get("precision") or options.precision}


class Steps:
    """Steps that are ready. One of them may be compiled: what is compiled later would see the shapes of
    the earlier ones as variable, and be slower for it."""

    def __init__(self, options):
        self.options, self.ready = options, {}

    def step(self, job):
        key = tuple(job.values())
        if key not in self.ready:
            if job["configuration"].startswith("compile"):
                self.forget(lambda other: other["configuration"].startswith("compile"))
                torch.compiler.reset()
            # What is compared in turn is of one model, size and precision.
            self.forget(lambda other: {**other, "configuration": job["configuration"]} != job)
            self.ready[key] = job, prepared(job, self.options)
        choose_arithmetic(job["precision"])
        return self.ready[key][1]

    def forget(self, condition):
        self.ready = {key: value for key, value in self.ready.items() if not condition(value[0])}


def serve(options):
    """Answers requests until standard input ends."""
    print(json.dumps({
        "serving": torch.__version__, "device": options.device,
        "name": torch.cuda.get_device_name() if options.device == "cuda" else "CPU"}), flush=True)
    steps = Steps(options)
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"id": request["id"]} if "id" in request else {}
        try:
            job = job_of(request, options)
            step = steps.step(job)
            if request.get("steps"):
                step.milliseconds(1)  # fills the caches that the other program has used since
                answer |= report(job, step.milliseconds(request["steps"]), options)
            else:
                answer |= {"ready": job["configuration"]}
        except Exception as error:
            answer["error"] = first_line(error)
        print(json.dumps(answer), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", choices=list(models.INPUT), action="append")
    parser.add_argument("--batch-size", type=int, help="default: 128 for dense, else 64")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--configuration", choices=CONFIGURATIONS, action="append")
    parser.add_argument(
        "--device", choices=(*DEVICES, "auto"), default="cpu", help="auto: cuda where it is there")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--encode", action="store_true", help="time the encoder instead of training steps")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.device == "auto":
        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    if options.precision == "tf32" and options.device == "cpu":
        parser.error("tf32 takes --device cuda")
    torch.set_num_threads(options.threads)
    if options.serve:
        return serve(options)
    names = options.model or list(models.INPUT)
    configurations = options.configuration or CONFIGURATIONS
    failures = 0
    for name in names:
        for configuration in configurations:
            if not options.configuration and refusal(name, configuration):
                continue
            job = {
                "model": name, "batch_size": options.batch_size or models.BATCH_SIZE[name],
                "configuration": configuration, "precision": options.precision}
            try:
                step = prepared(job, options)
                print(json.dumps(report(job, step.milliseconds(options.steps), options)), flush=True)
            except Exception as error:
                failures += 1
                print(json.dumps({
                    "model": name, "batch_size": job["batch_size"], "configuration": configuration,
                    "error": first_line(error)}), flush=True)
            torch.compiler.reset()
    return 1 if failures and options.configuration else 0


if __name__ == "__main__":
    sys.exit(main())
