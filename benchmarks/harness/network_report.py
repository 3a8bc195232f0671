"""The tables of "./rondo bench network", in markdown."""

import datetime
import os
import platform
import statistics

import echo_sides
import report
import sides

TRUSTED_SHARE = 0.1  # of a processor that others may use in a window
HEAP_GOAL = 3 * 1024  # bytes of an idle connection
P99_GOAL = 1.3  # times the base's
UVLOOP_GOAL = 1.5  # times uvloop's streams
SHARE_GOALS = {  # of the base's requests: (epoll, NIO), by row
    "10x1k": (0.95, 0.85),
    "100x1k": (0.95, 0.85),
    "1000x1k": (0.95, 0.85),
    "100x10k": (0.95, 0.85),
    "10x100k": (0.9, 0.9),
}
JUDGED = ("Rondo epoll", "Rondo nio")


class Report:
    def __init__(self, bench, rows):
        self.bench = bench
        self.rows = rows

    def text(self):
        parts = ["# Echo servers side by side", self.setting(), self.goals()]
        parts += [self.section(row) for row in self.rows]
        return "\n\n".join(part for part in parts if part)

    # ---- Values

    def windows(self, row, name):
        return self.bench.results.get((row.id, name), [])

    def base_of(self, row):
        return echo_sides.TLS_BASE if row.kind == "tls" else echo_sides.BASE

    def pairs(self, row, name, other):
        """The windows of two servers in the same cycles, where both went well."""
        both = zip(self.windows(row, name), self.windows(row, other))
        return [(a, b) for a, b in both if "error" not in a and "error" not in b]

    def ratios(self, row, name, other, key="rps"):
        return sorted(a[key] / b[key] for a, b in self.pairs(row, name, other) if b[key])

    def failure(self, row, name):
        errors = [w["error"] for w in self.windows(row, name) if "error" in w]
        return self.bench.failures.get((row.id, name)) or (errors[0] if errors else "")

    # ---- Parts

    def setting(self):
        bench = self.bench
        options = bench.options
        pins = "server and load on a processor each" if bench.pinned else "nothing is pinned"
        rondo = sides.Rondo(
            os.environ["RONDO_BENCH_CLASS_PATH"], os.environ["RONDO_BENCH_JVM_OPTIONS"].split()
        )
        return "\n".join([
            f"- Date: {datetime.date.today()}",
            f"- Machine: {report.processor()}, {os.cpu_count()} processors, {platform.system()}"
            f" {platform.release()}; load {os.getloadavg()[0]:.1f} at the end; {pins}",
            f"- JDK: {rondo.describe()}",
            f"- {options.cycles} cycles of {options.window} s windows, interleaved; medians; a ratio"
            " is to the base's window of the same cycle",
        ])

    def goals(self):
        lines = [line for row in self.rows for line in self.verdicts(row)]
        if not lines:
            return ""
        return "\n".join(["| goal | reached | met |", "|---|--:|---|", *lines])

    def verdicts(self, row):
        if row.kind == "idle":
            yield from self.heap_verdicts(row)
        for name, goal in zip(JUDGED, SHARE_GOALS.get(row.id, ())):
            share = self.ratios(row, name, echo_sides.BASE)
            if share:
                value = statistics.median(share)
                yield self.verdict(f"{row.title}: {name}, at least {goal} of C", value, value >= goal)
            late = self.ratios(row, name, echo_sides.BASE, "p99_us")
            if late:
                value = statistics.median(late)
                text = f"{row.title}: {name}, p99 at most {P99_GOAL} of C"
                yield self.verdict(text, value, value <= P99_GOAL)
        if row.id in SHARE_GOALS:
            for name in ("Rondo epoll", "Rondo epoll streams"):
                times = self.ratios(row, name, "uvloop streams")
                if times:
                    value = statistics.median(times)
                    text = f"{row.title}: {name}, {UVLOOP_GOAL} times uvloop streams"
                    yield self.verdict(text, value, value >= UVLOOP_GOAL)

    def heap_verdicts(self, row):
        for name in JUDGED:
            for weight in self.windows(row, name):
                if "heap" in weight:
                    text = f"{weight['count']:,} {row.title}: {name}, at most 3 KiB of heap each"
                    yield self.verdict(text, weight["heap"] / 1024, weight["heap"] <= HEAP_GOAL)

    @staticmethod
    def verdict(text, value, met):
        return f"| {text} | {value:.2f} | {'yes' if met else '**no**'} |"

    def section(self, row):
        table = self.weights(row) if row.kind == "idle" else self.figures(row)
        missing = [
            f"{side.name}: {self.failure(row, side.name)}."
            for side in self.bench.sides_of(row)
            if self.failure(row, side.name)
        ]
        return "\n\n".join([f"## {row.title[0].upper()}{row.title[1:]}", table, *missing])

    def figures(self, row):
        base = self.base_of(row)
        lines = [
            f"| server | 1000/s | of {base} | least | most | p50 us | p99 us | p99 of {base}"
            " | CPU us | user us | others |",
            "|---|" + "--:|" * 10,
        ]
        for side in self.bench.sides_of(row):
            good = [w for w in self.windows(row, side.name) if "error" not in w]
            if good:
                lines.append(self.figures_of(row, side.name, base, good))
        return "\n".join(lines)

    def figures_of(self, row, name, base, good):
        middle = lambda key: statistics.median(window[key] for window in good)
        share = self.ratios(row, name, base)
        late = self.ratios(row, name, base, "p99_us")
        others = max(window["foreign"] for window in good)
        cells = [
            name,
            f"{middle('rps') / 1e3:.1f}",
            *(f"{f(share):.2f}" if share else "" for f in (statistics.median, min, max)),
            f"{middle('p50_us'):,.0f}",
            f"{middle('p99_us'):,.0f}",
            f"{statistics.median(late):.2f}" if late else "",
            f"{middle('cpu_us'):.2f}",
            f"{middle('user_us'):.2f}",
            f"{others:.2f}{' (!)' if others > TRUSTED_SHARE else ''}",
        ]
        return f"| {' | '.join(cells)} |"

    def weights(self, row):
        lines = ["| server | connections | resident KiB each | heap KiB each |", "|---|--:|--:|--:|"]
        for side in self.bench.sides_of(row):
            for weight in self.windows(row, side.name):
                if "error" not in weight:
                    heap = f"{weight['heap'] / 1024:.2f}" if "heap" in weight else ""
                    resident = f"{weight['resident'] / 1024:.2f}"
                    lines.append(f"| {side.name} | {weight['count']:,} | {resident} | {heap} |")
        return "\n".join(lines)
