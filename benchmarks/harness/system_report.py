"""The tables of "./rondo bench system", in markdown."""

import shutil
import subprocess

from system_rows import HELD_MS, READY_MS, RONDO
from tables import Tables, low, median, number, verdict

NOTES = (
    "Rates: median of the windows. Of another: the median of the ratios of windows of the same cycle. p50,"
    " p99: of an operation, which is all lines, all files and so on where there are many. CPU us: what a"
    " unit costs the process with its threads and children, by the processes' own clocks: median and lower"
    " quartile of the windows; its ratio is that of the lower quartiles, which others on the machine disturb"
    " least. alloc B: bytes a JVM allocates a unit, over one window more. held ms: the longest that the loop"
    " was held, in windows more with a task beside that sleeps a millisecond at a time and notes by how much"
    " it is late; in brackets the median of those windows' longest. others: the most that anybody else used"
    " of a processor in a window; (!) where that makes the rate doubtful.\n\n"
    "All that is read lies in memory, and each side compares every answer with what it must be: blocks and"
    " files begin with their number, lines are counted and their characters, too. Where aiofiles takes long"
    " it does a part of the work only, which is the same for the rate: 10,000 lines, an eighth of the large"
    " file, a quarter of the small ones. Rondo reads a file that is only read in the loop as far as it is in"
    " memory; \"by threads\" it is open for writing, too, so that threads read it. aiofiles reads without a"
    " buffer of its own (buffering=0), except lines; to read at a place it needs two trips to a thread, so"
    " pread in threads is there as well, without aiofiles.\n\n"
    "Children inherit what is no pipe in the row, and write to no terminal. Workers are two processes in the"
    " row of tiny calls, one in the others; an argument is looked at in each page by the worker, and its first"
    " byte is another each time. Shared memory is made once and filled anew for each call. A worker is ready"
    " when its first answer has come; ending it again counts for nothing."
)


PROBE = """
import platform, importlib.metadata as m
def version(name):
    try: return f", {name} {m.version(name)}"
    except m.PackageNotFoundError: return ""
print(f"CPython {platform.python_version()}{version('aiofiles')}{version('uvloop')}")
"""


def versions(executable):
    done = subprocess.run([executable, "-c", PROBE], capture_output=True, text=True)
    return done.stdout.strip() or executable


class Report(Tables):
    title = "Files, subprocesses and workers side by side"
    notes = NOTES

    def further_setting(self):
        disk = shutil.disk_usage(self.bench.data.folder.parent)
        return [
            *self.pythons(),
            f"- Files on a disk of {disk.total / 1e9:,.0f} GB, read from memory",
        ]

    def pythons(self):
        """Each that takes part, and whose sides it runs."""
        named = {}
        for side in self.bench.sides:
            if not side.is_jvm and not side.missing:
                named.setdefault(side.command[0], []).append(side.name)
        for executable, names in named.items():
            yield f"- {versions(executable)}: {'; '.join(names)}"

    # ---- Goals

    def verdicts(self, row):
        for goal in row.goals:
            found = [(n, self.ratio(row, goal.side, n, goal.figure)) for n in goal.peers]
            known = [(name, value) for name, value in found if value is not None]
            if known:
                name, value = goal.worst(known)
                cpu = self.ratio(row, goal.side, name, "cpu")
                text = f"{value:.2f}" + (f" ({name})" if len(known) > 1 else "")
                text += f"; CPU {cpu:.2f}" if cpu else ""
                yield verdict(f"{row.title}: {goal.text()}", text, goal.is_met(value))
        good = self.good(row, RONDO)
        if row.work == "ready" and good:
            ready = median(good, "p50_us") / 1e3
            yield verdict(f"{row.title}: median at most {READY_MS} ms", f"{ready:.0f} ms", ready <= READY_MS)
        for side in self.bench.sides:
            held = self.bench.held.get((row.id, side.name))
            if held and side.is_rondo:
                text = f"{row.title}: {side.name}: the loop is held at most {HELD_MS} ms"
                yield verdict(text, f"{max(held):.1f} ms", max(held) <= HELD_MS)

    # ---- Parts

    def base(self, row, names):
        return next((n for goal in row.goals for n in goal.peers if n in names), names[0])

    def columns(self, base):
        def ratio(figure):
            return lambda row, name, good: number(self.ratio(row, name, base, figure))

        def middle(key):
            return lambda row, name, good: number(median(good, key))

        columns = {
            "rate": lambda row, name, good: number(median(good, "rps") * row.scale[1]),
            f"of {base}": ratio("rps"),
            "p50 us": middle("p50_us"),
            "p99 us": middle("p99_us"),
            "CPU us": middle("cpu_us"),
            "lower quartile": lambda row, name, good: number(low(good, "cpu_us")),
            f"CPU of {base}": ratio("cpu"),
            "of that children": middle("children_us"),
            "alloc B": self.allocated,
            "held ms": self.held,
            "others": self.others,
        }
        return {title: cells for title, cells in columns.items() if self.is_wanted(title)}

    def is_wanted(self, title):
        """In the row that is being written."""
        if title == "of that children":
            return not self.row.is_of_files
        # What ends a worker is not measured, but is in the windows.
        return self.row.work != "ready" or not (title == "rate" or title.startswith("of "))

    def figures(self, row, names):
        self.row = row
        return f"A unit is a {row.unit}; the rate in {row.scale[0]}.\n\n{super().figures(row, names)}"

    def held(self, row, name, good):
        held = self.bench.held.get((row.id, name))
        if not held:
            return ""
        return f"{max(held):.1f} ({sorted(held)[len(held) // 2]:.1f})"
