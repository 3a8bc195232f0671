"""The tables of "./rondo bench network", in markdown."""

import datetime
import os
import platform
import statistics

import against
import echo_sides
import entry
import network_against
import report
import sides

TRUSTED_SHARE = 0.1  # of a processor that others may use in a window
HEAP_GOAL = 3 * 1024  # bytes of an idle connection
P99_GOAL = 1.3  # times the base's
UVLOOP_GOAL = 1.5  # times uvloop's streams
USER_GOAL_US = 0.75  # of processor time in user mode, a request of the raw server
ALLOCATION_GOAL = 64  # bytes a request
ARRAY_HEADER = 16
RAW, NIO, STREAMS = "Rondo epoll", "Rondo nio", "Rondo epoll streams"
UNDRAINED = "Rondo epoll streams, no drain"
SHARE_GOALS = {  # of the base's requests, by row
    "10x1k": ((RAW, 0.95), (NIO, 0.85)),
    "100x1k": ((RAW, 0.95), (NIO, 0.85), (STREAMS, 0.88), (UNDRAINED, 0.85)),
    "1000x1k": ((RAW, 0.95), (NIO, 0.85), (RAW, 0.88), (STREAMS, 0.88)),
    "100x10k": ((RAW, 0.95), (NIO, 0.85)),
    "10x100k": ((RAW, 0.9), (NIO, 0.9)),
}
COUNTED_ROW = "100x1k"  # whose user time and allocations are goals
JUDGED = (RAW, NIO)
NOTES = (
    "CPU us, user us, system us: processor time of the server a request (a connection in the rows"
    " that connect). CPU is exact, the median of the windows. The kernel tells user from system time"
    " by samples only, so both are of all windows together, and goals name two standard errors."
    " alloc B: bytes a JVM allocates a request, over one further window in which nothing is timed."
)


