"""./rondo bench network: echo servers side by side, on one processor each in turn.

All servers of a row are started at once; short windows of load alternate between them, and every
figure is a ratio to the base's window of the same cycle, so that a machine whose speed drifts still
gives a usable answer. The servers are pinned to one processor and the load to another.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile

import echo_sides
import network_report
import sides

WARM_UP_SECONDS = {True: 4.0, False: 0.5}  # by side.is_rondo: a JVM compiles as it goes
SETTLE_SECONDS = 0.1  # of load before each window
START_SECONDS = 20
MOST_FILES = 32_768


@dataclasses.dataclass
class Row:
    id: str
    title: str
    kind: str  # "echo", "tls", "accept" or "idle"
    connections: int
    size: int = 1


ROWS = [
    Row("10x1k", "10 connections x 1 KiB", "echo", 10, 1024),
    Row("100x1k", "100 connections x 1 KiB", "echo", 100, 1024),
    Row("1000x1k", "1000 connections x 1 KiB", "echo", 1000, 1024),
    Row("100x10k", "100 connections x 10 KiB", "echo", 100, 10 * 1024),
    Row("10x100k", "10 connections x 100 KiB", "echo", 10, 100 * 1024),
    Row("tls-100x1k", "TLS 1.3, 100 connections x 1 KiB", "tls", 100, 1024),
    Row("tls-10x100k", "TLS 1.3, 10 connections x 100 KiB", "tls", 10, 100 * 1024),
    Row("accept", "connect, one byte there and back, close; 16 at once", "accept", 16),
    Row("idle", "idle connections", "idle", 10_000),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server, or the reason why it does not run."""

    def __init__(self, side, pin, keys=()):
        self.side = side
        self.port = free_port()
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [*pin, *side.started_with(self.port, keys)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env={**os.environ, **side.environment},
            text=True,
        )
        self.failure = "" if self.line() == "READY" else self.last_error()

    def line(self):
        return self.process.stdout.readline().strip()

    def last_error(self):
        self.process.wait(START_SECONDS)
        self.errors.seek(0)
        lines = [line.strip() for line in self.errors if line.strip()]
        texts = [line for line in lines if not line.startswith("at ")]
        return f"does not start: {(texts or ['it says nothing'])[-1]}"

    def heap_bytes(self):
        """What a Rondo server's heap holds after a collection."""
        self.process.stdin.write("heap\n")
        self.process.stdin.flush()
        return int(self.line())

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        self.process.kill()
        self.process.wait()


