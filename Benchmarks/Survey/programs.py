"""Programs that are read line by line against a clock, and that end with the survey, however it ends."""

import ctypes
import json
import os
import queue
import signal
import subprocess
import threading
import time

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class OutOfTime(Exception):
    """What was waited for did not come in time."""


class Ended(Exception):
    """The program has ended, or never began."""


def dies_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Log:
    """What programs say on the side, all in one file of limited size."""

    def __init__(self, path, limit=8 << 20):
        self.file, self.left, self.lock = open(path, "wb", buffering=0), limit, threading.Lock()

    def write(self, name, line):
        data = f"{name}: ".encode() + line
        with self.lock:
            if len(data) <= self.left:
                self.left -= len(data)
                self.file.write(data)


class Program:
    """A started program whose standard output is read as lines."""

    def __init__(self, name, command, log, environment=None, cores=None, merged=False):
        self.name, self.log = name, log
        self.lines = queue.Queue(maxsize=64)
        self.process, self.last_words = None, ""
        try:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if merged else subprocess.PIPE, start_new_session=True,
                env=os.environ | (environment or {}), preexec_fn=dies_with_parent)
        except OSError as error:
            self.lines.put(None)
            self.log.write(name, f"{error}\n".encode())
            return
        if cores:
            os.sched_setaffinity(self.process.pid, cores)
        threading.Thread(target=self.read, daemon=True).start()
        if not merged:
            threading.Thread(target=self.read_errors, daemon=True).start()

    def read(self):
        # A line that never ends comes in pieces.
        while data := self.process.stdout.readline(1 << 20):
            self.lines.put(data)
        self.lines.put(None)

    def read_errors(self):
        while data := self.process.stderr.readline(1 << 16):
            self.last_words = data.decode(errors="replace").strip()[:300] or self.last_words
            self.log.write(self.name, data)

    def line(self, deadline):
        """The next line as text. Raises OutOfTime or Ended."""
        try:
            data = self.lines.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise OutOfTime(f"{self.name} did not answer in time") from None
        if data is None:
            self.lines.put(None)
            raise Ended(f"{self.name} ended{self.status()}")
        return data.decode(errors="replace").rstrip("\n")

    def status(self):
        if not self.process:
            return " before it began"
        try:
            return f" with status {self.process.wait(1)}: {self.last_words or 'without a word'}"
        except subprocess.TimeoutExpired:
            return ""

    def signal(self, number):
        """Sends a signal to the program and all that it has started."""
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                pass

    def end(self, patience=0):
        """Ends the program with all that it has started, by SIGINT first where it has some time left."""
        for sent, seconds in ((signal.SIGINT, patience), (signal.SIGKILL, 5)):
            if not self.process or not seconds:
                continue
            self.signal(sent)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass


class Server(Program):
    """A program that answers one JSON line by another; other words on its output go to the log."""

    count = 0

    def send(self, request):
        """Sends a request and returns its number, which the answer may carry."""
        self.count += 1
        try:
            self.process.stdin.write((json.dumps(request | {"id": self.count}) + "\n").encode())
            self.process.stdin.flush()
        except (AttributeError, OSError):
            raise Ended(f"{self.name} ended{self.status()}") from None
        return self.count

    def answer(self, deadline, number=None):
        """The next JSON object, or the one with that number."""
        while True:
            line = self.line(deadline)
            try:
                found = json.loads(line)
            except ValueError:
                found = None
            if isinstance(found, dict) and found.get("id", number) == number:
                return found
            if time.monotonic() > deadline:
                raise OutOfTime(f"{self.name} did not answer in time")
            self.log.write(self.name, line[:500].encode() + b"\n")

    def ask(self, request, deadline):
        return self.answer(deadline, self.send(request))