class Report:
    def __init__(self, bench, rows):
        self.bench = bench
        self.rows = rows

    def text(self):
        parts = ["# Echo servers side by side", self.setting(), self.goals()]
        if self.bench.other:
            found = list(network_against.comparisons(self.bench, self.rows))
            parts += [f"## This checkout and the other\n\n{against.table(found)}"]
        parts += [self.notes(), *(self.section(row) for row in self.rows)]
        return "\n\n".join(part for part in parts if part)

    # ---- Values

    def windows(self, row, name):
        return self.bench.results.get((row.id, name), [])

    def base_of(self, row):
        return echo_sides.TLS_BASE if row.kind == "tls" else echo_sides.BASE

    def pairs(self, row, name, other):
        """The windows of two servers in the same cycles, where both went well."""
        partners = {w["cycle"]: w for w in self.good(row, other)}
        return [
            (w, partners[w["cycle"]]) for w in self.good(row, name) if w["cycle"] in partners
        ]

    def good(self, row, name):
        return [window for window in self.windows(row, name) if "error" not in window]

    def counter(self, row, name, key):
        """The median over the starts of what a server counted a request; None without a count."""
        found = [a[key] for a in self.bench.accounts.get((row.id, name), []) if key in a]
        return statistics.median(found) if found else None

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
        rondo = sides.Rondo(entry.class_path(), entry.jvm_options())
        lines = [
            f"- Date: {datetime.date.today()}",
            f"- Machine: {report.processor()}, {os.cpu_count()} processors, {platform.system()}"
            f" {platform.release()}; load {os.getloadavg()[0]:.1f} at the end; {pins}",
            f"- JDK: {rondo.describe()}",
            f"- {options.cycles} cycles of {options.window} s windows, interleaved, after"
            f" {options.starts} {'start' if options.starts == 1 else 'starts'} of the servers; medians;"
            " a ratio is to the base's window of the same cycle",
        ]
        if bench.other:
            lines.append(against.setting(bench.other, options.programs))
        return "\n".join(lines)

    def notes(self):
        missing = self.bench.instructions.missing
        return NOTES + (f" Instructions a request are missing: {missing}." if missing else "")

    def goals(self):
        lines = [line for row in self.rows for line in self.verdicts(row)]
        if not lines:
            return ""
        return "\n".join(["| goal | reached | met |", "|---|--:|---|", *lines])

    def verdicts(self, row):
        if row.kind == "idle":
            yield from self.heap_verdicts(row)
        for name, goal in SHARE_GOALS.get(row.id, ()):
            share = self.ratios(row, name, echo_sides.BASE)
            if share:
                value = statistics.median(share)
                yield self.verdict(f"{row.title}: {name}, at least {goal} of C", value, value >= goal)
        for name in JUDGED if row.id in SHARE_GOALS else ():
            late = self.ratios(row, name, echo_sides.BASE, "p99_us")
            if late:
                value = statistics.median(late)
                text = f"{row.title}: {name}, p99 at most {P99_GOAL} of C"
                yield self.verdict(text, value, value <= P99_GOAL)
        if row.id in SHARE_GOALS:
            for name in (RAW, STREAMS, UNDRAINED):
                times = self.ratios(row, name, "uvloop streams")
                if times:
                    value = statistics.median(times)
                    text = f"{row.title}: {name}, {UVLOOP_GOAL} times uvloop streams"
                    yield self.verdict(text, value, value >= UVLOOP_GOAL)

        if row.id == COUNTED_ROW:
            yield from self.cost_verdicts(row)

    def cost_verdicts(self, row):
        windows = self.good(row, RAW)
        if windows:
            value = network_against.user_us(windows)
            error = network_against.user_error_us(windows)
            text = f"{row.title}: {RAW}, at most {USER_GOAL_US} us of user CPU (+- {error:.2f})"
            yield self.verdict(text, value, value <= USER_GOAL_US)
        array = row.size + ARRAY_HEADER
        beyond = f", beyond the array of {array:,} that `read` returns"
        for name, spared, note in ((RAW, 0, ""), (STREAMS, array, beyond)):
            value = self.counter(row, name, "allocated")
            if value is not None:
                text = f"{row.title}: {name}, at most {ALLOCATION_GOAL} bytes allocated{note}"
                yield self.verdict(text, value - spared, value - spared <= ALLOCATION_GOAL)

    def heap_verdicts(self, row):
        for name in JUDGED:
            weight = self.weight(row, name)
            if "heap" in weight:
                text = f"{weight['count']:,.0f} {row.title}: {name}, at most 3 KiB of heap each"
                yield self.verdict(text, weight["heap"] / 1024, weight["heap"] <= HEAP_GOAL)

    def weight(self, row, name):
        """The medians over the starts, by key."""
        found = self.good(row, name)
        keys = found[0] if found else ()
        return {key: statistics.median(weight[key] for weight in found) for key in keys}

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
            f" | CPU us | user us | system us | alloc B |{self.more_heads()} others |",
        ]
        lines.append("|---|" + "--:|" * (lines[0].count("|") - 2))
        for side in self.bench.sides_of(row):
            good = self.good(row, side.name)
            if good:
                lines.append(self.figures_of(row, side.name, base, good))
        return "\n".join(lines)

    def figures_of(self, row, name, base, good):
        middle = lambda key: statistics.median(window[key] for window in good)
        share = self.ratios(row, name, base)
        late = self.ratios(row, name, base, "p99_us")
        others = max(window["foreign"] for window in good)
        user = network_against.user_us(good)
        requests = sum(window["requests"] for window in good)
        whole = sum(window["cpu_s"] for window in good) * 1e6 / requests if requests else 0.0
        cells = [
            name,
            f"{middle('rps') / 1e3:.1f}",
            *(f"{f(share):.2f}" if share else "" for f in (statistics.median, min, max)),
            f"{middle('p50_us'):,.0f}",
            f"{middle('p99_us'):,.0f}",
            f"{statistics.median(late):.2f}" if late else "",
            f"{middle('cpu_us'):.2f}",
            f"{user:.2f}",
            f"{max(0.0, whole - user):.2f}",
            *self.counters_of(row, name),
            f"{others:.2f}{' (!)' if others > TRUSTED_SHARE else ''}",
        ]
        return f"| {' | '.join(cells)} |"

    def more_heads(self):
        return "" if self.bench.instructions.missing else " instructions | user instructions |"

    def counters_of(self, row, name):
        keys = ["allocated"]
        if not self.bench.instructions.missing:
            keys += ["instructions", "user_instructions"]
        for value in (self.counter(row, name, key) for key in keys):
            yield "" if value is None else f"{value:,.0f}"

    def weights(self, row):
        lines = ["| server | connections | resident KiB each | heap KiB each |", "|---|--:|--:|--:|"]
        for side in self.bench.sides_of(row):
            weight = self.weight(row, side.name)
            if weight:
                heap = f"{weight['heap'] / 1024:.2f}" if "heap" in weight else ""
                resident = f"{weight['resident'] / 1024:.2f}"
                lines.append(f"| {side.name} | {weight['count']:,.0f} | {resident} | {heap} |")
        return "\n".join(lines)
