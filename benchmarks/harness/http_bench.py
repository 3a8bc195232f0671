"""./rondo bench http: HTTP servers and clients side by side.

All servers of a row are started at once, pinned to one processor; short windows of load from another
alternate between them, and every ratio is of two windows of the same cycle.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time

import against
import echo_server
import entry
import http_clients
import http_report
import http_rows
import http_sides
import sides

WARM_UP_SECONDS = {True: 6, False: 0.5}  # by side.is_jvm: a JVM compiles as it goes
MOST_WARM_UP_SECONDS = 15
MOST_FILES = 32_768
TICKS = os.sysconf("SC_CLK_TCK")
LOAD_SCRIPT = sides.BENCHMARKS / "src" / "main" / "lua" / "load.lua"


class Bench:
    def __init__(self, options, other=None):
        self.options = options
        self.target = sides.BENCHMARKS / "target" / "http"
        self.made = http_sides.Built(self.target)
        self.other = other
        self.sides = self.chosen(http_sides.contestants(self.target, other))
        processors = sorted(os.sched_getaffinity(0))
        self.pinned = len(processors) > 1
        self.server_pin = self.pin(processors[0])
        self.load_pin = self.pin(processors[-1])
        self.results = {}  # (row id, side name) -> windows
        self.allocated = {}  # (row id, side name) -> bytes a request
        self.failures = {}  # (row id, side name) -> why there are none

    def chosen(self, found):
        wanted = self.options.sides
        if not wanted:
            return found
        kept = (http_rows.NGINX, http_rows.RONDO)
        words = wanted.split(",")
        return [s for s in found if s.name in kept or any(word in s.name for word in words)]

    def pin(self, processor):
        return ["taskset", "-c", str(processor)] if self.pinned else []

    def run(self):
        """Returns the rows that were measured: all, or those until somebody interrupts it."""
        done = []
        try:
            for row in http_rows.chosen(self.options.rows):
                if row.kind in ("wrk", "frames"):
                    self.measure(row)
                elif row.kind != "client" or not self.other:
                    http_clients.MEASURES[row.kind](self, row)
                done.append(row)
                self.progress(row)
        except KeyboardInterrupt:
            print("benchmarks: interrupted", file=sys.stderr)
        return done

    def progress(self, row):
        cells = []
        for name in self.names(row):
            rates = [w["rps"] for w in self.results.get((row.id, name), []) if "rps" in w]
            if rates:
                cells.append(f"{name} {statistics.median(rates):,.0f}/s")
        print(f"{row.id}: {', '.join(cells)}", file=sys.stderr, flush=True)

    def names(self, row):
        """Of those that have figures in a row, in their order."""
        known = [side.name for side in self.sides]
        return known + [n for i, n in self.results if i == row.id and n not in known]

    def keep(self, row, name, window):
        self.results.setdefault((row.id, name), []).append(window)

    # ---- Servers

    def measure(self, row):
        servers = {}
        self.prepare(row)
        try:
            for side in [side for side in self.sides if side.plays(row)]:
                server = self.start(row, side)
                if server:
                    servers[side.name] = server
                    self.warm(row, server)
            for cycle in range(self.options.cycles):
                # Every other cycle goes backwards: nobody always comes after the same neighbour.
                for name in list(servers)[:: -1 if cycle % 2 else 1]:
                    window = self.load(row, servers[name], self.options.window)
                    self.keep(row, name, {**window, "cycle": cycle})
            for name, server in servers.items():
                self.count_allocations(row, name, server)
        finally:
            for server in servers.values():
                server.stop()

    def prepare(self, row):
        if row.kind == "frames":
            http_clients.write_frames(self.target, row)

    def start(self, row, side):
        if side.missing or (row.tls and self.made.no_tls):
            self.failures[row.id, side.name] = side.missing or self.made.no_tls
            return None
        server = echo_server.Server(side, self.server_pin, row, self.made.keys)
        if server.failure:
            self.failures[row.id, side.name] = server.failure
            server.stop()
            return None
        return server

    def warm(self, row, server):
        """By the server's own clock, since others may use the processor too."""
        wanted = WARM_UP_SECONDS[server.side.is_jvm] / (4 if self.options.quick else 1)
        give_up = time.perf_counter() + MOST_WARM_UP_SECONDS
        begin = processor_seconds(server.process.pid)
        while time.perf_counter() < give_up:
            self.load(row, server, 1)
            if processor_seconds(server.process.pid) - begin >= wanted:
                break

    def command(self, row, server, seconds):
        if row.kind == "frames":
            load = [self.made.load, "frames", server.port, row.connections, self.target, 0.1, seconds]
            return [*map(str, [*self.load_pin, *load, server.process.pid])]
        is_nginx = server.side.name == http_rows.NGINX
        path = row.nginx_path if is_nginx and row.nginx_path else row.path
        url = f"{'https' if row.tls else 'http'}://127.0.0.1:{server.port}{path}"
        wrk = [self.made.wrk, "-t1", f"-c{row.connections}", f"-d{seconds}s", "--timeout", "10s"]
        arguments = ["-s", LOAD_SCRIPT, url, "--", *row.sending]
        return [*map(str, [*self.load_pin, *wrk, *arguments])]

    def load(self, row, server, seconds):
        """Measures once: what the load printed and what it cost, or {"error": ...}."""
        before = Costs(server.process.pid)
        command = self.command(row, server, seconds)
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            return {"error": (done.stderr.strip() or done.stdout.strip() or "no figures")[-200:]}
        window = json.loads(lines[-1])
        if row.kind == "wrk":
            window["rps"] = window["requests"] / window["seconds"]
            window |= before.until_now(server.process.pid, window["requests"])
        if window.get("failed") or not window["requests"]:
            return {"error": f"{window.get('failed', 0)} of {window['requests']} requests failed"}
        return window

    def count_allocations(self, row, name, server):
        before = server.allocated_bytes()
        if before is None:
            return
        window = self.load(row, server, self.options.window)
        if "error" not in window:
            total = server.allocated_bytes() - before
            self.allocated[row.id, name] = total / window["requests"]


