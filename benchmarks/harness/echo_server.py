"""A running server of "./rondo bench network", and what can be read from it."""

import shutil
import socket
import subprocess
import time

import running

TRY_SECONDS = 0.05


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server(running.Running):
    """A running server, or the reason why it does not run."""

    def __init__(self, side, pin, row, keys=()):
        self.port = free_port()
        super().__init__(side, [*pin, *side.started_with(self.port, row, keys)])

    def is_ready(self):
        return super().is_ready() if self.side.says_ready else self.takes_connections()

    def takes_connections(self):
        """Tries until the server listens or has ended."""
        for _ in range(int(running.START_SECONDS / TRY_SECONDS)):
            if self.process.poll() is not None:
                return False
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return True
            except ConnectionRefusedError:
                time.sleep(TRY_SECONDS)
        self.process.kill()
        return False


class Instructions:
    """Counts a process's instructions by perf, where the kernel and the processor let it."""

    EVENTS = ("instructions:u", "instructions:k")

    def __init__(self):
        self.perf = shutil.which("perf")
        self.missing = "perf is not installed (Debian: apt-get install linux-perf)"
        if self.perf:
            counts, output = self.parsed(self.run("--", "true"))
            self.missing = "" if counts else f"perf cannot count them here: {output}"

    def run(self, *arguments):
        events = [part for event in self.EVENTS for part in ("-e", event)]
        return [self.perf, "stat", "-x", ",", *events, *map(str, arguments)]

    @staticmethod
    def parsed(command):
        text = subprocess.run(command, capture_output=True, text=True).stderr
        return Instructions.counts(text), (text.strip() or "it says nothing").split(",")[0]

    @staticmethod
    def counts(text):
        """The numbers of perf's lines, or nothing when one is not a number."""
        cells = [line.split(",")[0] for line in text.splitlines() if line.count(",") > 2]
        return [float(cell) for cell in cells] if cells and all(map(is_number, cells)) else []

    def during(self, pid, work):
        """Does the work; returns its result and the instructions of the process meanwhile."""
        if self.missing:
            return work(), None
        # "cat" is started once the counters run, so that its first answer says that they do.
        command = self.run("-p", pid, "--", "cat")
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as counting:
            counting.stdin.write("\n")
            counting.stdin.flush()
            counting.stdout.readline()
            result = work()
            _, text = counting.communicate()
        return result, self.counts(text)


def is_number(text):
    return text.replace(".", "", 1).isdigit()
