"""What the benchmarks share whose sides take turns: echo servers, HTTP, PostgreSQL.

All sides of a row are started at once, each pinned to one processor, what gives them work (or what
they give work to) to another; short windows alternate between them, and every ratio is of two windows
of the same cycle, so that a machine whose speed drifts still gives a usable answer.
"""

import os
import resource
import signal
import sys

import against
import entry

MOST_FILES = 32_768


class Bench:
    """Sides, the processors they run on, and what was measured of each in each row."""

    def __init__(self, options, found, always, other=None):
        self.options = options
        self.other = other
        self.sides = chosen_sides(found, options.sides, always)
        processors = sorted(os.sched_getaffinity(0))
        self.pinned = len(processors) > 1
        self.side_pin = self.pin(processors[0])
        self.load_pin = self.pin(processors[-1])
        self.results = {}  # (row id, side name) -> windows
        self.allocated = {}  # (row id, side name) -> bytes a request
        self.failures = {}  # (row id, side name) -> why there are none

    def pin(self, processor):
        return ["taskset", "-c", str(processor)] if self.pinned else []

    def sides_of(self, row):
        return [side for side in self.sides if side.plays(row)]

    def names(self, row):
        """Of those that have figures in a row, in their order."""
        known = [side.name for side in self.sides]
        return known + [n for i, n in self.results if i == row.id and n not in known]

    def keep(self, row, name, window):
        self.results.setdefault((row.id, name), []).append(window)

    def started(self, row, side, missing, start):
        """What a function starts, or None with the reason kept why it cannot run."""
        if missing:
            self.failures[row.id, side.name] = missing
            return None
        process = start()
        if process.failure:
            self.failures[row.id, side.name] = process.failure
            process.stop()
            return None
        return process


def in_turn(items, cycle):
    """Every other cycle goes backwards: nobody always comes after the same neighbour."""
    return list(items)[:: -1 if cycle % 2 else 1]


def chosen_sides(found, text, always):
    if not text:
        return found
    words = text.split(",")
    return [s for s in found if s.name in always or any(word in s.name for word in words)]


def chosen_rows(rows, text):
    wanted = text.split(",") if text else [""]
    unknown = [w for w in wanted if not any(row.id.startswith(w) for row in rows)]
    if unknown:
        sys.exit(f"benchmarks: no row {unknown[0]}; there are: {' '.join(row.id for row in rows)}")
    return [row for row in rows if any(row.id.startswith(w) for w in wanted)]


def parser(kind, description, always):
    """Returns a parser with the options that choose rows, sides and cycles."""
    parser = entry.parser(kind, description)
    parser.add_argument(
        "how", nargs="?", choices=["quick"], help="few and short windows, for a first look"
    )
    parser.add_argument("--cycles", type=int, help="windows of each side a row (9; --against: 16)")
    parser.add_argument("--rows", help="only rows whose names begin with one of these, by commas")
    parser.add_argument(
        "--sides",
        help=f"only sides whose names contain one of these, by commas; {always} always",
    )
    return parser


def settle(options):
    """Fills in what was left to the defaults."""
    options.quick = options.how == "quick"
    options.cycles = options.cycles or (2 if options.quick else 16 if options.against else 9)
    return options


def interrupt(number, frame):
    raise KeyboardInterrupt


def main(options, make_bench, make_report):
    """Measures and prints the report."""
    if not sys.platform.startswith("linux"):
        sys.exit("benchmarks: the sides are measured by Linux's clocks")
    signal.signal(signal.SIGTERM, interrupt)  # what runs is to be stopped then, too
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    other = against.other_tree(options.against, options.programs) if options.against else None
    bench = make_bench(options, other)
    entry.publish(options, lambda: make_report(bench, bench.run()).text())
