"""./rondo bench postgres: PostgreSQL drivers side by side.

A PostgreSQL of its own runs on one processor; the clients of a row, all started at once, take turns on
another. What a client receives it counts and sums up, and compares; what it writes is counted here.
"""

import json
import statistics
import sys
import threading
import time

import clocks
import database
import postgres_report
import postgres_rows
import postgres_sides
import running
import side_by_side

WARM_UP_SECONDS = {True: 4, False: 0.5}  # by side.is_jvm, of processor time; a quarter if quick
MOST_WARM_UP_SECONDS = 7
LONGEST_SECONDS = 90  # a window that takes longer hangs
MOST_LONG_CYCLES = 5
ALWAYS = (postgres_rows.RONDO, postgres_rows.ASYNCPG)


class Client(running.Running):
    """A client that waits to be asked for a window."""

    def __init__(self, side, pin, row, data):
        self.data = data
        host = data.folder if row.unix else "127.0.0.1"
        super().__init__(side, [*pin, *side.asked(row, host, data.port)])

    def window(self, seconds):
        """Measures once: what the client says and what it cost, or {"error": ...}."""
        limit = threading.Timer(LONGEST_SECONDS, self.process.kill)
        limit.start()
        try:
            before = clocks.Costs(self.process.pid, self.data.processes())
            self.send(f"run {seconds}")
            answer = self.line()
            if answer != "ran":
                return {"error": answer or self.said()}
            after = clocks.Costs(self.process.pid, before.further)
            self.send("tell")
            window = json.loads(self.line())
        except (BrokenPipeError, ProcessLookupError):
            return {"error": self.said()}
        finally:
            limit.cancel()
        window["rps"] = window["requests"] / window["seconds"]
        return window | before.until(after, window["requests"])


class Bench(side_by_side.Bench):
    def __init__(self, options, other=None):
        super().__init__(options, postgres_sides.contestants(other), ALWAYS, other)
        self.data = database.Database(self.load_pin)
        self.count = postgres_rows.STREAMED_ROWS[options.quick]

    def run(self):
        """Returns the rows that were measured: all, or those until somebody interrupts it."""
        done = []
        try:
            for row in side_by_side.chosen_rows(postgres_rows.ROWS, self.options.rows):
                self.settle(row)
                self.measure(row)
                done.append(row)
                self.progress(row)
        except KeyboardInterrupt:
            print("benchmarks: interrupted", file=sys.stderr)
        finally:
            self.data.stop()
        return done

    def settle(self, row):
        """Asks the database what the right answer is."""
        row.sql = row.sql.replace("{count}", str(self.count))
        if row.check:
            answer = self.data.query(row.check.replace("{count}", str(self.count)))
            row.rows, row.sum = map(int, answer.split())

    def measure(self, row):
        clients = {}
        cycles = self.options.cycles
        if row.is_long:
            cycles = min(cycles, MOST_LONG_CYCLES)
        try:
            for side in self.sides_of(row):
                client = self.start(row, side)
                if client:
                    clients[side.name] = client
                    error = self.warm(row, client)
                    if error:
                        self.failures[row.id, side.name] = error
                        clients.pop(side.name).stop()
            for cycle in range(cycles):
                for name in side_by_side.in_turn(clients, cycle):
                    window = self.load(row, clients[name])
                    self.keep(row, name, {**window, "cycle": cycle})
            for name, client in clients.items():
                self.count_allocations(row, name, client)
        finally:
            for client in clients.values():
                client.stop()

    def start(self, row, side):
        pin = self.side_pin if side.pinned else []
        return self.started(row, side, side.missing, lambda: Client(side, pin, row, self.data))

    def warm(self, row, client):
        """By the client's own clock, since others may use the processor too; returns what failed."""
        wanted = WARM_UP_SECONDS[client.side.is_jvm] / (4 if self.options.quick else 1)
        most = MOST_WARM_UP_SECONDS / (4 if self.options.quick else 1)
        give_up = time.perf_counter() + most
        begin = clocks.processor_seconds(client.process.pid)
        while time.perf_counter() < give_up:
            window = self.load(row, client, 0.5)
            if "error" in window:
                return window["error"]
            if clocks.processor_seconds(client.process.pid) - begin >= wanted:
                break
        return ""

    def load(self, row, client, seconds=None):
        if client.process.poll() is not None:
            return {"error": client.said()}
        heap = lasting(client) if row.work == "acquire" else None
        window = client.window(seconds or self.options.window)
        if row.writes:
            rows, total = self.data.written()
            expected = window.get("requests", 0) * row.writes
            if "error" not in window and (rows, total) != (
                expected, expected * postgres_rows.COPIED_SUM
            ):
                return {"error": f"{rows} rows with a sum of {total} are there, not {expected}"}
        if "error" not in window and heap is not None:
            window["staying"] = (lasting(client) - heap) / window["requests"]
        if "error" not in window and row.work == "stream":
            window["resident"] = client.peak_bytes()
        return window

    def count_allocations(self, row, name, client):
        if client.process.poll() is not None:
            return
        before = client.allocated_bytes()
        if before is None:
            return
        window = self.load(row, client)
        if "error" not in window:
            total = client.allocated_bytes() - before
            self.allocated[row.id, name] = total / window["requests"]

    def progress(self, row):
        cells = []
        for name in self.names(row):
            good = [w for w in self.results.get((row.id, name), []) if "error" not in w]
            if good:
                rate, cpu = (statistics.median(w[key] for w in good) for key in ("rps", "cpu_us"))
                cells.append(f"{name} {rate:,.0f}/s {cpu:,.1f} us")
        print(f"{row.id}: {', '.join(cells)}", file=sys.stderr, flush=True)


def lasting(client):
    """Bytes of the heap, without what one collection finds dead and only the next one takes away."""
    client.heap_bytes()
    return client.heap_bytes()


def parse():
    parser = side_by_side.parser("postgres", __doc__.split("\n")[0], "Rondo and asyncpg")
    parser.add_argument("--window", type=float, help="seconds of a window (1; quick: 0.4)")
    options = side_by_side.settle(parser.parse_args())
    options.window = options.window or (0.4 if options.quick else 1.0)
    return options


if __name__ == "__main__":
    side_by_side.main(parse(), Bench, postgres_report.Report)
