"""./rondo bench http: HTTP servers and clients side by side.

All servers of a row are started at once, pinned to one processor; short windows of load from another
alternate between them, and every ratio is of two windows of the same cycle.
"""

import json
import statistics
import subprocess
import sys
import time

import clocks
import echo_server
import http_clients
import http_report
import http_rows
import http_sides
import side_by_side
import sides

WARM_UP_SECONDS = {True: 6, False: 0.5}  # by side.is_jvm: a JVM compiles as it goes
MOST_WARM_UP_SECONDS = 15
LOAD_SCRIPT = sides.BENCHMARKS / "src" / "main" / "lua" / "load.lua"


class Bench(side_by_side.Bench):
    def __init__(self, options, other=None):
        self.target = sides.BENCHMARKS / "target" / "http"
        self.made = http_sides.Built(self.target)
        found = http_sides.contestants(self.target, other)
        super().__init__(options, found, (http_rows.NGINX, http_rows.RONDO), other)

    def run(self):
        """Returns the rows that were measured: all, or those until somebody interrupts it."""
        done = []
        try:
            for row in side_by_side.chosen_rows(http_rows.ROWS, self.options.rows):
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

    # ---- Servers

    def measure(self, row):
        servers = {}
        self.prepare(row)
        try:
            for side in self.sides_of(row):
                server = self.start(row, side)
                if server:
                    servers[side.name] = server
                    self.warm(row, server)
            for cycle in range(self.options.cycles):
                for name in side_by_side.in_turn(servers, cycle):
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
        missing = side.missing or (self.made.no_tls if row.tls else "")
        return self.started(
            row,
            side,
            missing,
            lambda: echo_server.Server(side, self.side_pin, row, self.made.keys),
        )

    def warm(self, row, server):
        """By the server's own clock, since others may use the processor too."""
        wanted = WARM_UP_SECONDS[server.side.is_jvm] / (4 if self.options.quick else 1)
        give_up = time.perf_counter() + MOST_WARM_UP_SECONDS
        begin = clocks.processor_seconds(server.process.pid)
        while time.perf_counter() < give_up:
            self.load(row, server, 1)
            if clocks.processor_seconds(server.process.pid) - begin >= wanted:
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
        before = clocks.Costs(server.process.pid)
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


def parse():
    parser = side_by_side.parser("http", __doc__.split("\n")[0], "nginx and Rondo")
    parser.add_argument("--window", type=int, default=1, help="whole seconds of a window (1)")
    parser.add_argument("--idle", type=int, help="connections of the row heap (10000)")
    options = side_by_side.settle(parser.parse_args())
    options.idle = options.idle or (1_000 if options.quick else 10_000)
    return options


if __name__ == "__main__":
    side_by_side.main(parse(), Bench, http_report.Report)
