"""A process that a benchmark has started and talks with, and what can be read from it."""

import os
import pathlib
import subprocess
import tempfile

START_SECONDS = 20


class Running:
    """A running side, or the reason why it does not run."""

    def __init__(self, side, command):
        self.side = side
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env={**os.environ, **side.environment},
            text=True,
        )
        self.failure = "" if self.is_ready() else self.last_error()

    def is_ready(self):
        return self.line() == "READY"

    def line(self):
        return self.process.stdout.readline().strip()

    def last_error(self):
        self.process.wait(START_SECONDS)
        return f"does not start: {self.said()}"

    def said(self):
        """The last line of its errors."""
        self.errors.seek(0)
        lines = [line.strip() for line in self.errors if line.strip()]
        texts = [line for line in lines if not line.startswith(("at ", "..."))]
        return (texts or ["it says nothing"])[-1]

    def send(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def ask(self, question):
        self.send(question)
        return int(self.line())

    def heap_bytes(self):
        """What a Rondo process's heap holds after a collection; None for others."""
        return self.ask("heap") if self.side.is_rondo else None

    def allocated_bytes(self):
        """What a JVM has allocated so far; None for others."""
        return self.ask("allocated") if self.side.is_jvm else None

    def resident_bytes(self):
        return self.memory("VmRSS:")

    def peak_bytes(self):
        """The most that was resident."""
        return self.memory("VmHWM:")

    def memory(self, what):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.errors.close()