class Bench:
    def __init__(self, options):
        self.options = options
        target = sides.BENCHMARKS / "target" / "network"
        self.made = echo_sides.Built(target)
        self.sides = self.chosen(echo_sides.contestants(target, self.made, options.python))
        processors = sorted(os.sched_getaffinity(0))
        self.pinned = len(processors) > 1
        self.server_pin = self.pin(processors[0])
        self.load_pin = self.pin(processors[-1])
        self.results = {}  # (row id, side name) -> windows, as the load prints them
        self.failures = {}  # (row id, side name) -> why there are none

    def chosen(self, found):
        wanted = self.options.sides
        if not wanted:
            return found
        bases = (echo_sides.BASE, echo_sides.TLS_BASE)
        words = wanted.split(",")
        return [s for s in found if s.name in bases or any(word in s.name for word in words)]

    def pin(self, processor):
        return ["taskset", "-c", str(processor)] if self.pinned else []

    def run(self):
        rows = self.rows()
        for row in rows:
            if row.kind == "tls" and self.made.no_tls:
                self.failures[row.id, echo_sides.TLS_BASE] = self.made.no_tls
            elif row.kind == "idle":
                self.weigh(row)
            else:
                self.measure(row)
        return rows

    def rows(self):
        if not self.options.rows:
            return ROWS
        wanted = self.options.rows.split(",")
        unknown = [w for w in wanted if not any(row.id.startswith(w) for row in ROWS)]
        if unknown:
            names = " ".join(row.id for row in ROWS)
            sys.exit(f"benchmarks: no row {unknown[0]}; there are: {names}")
        return [row for row in ROWS if any(row.id.startswith(w) for w in wanted)]

    def sides_of(self, row):
        return [side for side in self.sides if row.kind != "tls" or side.speaks_tls]

    # ---- Echo, TLS and accept

    def measure(self, row):
        servers = {}
        try:
            for side in self.sides_of(row):
                server = self.start(row, side)
                if server:
                    servers[side.name] = server
                    self.load(row, server, 0, self.warm_up(side))
            for _ in range(self.options.cycles):
                for name, server in servers.items():
                    window = self.load(row, server, SETTLE_SECONDS, self.options.window)
                    self.results.setdefault((row.id, name), []).append(window)
        finally:
            for server in servers.values():
                server.stop()
        self.progress(row, servers)

    def start(self, row, side):
        if side.missing:
            self.failures[row.id, side.name] = side.missing
            return None
        server = Server(side, self.server_pin, self.made.keys if row.kind == "tls" else ())
        if server.failure:
            self.failures[row.id, side.name] = server.failure
            server.stop()
            return None
        return server

    def warm_up(self, side):
        return WARM_UP_SECONDS[side.is_rondo] / (4 if self.options.quick else 1)

    def load(self, row, server, warm, seconds):
        """Measures once; returns what the load printed, or {"error": ...}."""
        command = [
            *(*self.load_pin, self.made.load),
            *("accept" if row.kind == "accept" else "echo", server.port, row.connections, row.size),
            *(warm, seconds, server.process.pid),
            *(["tls"] if row.kind == "tls" else []),
        ]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            return json.loads(done.stdout)
        return {"error": done.stderr.strip()}

    # ---- Idle connections

    def weigh(self, row):
        count = min(row.connections, self.options.idle)
        for side in self.sides_of(row):
            server = self.start(row, side)
            if server:
                try:
                    weight = self.weight(row, server, count)
                    self.results[row.id, side.name] = [weight]
                finally:
                    server.stop()
        self.progress(row, self.sides)

    def weight(self, row, server, count):
        warming = dataclasses.replace(row, kind="echo", connections=10, size=1024)
        self.load(warming, server, 0, 1)
        heap, resident = self.memory(server)
        command = [*self.load_pin, self.made.load, "idle", server.port, count]
        with subprocess.Popen(
            [*map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as load:
            if load.stdout.readline().strip() != "READY":
                return {"error": load.stderr.read().strip()}
            heap_then, resident_then = self.memory(server)
            load.stdin.close()
        weight = {"count": count, "resident": (resident_then - resident) / count}
        if heap is not None:
            weight["heap"] = (heap_then - heap) / count
        return weight

    @staticmethod
    def memory(server):
        heap = server.heap_bytes() if server.side.is_rondo else None
        return heap, server.resident_bytes()

    def progress(self, row, names):
        done = sum((row.id, getattr(name, "name", name)) in self.results for name in names)
        print(f"{row.id}: {done} servers", file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser(prog="rondo bench network", description=__doc__.split("\n")[0])
    parser.add_argument("how", nargs="?", choices=["quick"], help="short windows, for a first look")
    parser.add_argument("--cycles", type=int, help="windows of each server a row (default 9)")
    parser.add_argument("--window", type=float, help="seconds of a window (default 0.5)")
    parser.add_argument("--idle", type=int, help="idle connections (default 10000)")
    parser.add_argument("--rows", help="only rows whose names begin with one of these, by commas")
    parser.add_argument(
        "--sides", help="only servers whose names contain one of these, by commas, and the bases"
    )
    parser.add_argument("--python", action="append", help="the Python to compare with")
    parser.add_argument("--out", type=pathlib.Path, help="also write the tables to this file")
    options = parser.parse_args()
    options.quick = options.how == "quick"
    options.cycles = options.cycles or (2 if options.quick else 9)
    options.window = options.window or (0.3 if options.quick else 0.5)
    options.idle = options.idle or (1_000 if options.quick else 10_000)
    return options


def main():
    if not sys.platform.startswith("linux"):
        sys.exit("benchmarks: the load generator needs Linux")
    options = parse()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    bench = Bench(options)
    text = network_report.Report(bench, bench.run()).text()
    print(text)
    if options.out:
        options.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
