"""The tables of "./rondo bench http", in markdown."""

import datetime
import os
import platform
import statistics

import against
import entry
import http_rows
import report
import sides

TRUSTED_SHARE = 0.1  # of a processor that others may use in a window
HEAP_GOALS = {"idle connection": 2.5 * 1024, "suspended handler": 8 * 1024}
START_GOAL = 0.25
PARSER_GOAL_NS = 700
NOTES = (
    "1000/s: median of the windows. Of nginx, of another: the median of the ratios of windows of the"
    " same cycle. CPU us: what a request costs the server's process (or the client's, in the rows"
    " client), by the process's own clock: median, lower quartile and least of the windows; its ratio"
    " is that of the lower quartiles, which others on the machine disturb least. user us: the kernel"
    " tells user from system time by samples only, so it is of all windows together. alloc B: bytes a"
    " JVM allocates a request, over one window more. others: the most that anybody else used of a"
    " processor in a window; (!) where that makes the rate doubtful."
)


class Report:
    def __init__(self, bench, rows):
        self.bench = bench
        self.rows = rows

    def text(self):
        parts = ["# HTTP side by side", self.setting(), self.goals()]
        if self.bench.other:
            parts.append(f"## This checkout and the other\n\n{against.table(list(self.compared()))}")
        parts += [NOTES, *(self.section(row) for row in self.rows)]
        return "\n\n".join(part for part in parts if part)

    # ---- Values

    def good(self, row, name):
        return [w for w in self.bench.results.get((row.id, name), []) if "error" not in w]

    def pairs(self, row, name, other):
        partners = {}
        for window in self.good(row, other):
            partners.setdefault(window["cycle"], []).append(window)
        taken = {}
        for window in self.good(row, name):
            same = partners.get(window["cycle"], [])
            at = taken.setdefault(window["cycle"], 0)
            if at < len(same):
                yield window, same[at]
            taken[window["cycle"]] = at + 1

    def ratio(self, row, name, other, figure):
        """Of the rate or p99 the median ratio of pairs; of CPU that of the lower quartiles."""
        if figure == "cpu":
            ours, theirs = (low(self.good(row, n), "cpu_us") for n in (name, other))
            return ours / theirs if ours and theirs else None
        key = {"rps": "rps", "p99": "p99_us"}[figure]
        found = [a[key] / b[key] for a, b in self.pairs(row, name, other) if b.get(key)]
        return statistics.median(found) if found else None

    def compared(self):
        ours, theirs = http_rows.RONDO, f"{http_rows.RONDO} (other)"
        for row in self.rows:
            pairs = list(self.pairs(row, ours, theirs))
            for key, what, more in (("rps", "rate", True), ("cpu_us", "CPU", False)):
                found = [(a[key], b[key]) for a, b in pairs if key in a and key in b]
                if found:
                    yield against.Comparison(row.title, what, more, [found])

    # ---- Parts

    def setting(self):
        bench = self.bench
        pins = "server and load on a processor each" if bench.pinned else "nothing is pinned"
        rondo = sides.Rondo(entry.class_path(), entry.jvm_options())
        lines = [
            f"- Date: {datetime.date.today()}",
            f"- Machine: {report.processor()}, {os.cpu_count()} processors, {platform.system()}"
            f" {platform.release()}; load {os.getloadavg()[0]:.1f} at the end; {pins}",
            f"- JDK: {rondo.describe()}",
            f"- {bench.options.cycles} cycles of {bench.options.window} s windows, interleaved",
        ]
        if bench.other:
            lines.append(against.setting(bench.other, bench.options.programs))
        return "\n".join(lines)

    def goals(self):
        lines = [line for row in self.rows for line in self.verdicts(row)]
        return "\n".join(["| goal | reached | met |", "|---|--:|---|", *lines]) if lines else ""

    def verdicts(self, row):
        for goal in row.goals:
            found = [(n, self.ratio(row, http_rows.RONDO, n, goal.figure)) for n in goal.peers]
            known = [(name, value) for name, value in found if value is not None]
            if known:
                pick = max if goal.figure in ("cpu", "p99") else min
                name, value = pick(known, key=lambda pair: pair[1])
                text = f"{value:.2f}" + (f" ({name})" if len(known) > 1 else "")
                yield verdict(f"{row.title}: {goal.text()}", text, goal.is_met(value))
        for what, limit in HEAP_GOALS.items() if row.kind == "heap" else ():
            for window in self.good(row, f"{http_rows.RONDO}: {what}"):
                heap = window["heap"]
                text = f"heap of an {what} at most" if what[0] in "aeiou" else f"heap of a {what} at most"
                yield verdict(f"{text} {limit / 1024:g} KiB", f"{heap / 1024:.2f}", heap <= limit)
        if row.kind == "start":
            taken = [window["seconds"] for window in self.good(row, "Rondo, AOT cache")]
            if taken:
                middle = statistics.median(taken)
                text = f"start to first answer, AOT cache, at most {START_GOAL * 1000:.0f} ms"
                yield verdict(text, f"{middle * 1000:.0f}", middle <= START_GOAL)
        if row.kind == "parser":
            found = self.good(row, "Rondo: parsed, all names read")
            if found:
                best = min(window["ns"] for window in found)
                text = f"{row.title}, names read, at most {PARSER_GOAL_NS} ns"
                yield verdict(text, f"{best:.0f}", best <= PARSER_GOAL_NS)

    def section(self, row):
        names = [name for name in self.bench.names(row) if self.good(row, name)]
        tables = {"heap": self.weights, "start": self.starts, "parser": self.heads}
        table = tables.get(row.kind, self.figures)(row, names)
        failed = {n: why for (i, n), why in self.bench.failures.items() if i == row.id}
        for name in self.bench.names(row):
            errors = [w["error"] for w in self.bench.results.get((row.id, name), []) if "error" in w]
            if errors:
                failed.setdefault(name, f"{len(errors)} windows failed, as: {errors[0]}")
        missing = [f"{name}: {why}." for name, why in failed.items()]
        return "\n\n".join([f"## {row.title[0].upper()}{row.title[1:]}", table, *missing])

    def figures(self, row, names):
        base = http_rows.NGINX if http_rows.NGINX in names else (names or [""])[0]
        head = ["side", "1000/s", f"of {base}", "p50 us", "p99 us", f"p99 of {base}", "CPU us",
                "lower quartile", "least", f"CPU of {base}", "user us", "alloc B", "others"]
        lines = [head, ["---"] + ["--:"] * (len(head) - 1)]
        lines += [self.figures_of(row, name, base) for name in names]
        return markdown(lines)

    def figures_of(self, row, name, base):
        good = self.good(row, name)
        requests = sum(window.get("requests", 0) for window in good)
        user = sum(window.get("user_s", 0) for window in good) * 1e6 / requests if requests else 0
        others = max(window.get("foreign", 0) for window in good)
        allocated = self.bench.allocated.get((row.id, name))
        return [
            name,
            number(median(good, "rps") / 1e3),
            number(self.ratio(row, name, base, "rps")),
            number(median(good, "p50_us")),
            number(median(good, "p99_us")),
            number(self.ratio(row, name, base, "p99")),
            number(median(good, "cpu_us")),
            number(low(good, "cpu_us")),
            number(min(window["cpu_us"] for window in good)),
            number(self.ratio(row, name, base, "cpu")),
            number(user) if user else "",
            "" if allocated is None else f"{allocated:,.0f}",
            "" if row.kind == "client" else f"{others:.2f}{' (!)' if others > TRUSTED_SHARE else ''}",
        ]

    def weights(self, row, names):
        lines = [["what", "KiB of heap each"], ["---", "--:"]]
        for name in names:
            lines += [[name, f"{w['heap'] / 1024:.2f}"] for w in self.good(row, name)]
        return markdown(lines)

    def starts(self, row, names):
        lines = [["what", "ms, median", "least"], ["---", "--:", "--:"]]
        for name in names:
            taken = [window["seconds"] * 1000 for window in self.good(row, name)]
            lines.append([name, f"{statistics.median(taken):.0f}", f"{min(taken):.0f}"])
        return markdown(lines)

    def heads(self, row, names):
        lines = [["what", "ns, least", "bytes"], ["---", "--:", "--:"]]
        for name in names:
            good = self.good(row, name)
            least = min(window["ns"] for window in good)
            lines.append([name, f"{least:.0f}", f"{good[0]['bytes']:.0f}"])
        return markdown(lines)


def markdown(lines):
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict(text, value, met):
    return f"| {text} | {value} | {'yes' if met else '**no**'} |"


def median(windows, key):
    found = [window[key] for window in windows if key in window]
    return statistics.median(found) if found else None


def low(windows, key):
    """The lower quartile."""
    found = sorted(window[key] for window in windows if key in window)
    return found[(len(found) - 1) // 4] if found else None


def number(value):
    return "" if value is None else f"{value:,.{against.digits(value)}f}"
