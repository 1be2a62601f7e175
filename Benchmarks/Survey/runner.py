"""What keeps a survey within its time: programs that are ended when a part's time is over, notes that
are printed as they come, and one JSON file that is complete after every part."""

import concurrent.futures
import json
import os
import shlex
import signal
import subprocess
import time


class OutOfTime(Exception):
    """A part's time is over."""


def last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no message"


def end(process):
    """Ends a program with all that it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


class Runner:
    """Runs parts one after the other, each with a share of the whole time.

    A part that ends early leaves its time to those behind it; one that fails or runs out of time
    says so in one line, and the next begins.
    """

    def __init__(self, path, seconds):
        self.path, self.start, self.limit = path, time.monotonic(), time.monotonic() + seconds
        self.planned = self.start
        self.results = {"seconds": seconds, "parts": {}}

    def part(self, name, share, function):
        began = time.monotonic()
        self.planned = min(self.planned + share, self.start + self.results["seconds"])
        self.limit = self.planned
        record = self.results["parts"][name] = {}
        self.say(f"\n## {name}\n")
        try:
            if self.left() <= 1:
                raise OutOfTime("left out: the parts before it took its time")
            function(self, record)
        except OutOfTime as error:
            record["unfinished"] = str(error)
            self.say(f"\n{name}: {error}")
        except Exception as error:  # whatever it is, the other parts are worth having
            record["failed"] = f"{type(error).__name__}: {last_line(str(error))}"
            self.say(f"\n{name}: failed: {record['failed']}")
        record["seconds"] = round(time.monotonic() - began, 1)
        self.save()

    def left(self):
        return self.limit - time.monotonic()

    def say(self, text):
        print(text, flush=True)

    def save(self):
        with open(self.path, "w") as file:
            json.dump(self.results, file, indent=1)

    def run(self, command, output=None, environment=None):
        """The standard output of a program, or with `output` its status; both streams go there then."""
        command = [str(word) for word in command]
        with open(output or os.devnull, "w") as file:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, text=True, start_new_session=True,
                stdout=file if output else subprocess.PIPE,
                stderr=subprocess.STDOUT if output else subprocess.PIPE,
                env=os.environ | (environment or {}))
            try:
                text, complaint = process.communicate(timeout=max(0.1, self.left()))
            except subprocess.TimeoutExpired:
                what = " ".join(shlex.join(command).split())[:100]
                raise OutOfTime(f"out of time in {what}") from None
            finally:
                end(process)
        if output:
            return process.returncode
        if process.returncode != 0:
            raise RuntimeError(
                f"{shlex.join(command)}: status {process.returncode}: {last_line(complaint)}")
        return text

    def document(self, command):
        """The JSON document that a program prints."""
        return json.loads(self.run(command))


class Warmers:
    """Programs side by side in the background, whose only use is the compiled kernels that they leave
    in a cache. Leaving the block ends those that are still at work."""

    def __init__(self, commands, count):
        self.commands, self.count, self.processes, self.over = commands, count, set(), False

    def __enter__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor(max(1, self.count))
        for command in self.commands if self.count else []:
            self.pool.submit(self.warm, [str(word) for word in command])
        return self

    def warm(self, command):
        if self.over:
            return
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        self.processes.add(process)
        if self.over:
            end(process)
        process.wait()

    def __exit__(self, *_):
        self.over = True
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in list(self.processes):
            if process.poll() is None:
                end(process)
