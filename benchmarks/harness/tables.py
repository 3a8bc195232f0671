"""Values and tables, in markdown, of the benchmarks whose sides take turns by the same windows."""

import datetime
import os
import platform
import statistics

import against
import entry
import report
import sides

TRUSTED_SHARE = 0.1  # of a processor that others may use in a window
KEYS = {"rps": "rps", "p99": "p99_us"}


class Tables:
    """A title, the setting, the goals, and a section for each row."""

    title = ""
    pins = ""  # what is on a processor each
    notes = ""

    def __init__(self, bench, rows):
        self.bench = bench
        self.rows = rows

    def text(self):
        parts = [f"# {self.title}", self.setting(), self.goals()]
        if self.bench.other:
            parts.append(f"## This checkout and the other\n\n{against.table(list(self.compared()))}")
        parts += [self.notes, *(self.section(row) for row in self.rows)]
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
        key = KEYS[figure]
        found = [a[key] / b[key] for a, b in self.pairs(row, name, other) if b.get(key)]
        return statistics.median(found) if found else None

    def compared(self):
        for row in self.rows:
            pairs = list(self.pairs(row, sides.RONDO, sides.RONDO_OTHER))
            for key, what, more in (("rps", "rate", True), ("cpu_us", "CPU", False)):
                found = [(a[key], b[key]) for a, b in pairs if key in a and key in b]
                if found:
                    yield against.Comparison(row.title, what, more, [found])

    # ---- Parts

    def setting(self):
        bench = self.bench
        pins = f"{self.pins} on a processor each" if bench.pinned else "nothing is pinned"
        rondo = sides.Rondo(entry.class_path(), entry.jvm_options())
        lines = [
            f"- Date: {datetime.date.today()}",
            f"- Machine: {report.processor()}, {os.cpu_count()} processors, {platform.system()}"
            f" {platform.release()}; load {os.getloadavg()[0]:.1f} at the end; {pins}",
            f"- JDK: {rondo.describe()}",
            *self.further_setting(),
            f"- {bench.options.cycles} cycles of {bench.options.window:g} s windows, interleaved",
        ]
        if bench.other:
            lines.append(against.setting(bench.other, bench.options.programs))
        return "\n".join(lines)

    def further_setting(self):
        return []

    def goals(self):
        lines = [line for row in self.rows for line in self.verdicts(row)]
        return "\n".join(["| goal | reached | met |", "|---|--:|---|", *lines]) if lines else ""

    def verdicts(self, row):
        for goal in row.goals:
            found = [(n, self.ratio(row, sides.RONDO, n, goal.figure)) for n in goal.peers]
            known = [(name, value) for name, value in found if value is not None]
            if known:
                name, value = goal.worst(known)
                text = f"{value:.2f}" + (f" ({name})" if len(known) > 1 else "")
                text += self.remark(row, goal, name)
                yield verdict(f"{row.title}: {goal.text()}", text, goal.is_met(value))

    def remark(self, row, goal, name):
        """What a goal's figure against a peer must be read with."""
        return ""

    def section(self, row):
        names = [name for name in self.bench.names(row) if self.good(row, name)]
        table = self.table_of(row)(row, names) if names else ""
        failed = {n: why for (i, n), why in self.bench.failures.items() if i == row.id}
        for name in self.bench.names(row):
            errors = [w["error"] for w in self.bench.results.get((row.id, name), []) if "error" in w]
            if errors:
                failed.setdefault(name, f"{len(errors)} windows failed, as: {errors[0]}")
        missing = [f"{name}: {why}." for name, why in failed.items()]
        title = f"## {row.title[0].upper()}{row.title[1:]}"
        return "\n\n".join(part for part in [title, table, *missing] if part)

    def table_of(self, row):
        """The function that makes a row's table."""
        return self.figures

    def base(self, row, names):
        """Of the names that have figures, whose the others' are ratios of."""
        return names[0]

    def figures(self, row, names):
        base = self.base(row, names)
        columns = self.columns(base)
        lines = [["side", *columns], ["---"] + ["--:"] * len(columns)]
        for name in names:
            good = self.good(row, name)
            lines.append([name, *(cell(row, name, good) for cell in columns.values())])
        return markdown(lines)

    def columns(self, base):
        """Titles and functions that make the cells."""
        def ratio(figure):
            return lambda row, name, good: number(self.ratio(row, name, base, figure))

        def middle(key):
            return lambda row, name, good: number(median(good, key))

        return {
            "1000/s": lambda row, name, good: number(median(good, "rps") / 1e3),
            f"of {base}": ratio("rps"),
            "p50 us": middle("p50_us"),
            "p99 us": middle("p99_us"),
            f"p99 of {base}": ratio("p99"),
            "CPU us": middle("cpu_us"),
            "lower quartile": lambda row, name, good: number(low(good, "cpu_us")),
            "least": lambda row, name, good: number(min(w["cpu_us"] for w in good)),
            f"CPU of {base}": ratio("cpu"),
            "user us": self.user_us,
            "alloc B": self.allocated,
            "others": self.others,
        }

    @staticmethod
    def user_us(row, name, good):
        requests = sum(window.get("requests", 0) for window in good)
        user = sum(window.get("user_s", 0) for window in good) * 1e6
        return number(user / requests) if requests and user else ""

    def allocated(self, row, name, good):
        value = self.bench.allocated.get((row.id, name))
        return "" if value is None else f"{value:,.0f}"

    @staticmethod
    def others(row, name, good):
        most = max((window["foreign"] for window in good if "foreign" in window), default=None)
        return "" if most is None else f"{most:.2f}{' (!)' if most > TRUSTED_SHARE else ''}"


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
