"""The table of results, in markdown."""

import datetime
import os
import pathlib
import platform
import statistics

import rows

FLOOR_SECONDS = 0.05  # the sleep of async_tree's leaves


def amount(value, kind):
    if kind == "rate":
        return f"{value:,.0f} ns" if value < 10_000 else f"{value / 1e3:,.1f} us"
    if kind == "memory":
        return f"{value / 2**20:,.0f} MiB"
    return f"{value * 1e3:,.1f} ms" if value < 1 else f"{value:,.2f} s"


class Report:
    def __init__(self, bench, measured):
        self.bench = bench
        self.rows = measured
        self.rondo = bench.rondo
        self.others = [*bench.pythons, *([bench.uvloop] if bench.uvloop else [])]

    def text(self):
        return "\n\n".join(
            ["# Rondo and asyncio side by side", self.setting(), self.table(), self.notes(), self.spread()]
        )

    # ---- Values

    def median(self, row_id, side):
        values = self.bench.results.get((row_id, side.name))
        return statistics.median(values) if values else None

    def ratio(self, row, side):
        """How many times Rondo does what the side does, or what part of its memory or time."""
        ours, theirs = self.median(row.id, self.rondo), self.median(row.id, side)
        if ours is None or theirs is None:
            return None
        return ours / theirs if self.is_part(row) else theirs / ours

    @staticmethod
    def is_part(row):
        return row.kind in ("memory", "wall", "start")

    # ---- Goals

    def verdicts(self, row):
        """Pairs of a goal's text and whether it is met; None where it cannot be said."""
        return [self.verdict(row, goal) for goal in row.goals]

    def verdict(self, row, goal):
        if isinstance(goal, rows.Faster):
            side = self.bench.pythons[0] if goal.side == "python" else self.bench.uvloop
            text = f"{goal.times} x {'uvloop' if goal.side == 'uvloop' else 'CPython'}"
            ratio = self.ratio(row, side) if side else None
            return text, None if ratio is None else ratio >= goal.times
        if isinstance(goal, rows.AtMost):
            ratio = self.ratio(row, self.bench.pythons[0])
            return f"at most {goal.part:g} of CPython", ratio is not None and ratio <= goal.part
        ours = self.median(row.id, self.rondo)
        if isinstance(goal, rows.Below):
            return f"under {goal.nanoseconds:g} ns", ours < goal.nanoseconds
        if isinstance(goal, rows.Within):
            return f"at most {goal.seconds:g} s", ours <= goal.seconds
        spawning = self.median(goal.spawning_row, self.rondo)
        if spawning is None:
            return f"within {goal.times:g} of 50 ms plus spawning", None
        limit = goal.times * (FLOOR_SECONDS + spawning)
        return f"within {goal.times:g} of 50 ms plus spawning: {amount(limit, 'run')}", ours <= limit

    # ---- Parts

    def setting(self):
        lines = [
            *machine(),
            f"- JDK: {self.rondo.describe()}",
            *(f"- {side.describe()}" for side in self.others),
            f"- {self.bench.options.rounds} rounds of alternating processes; medians of the"
            " processes' medians",
        ]
        return "\n".join(lines)

    def table(self):
        head = ["work", "Rondo"]
        for side in self.others:
            head += [side.name, "ratio"]
        lines = [head + ["goal", "met"], ["---"] + ["--:"] * (len(head) - 1) + ["---", "---"]]
        lines += [self.line(row) for row in self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def line(self, row):
        option = self.option_text(row)
        note = f" [{self.option_texts().index(option) + 1}]" if option else ""
        cells = [row.title + note, amount(self.median(row.id, self.rondo), row.kind)]
        for side in self.others:
            theirs, ratio = self.median(row.id, side), self.ratio(row, side)
            cells.append("" if theirs is None else amount(theirs, row.kind))
            digits = 2 if self.is_part(row) else 1
            cells.append("" if ratio is None else f"{ratio:.{digits}f}")
        verdicts = self.verdicts(row)
        answers = {True: "yes", False: "**no**", None: "not measured"}
        cells.append("; ".join(text for text, _ in verdicts))
        cells.append("; ".join(answers[met] for _, met in verdicts))
        return cells

    @staticmethod
    def option_text(row):
        parts = [f"`{' '.join(row.flags)}`"] if row.flags else []
        if row.training is not None:
            run = "a run of the program" if not row.training else f"a run with {row.training[0]} tasks"
            parts.append(f"an AOT cache made from {run} (`-XX:AOTCacheOutput`, `-XX:AOTCache`)")
        return " and ".join(parts)

    def option_texts(self):
        texts = [self.option_text(row) for row in self.rows]
        return list(dict.fromkeys(text for text in texts if text))

    def notes(self):
        first = self.bench.pythons[0].name
        lines = [
            "Ratios: how many times Rondo is faster; for memory, whole processes and starts the part"
            f" of Python's that Rondo takes. Goals against CPython are judged by {first}.",
            f"Options of the JVM: those of `./rondo run`, `{' '.join(self.rondo.options)}`.",
        ]
        if not self.bench.uvloop:
            lines.append("uvloop: not installed (Debian: apt-get install python3-uvloop).")
        for number, text in enumerate(self.option_texts(), 1):
            lines.append(f"[{number}] also with {text}.")
        return "\n\n".join(lines)

    def spread(self):
        sides = [self.rondo, *self.others]
        lines = [
            ["work", *(side.name for side in sides)],
            ["---"] + ["--:"] * len(sides),
        ]
        for row in self.rows:
            cells = [row.title]
            for side in sides:
                values = self.bench.results.get((row.id, side.name))
                cells.append(
                    f"{amount(min(values), row.kind)} - {amount(max(values), row.kind)}"
                    if values
                    else ""
                )
            lines.append(cells)
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"Least and greatest of the rounds:\n\n{table}"


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"- Date: {datetime.date.today()}",
        f"- Machine: {processor()}, {os.cpu_count()} processors, {memory:.0f} GiB,"
        f" {platform.system()} {platform.release()}; load {os.getloadavg()[0]:.1f} at the end",
    ]


def processor():
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
