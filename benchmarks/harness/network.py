"""./rondo bench network: echo servers side by side, on one processor each in turn.

All servers of a row are started at once; short windows of load alternate between them, and every
figure is a ratio to the base's window of the same cycle, so that a machine whose speed drifts still
gives a usable answer. The servers are pinned to one processor and the load to another.
"""

import dataclasses
import json
import subprocess
import sys

import echo_rows
import echo_server
import echo_sides
import network_report
import side_by_side
import sides

WARM_UP_SECONDS = {True: 4.0, False: 0.5}  # by side.is_jvm: a JVM compiles as it goes
SETTLE_SECONDS = 0.1  # of load before each window


class Bench(side_by_side.Bench):
    def __init__(self, options, other=None):
        target = sides.BENCHMARKS / "target" / "network"
        self.made = echo_sides.Built(target)
        found = echo_sides.contestants(target, self.made, options.python, other)
        super().__init__(options, found, (echo_sides.BASE, echo_sides.TLS_BASE), other)
        self.instructions = echo_server.Instructions()
        self.accounts = {}  # (row id, side name) -> counters a request, one for each start

    def run(self):
        rows = side_by_side.chosen_rows(echo_rows.ROWS, self.options.rows)
        for row in rows:
            if row.kind == "tls" and self.made.no_tls:
                for side in self.sides_of(row):
                    self.failures[row.id, side.name] = self.made.no_tls
            elif row.kind == "idle":
                self.weigh(row)
            else:
                self.measure(row)
        return rows

    def starts(self):
        """How many windows after each start of the servers."""
        cycles, starts = self.options.cycles, self.options.starts
        return [cycles // starts + (start < cycles % starts) for start in range(starts)]

    # ---- Requests

    def measure(self, row):
        cycle = 0
        for start, count in enumerate(self.starts()):
            servers = {}
            try:
                self.warm(row, servers)
                for _ in range(count):
                    self.windows(row, servers, start, cycle)
                    cycle += 1
                for name, server in servers.items():
                    account = {**self.account(row, server), "start": start}
                    self.accounts.setdefault((row.id, name), []).append(account)
            finally:
                for server in servers.values():
                    server.stop()
        self.progress(row)

    def warm(self, row, servers):
        for side in self.sides_of(row):
            server = self.start(row, side)
            if server:
                servers[side.name] = server
                self.load(row, server, 0, self.warm_up(side))

    def windows(self, row, servers, start, cycle):
        for name in side_by_side.in_turn(servers, cycle):
            window = self.load(row, servers[name], SETTLE_SECONDS, self.options.window)
            window |= {"start": start, "cycle": cycle}
            self.keep(row, name, window)

    def start(self, row, side):
        keys = self.made.keys if row.kind == "tls" else ()
        return self.started(
            row, side, side.missing, lambda: echo_server.Server(side, self.side_pin, row, keys)
        )

    def warm_up(self, side):
        return WARM_UP_SECONDS[side.is_jvm] / (4 if self.options.quick else 1)

    def command(self, row, server, warm, seconds):
        kind = row.kind if row.kind in ("accept", "greet") else "echo"
        command = [
            *(*self.load_pin, self.made.load),
            *(kind, server.port, row.connections, row.size),
            *(warm, seconds, server.process.pid),
            *(["tls"] if row.kind == "tls" else []),
        ]
        return [*map(str, command)]

    def load(self, row, server, warm, seconds):
        """Measures once; returns what the load printed, or {"error": ...}."""
        command = self.command(row, server, warm, seconds)
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            return json.loads(done.stdout)
        return {"error": done.stderr.strip()}

    def account(self, row, server):
        """A window more, in which nothing is timed: the server's counters before and after it."""
        if not server.side.is_jvm and self.instructions.missing:
            return {}
        command = self.command(row, server, SETTLE_SECONDS, self.options.window)
        with subprocess.Popen(
            [*command, "gated"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as load:
            if load.stdout.readline().strip() != "WARM":
                return {}
            before = server.allocated_bytes()
            line, counts = self.instructions.during(server.process.pid, lambda: opened(load))
            after = server.allocated_bytes()
        requests = json.loads(line)["requests"] if line else 0
        if not requests:
            return {}
        account = {} if before is None else {"allocated": (after - before) / requests}
        if counts:
            account["instructions"] = sum(counts) / requests
            account["user_instructions"] = counts[0] / requests
        return account

    # ---- Idle connections

    def weigh(self, row):
        count = min(row.connections, self.options.idle)
        for start in range(self.options.starts):
            for side in side_by_side.in_turn(self.sides_of(row), start):
                server = self.start(row, side)
                if server:
                    try:
                        weight = {**self.weight(row, server, count), "start": start}
                        self.keep(row, side.name, weight)
                    finally:
                        server.stop()
        self.progress(row)

    def weight(self, row, server, count):
        warming = dataclasses.replace(row, kind="echo", connections=10, size=1024)
        self.load(warming, server, 0, 1)
        server.heap_bytes()  # what one collection finds dead, only the next one takes away
        heap, resident = server.heap_bytes(), server.resident_bytes()
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
            heap_then, resident_then = server.heap_bytes(), server.resident_bytes()
            load.stdin.close()
        weight = {"count": count, "resident": (resident_then - resident) / count}
        if heap is not None:
            weight["heap"] = (heap_then - heap) / count
        return weight

    def progress(self, row):
        done = sum((row.id, side.name) in self.results for side in self.sides)
        print(f"{row.id}: {done} servers", file=sys.stderr, flush=True)


def opened(load):
    """Opens the load's gate; returns what it prints in the end."""
    load.stdin.write("\n")
    load.stdin.flush()
    return load.stdout.readline()


def parse():
    parser = side_by_side.parser("network", __doc__.split("\n")[0], "the bases")
    parser.add_argument(
        "--starts", type=int, help="how often the servers are started for them (1; --against: 4)"
    )
    parser.add_argument("--window", type=float, help="seconds of a window (default 0.5)")
    parser.add_argument("--idle", type=int, help="idle connections (default 10000)")
    parser.add_argument("--python", action="append", help="the Python to compare with")
    options = side_by_side.settle(parser.parse_args())
    options.starts = options.starts or (4 if options.against and not options.quick else 1)
    options.starts = min(options.starts, options.cycles)
    options.window = options.window or (0.3 if options.quick else 0.5)
    options.idle = options.idle or (1_000 if options.quick else 10_000)
    return options


if __name__ == "__main__":
    side_by_side.main(parse(), Bench, network_report.Report)