class Costs:
    """The clocks at one moment: of a process, of the machine, of the children that have ended."""

    def __init__(self, pid):
        self.processor = processor_seconds(pid)
        self.user = user_seconds(pid)
        self.busy = busy_seconds()
        self.own = own_seconds()
        self.time = time.perf_counter()

    def until_now(self, pid, requests):
        now = Costs(pid)
        took = now.time - self.time
        cpu = now.processor - self.processor
        own = now.own - self.own
        return {
            "cpu_s": cpu,
            "cpu_us": cpu * 1e6 / max(requests, 1),
            "user_s": now.user - self.user,
            "server": cpu / took,
            "load": own / took,
            "foreign": max(0.0, now.busy - self.busy - cpu - own) / took,
        }


def processor_seconds(pid):
    return time.clock_gettime((~pid << 3) | 2)  # what clock_getcpuclockid computes


def user_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[11]) / TICKS


def busy_seconds():
    with open("/proc/stat") as file:
        cells = [int(cell) for cell in file.readline().split()[1:9]]
    return (sum(cells) - cells[3] - cells[4]) / TICKS


def own_seconds():
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in own)


def parse():
    parser = entry.parser("http", __doc__.split("\n")[0])
    parser.add_argument("how", nargs="?", choices=["quick"], help="few windows, for a first look")
    parser.add_argument("--cycles", type=int, help="windows of each side a row (9; --against: 16)")
    parser.add_argument("--window", type=int, default=1, help="whole seconds of a window (1)")
    parser.add_argument("--idle", type=int, help="connections of the row heap (10000)")
    parser.add_argument("--rows", help="only rows whose names begin with one of these, by commas")
    parser.add_argument(
        "--sides", help="only sides whose names contain one of these, by commas; nginx and Rondo always"
    )
    options = parser.parse_args()
    options.quick = options.how == "quick"
    options.cycles = options.cycles or (2 if options.quick else 16 if options.against else 9)
    options.idle = options.idle or (1_000 if options.quick else 10_000)
    return options


def main():
    if not sys.platform.startswith("linux"):
        sys.exit("benchmarks: the servers are measured by Linux's clocks")
    options = parse()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    other = against.other_tree(options.against, options.programs) if options.against else None
    bench = Bench(options, other)
    entry.publish(options, lambda: http_report.Report(bench, bench.run()).text())


if __name__ == "__main__":
    main()
