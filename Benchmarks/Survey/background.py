"""What compiles for later parts on other cores, and pauses while something is timed."""

import contextlib
import os
import signal

from programs import Server


class Background:
    """Programs whose only use is what they leave in caches on disk."""

    def __init__(self, log, count):
        self.log, self.count, self.programs = log, count, []

    def compile(self, command, requests):
        """Compiles the kernels of Continuum's requests, on cores that nothing else needs."""
        cores = sorted(os.sched_getaffinity(0))[4:] or None
        for number in range(self.count):
            warmer = Server(f"warmer {number}", command, self.log, cores=cores)
            self.programs.append(warmer)
            for request in requests[number::self.count]:
                warmer.send(request | {"task": "prepare"})

    def compile_torch(self, command, jobs):
        """Lets another PyTorch compile its models."""
        if self.count:
            warmer = Server("PyTorch warmer", command, self.log)
            self.programs.append(warmer)
            for job in jobs:
                warmer.send(job | {"steps": 0})

    @contextlib.contextmanager
    def quiet(self, *more):
        """Stops these programs, and others, while something is timed."""
        stopped = (*self.programs, *more)
        for program in stopped:
            program.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for program in stopped:
                program.signal(signal.SIGCONT)

    def end(self):
        for program in self.programs:
            program.end()
        self.programs = []
