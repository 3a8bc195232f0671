"""./rondo bench system: files, subprocesses and workers side by side.

The sides of a row are started at once and take turns by short windows; nothing is pinned, since threads
and children are part of what is measured. Each side compares every answer with what it must be.
"""

import json
import resource
import statistics
import sys
import threading
import time

import clocks
import running
import side_by_side
import system_data
import system_report
import system_rows
import system_sides

WARM_UP_SECONDS = {True: 3, False: 0.3}  # by side.is_jvm, of processor time; a quarter if quick
MOST_WARM_UP_SECONDS = 5
WARM_UP_WINDOW = 0.25
LONGEST_SECONDS = 90  # a window that takes longer hangs
CYCLES = 7
HELD_WINDOWS = 3  # with a ticker beside
USUAL_FILES = 1024
ALWAYS = (system_rows.RONDO,)


class Costs(clocks.Costs):
    """As those, and what children took: those that have ended in between, and those that live."""

    def __init__(self, pid, further=()):
        super().__init__(pid, further)
        self.ended = clocks.ended_children_seconds(pid)

    def until(self, now, requests):
        found = super().until(now, requests)
        took = now.time - self.time
        ended = now.ended - self.ended
        living = sum(after - self.further[pid] for pid, after in now.further.items())
        cpu = found["cpu_s"] + ended + living
        foreign = max(0.0, found["foreign"] - ended / took)
        return found | {
            "cpu_s": cpu,
            "cpu_us": cpu * 1e6 / max(requests, 1),
            "children_us": (ended + living) * 1e6 / max(requests, 1),
            "share": cpu / took,
            "foreign": foreign,
        }


class Program(running.Running):
    """A side's process, which waits to be asked for a window."""

    def __init__(self, side, row, folder):
        super().__init__(side, side.asked(row, folder))

    def window(self, seconds, watched=False):
        """Measures once: what the program says and what it cost, or {"error": ...}."""
        if self.process.poll() is not None:
            return {"error": self.said()}
        limit = threading.Timer(LONGEST_SECONDS, self.process.kill)
        limit.start()
        try:
            before = Costs(self.process.pid, clocks.descendants(self.process.pid))
            self.send(f"run {seconds}{' watched' if watched else ''}")
            answer = self.line()
            if answer != "ran":
                return {"error": answer or self.said()}
            after = Costs(self.process.pid, before.further)
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
        super().__init__(options, system_sides.contestants(other), ALWAYS, other)
        self.pinned = False
        # Some close in each child every descriptor that there could be: as many as are usual.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        files = USUAL_FILES if most == resource.RLIM_INFINITY else min(USUAL_FILES, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
        self.data = system_data.Data()
        self.held = {}  # (row id, side name) -> the longest of each window with a ticker, ms

    def run(self):
        """Returns the rows that were measured: all, or those until somebody interrupts it."""
        done = []
        try:
            rows = system_rows.rows(self.options.quick)
            for row in side_by_side.chosen_rows(rows, self.options.rows):
                self.data.make(row)
                begin = time.perf_counter()
                self.measure(row)
                done.append(row)
                self.progress(row, time.perf_counter() - begin)
        except KeyboardInterrupt:
            print("benchmarks: interrupted", file=sys.stderr)
        finally:
            self.data.remove()
        return done

    def measure(self, row):
        programs = {}
        try:
            for side in self.sides_of(row):
                start = lambda: Program(side, row, self.data.folder)
                program = self.started(row, side, side.missing, start)
                if program:
                    programs[side.name] = program
                    error = self.warm(program)
                    if error:
                        self.failures[row.id, side.name] = error
                        programs.pop(side.name).stop()
            for cycle in range(self.options.cycles):
                for name in side_by_side.in_turn(programs, cycle):
                    window = programs[name].window(self.options.window)
                    self.keep(row, name, {**window, "cycle": cycle})
            for name, program in programs.items():
                self.watch(row, name, program)
                self.count_allocations(row, name, program)
        finally:
            for program in programs.values():
                program.stop()

    def warm(self, program):
        """By the program's own clock, since others may use the processor too; returns what failed."""
        divisor = 4 if self.options.quick else 1
        wanted = WARM_UP_SECONDS[program.side.is_jvm] / divisor
        give_up = time.perf_counter() + MOST_WARM_UP_SECONDS / divisor
        begin = clocks.processor_seconds(program.process.pid)
        while True:
            window = program.window(WARM_UP_WINDOW)
            if "error" in window:
                return window["error"]
            spent = clocks.processor_seconds(program.process.pid) - begin
            if spent >= wanted or time.perf_counter() >= give_up:
                return ""

    def watch(self, row, name, program):
        if not program.side.has_loop:
            return
        for _ in range(1 if self.options.quick else HELD_WINDOWS):
            window = program.window(self.options.window, watched=True)
            if "error" in window:
                self.keep(row, name, window)
            else:
                self.held.setdefault((row.id, name), []).append(window["held_ms"])

    def count_allocations(self, row, name, program):
        if program.process.poll() is not None:
            return
        before = program.allocated_bytes()
        if before is None:
            return
        window = program.window(self.options.window)
        if "error" not in window:
            total = program.allocated_bytes() - before
            self.allocated[row.id, name] = total / window["requests"]

    def progress(self, row, seconds):
        cells = []
        for name in self.names(row):
            good = [w for w in self.results.get((row.id, name), []) if "error" not in w]
            if good:
                rate, cpu = (statistics.median(w[key] for w in good) for key in ("rps", "cpu_us"))
                cells.append(f"{name} {rate:,.0f}/s {cpu:,.1f} us")
        print(f"{row.id} ({seconds:.0f} s): {'; '.join(cells)}", file=sys.stderr, flush=True)


def parse():
    parser = side_by_side.parser("system", __doc__.split("\n")[0], "Rondo")
    parser.add_argument("--window", type=float, help="seconds of a window (0.7; quick: 0.3)")
    options = parser.parse_args()
    if not (options.cycles or options.how or options.against):
        options.cycles = CYCLES
    options = side_by_side.settle(options)
    options.window = options.window or (0.3 if options.quick else 0.7)
    return options


if __name__ == "__main__":
    side_by_side.main(parse(), Bench, system_report.Report)
