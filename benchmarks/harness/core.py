"""./rondo bench core: Rondo and asyncio side by side, in alternating processes."""

import shlex
import statistics
import subprocess
import sys

import against
import core_against
import entry
import report
import rows
import sides

HELLO = """
import asyncio
async def main():
    await asyncio.sleep(0)
    print("Hello, world")
asyncio.run(main())
"""
SLEEPERS = ("1000000", "10")  # tasks and seconds
INNER_ROUNDS = 5
ROUND_SECONDS = 0.4
# A JVM compiles as it goes; asyncio's speed is there from the first second.
WARM_UP_SECONDS = {True: 0.5, False: 4.0}  # by side.is_python
START_REPEATS = 10  # starts of a process in one round


class Bench:
    def __init__(self, options, rondo, python_sides, uvloop, other=None):
        self.options = options
        self.rondo = rondo
        self.pythons = python_sides
        self.uvloop = uvloop
        self.other = other  # Rondo of another checkout
        self.failures = {}  # row id -> why the other has no such row
        self.results = {}  # (row id, side name) -> a value for every round
        self.caches = set()  # (row id, side name) whose AOT cache was made
        self.target = sides.BENCHMARKS / "target"

    def run(self):
        chosen = self.chosen_rows()
        for row in chosen:
            if row.kind == "wall":
                continue  # measured with its memory
            for number in range(self.rounds_of(row)):
                # Every other round goes backwards: nobody always comes after the same neighbour.
                for side in self.sides_of(row)[:: -1 if number % 2 else 1]:
                    self.try_to_measure(row, side)
            self.progress(row)
        return [row for row in chosen if self.values(row, self.rondo)]

    def chosen_rows(self):
        wanted = self.options.rows.split(",") if self.options.rows else None
        known = [row.id for row in rows.ROWS]
        unknown = [w for w in wanted or () if not any(k == w or k.startswith(w) for k in known)]
        if unknown:
            sys.exit(f"benchmarks: no row {unknown[0]}; there are: {' '.join(known)}")
        return [r for r in rows.ROWS if wanted is None or any(r.id.startswith(w) for w in wanted)]

    def rounds_of(self, row):
        if row.kind == "memory":
            most = 3 if self.other else 2 if row.goals else 1  # half a minute each
            return min(self.options.rounds, most)
        return self.options.rounds

    def try_to_measure(self, row, side):
        if side is not self.other:
            self.measure(row, side)
        elif row.id not in self.failures:
            try:
                self.measure(row, side)
            except sides.Failed as e:
                self.failures[row.id] = str(e)  # a row that the other checkout lacks

    def sides_of(self, row):
        if self.other:
            return [self.rondo, self.other]
        if row.alone:
            return [self.rondo]
        found = [self.rondo, *self.pythons]
        if self.uvloop and row.kind == "rate":
            found.append(self.uvloop)
        return found

    def values(self, row, side):
        return self.results.get((row.id, side.name), [])

    def keep(self, row_id, side, value):
        self.results.setdefault((row_id, side.name), []).append(value)

    def measure(self, row, side):
        if row.kind in ("rate", "run"):
            usage = sides.run_process(self.workload(row, side))
            numbers = [float(line) for line in usage.output.split()]
            self.keep(row.id, side, statistics.median(numbers))
        elif row.kind == "memory":
            usage = sides.run_process(self.sleepers(row, side))
            self.keep(row.id, side, usage.peak_bytes)
            self.keep(f"{row.id}-wall", side, usage.seconds)
        else:
            command = self.hello(row, side)
            times = [sides.run_process(command).seconds for _ in range(START_REPEATS)]
            self.keep(row.id, side, statistics.median(times))

    def workload(self, row, side):
        quick = self.options.quick
        inner = 3 if row.kind == "run" or quick else INNER_ROUNDS
        warm_up = WARM_UP_SECONDS[side.is_python] / (2 if quick else 1)
        timing = [str(inner), str(ROUND_SECONDS / (2 if quick else 1)), str(warm_up)]
        if side.is_python:
            return side.workload(row.id, timing)
        return side.workload(row.id, timing, row.flags)

    def sleepers(self, row, side):
        if side.is_python:
            return side.command("sleepers.py", SLEEPERS)
        return side.command("Sleepers", SLEEPERS, row.flags)

    def hello(self, row, side):
        if side.is_python:
            return [side.executable, "-c", HELLO]
        return side.command("Hello", [], self.flags(row, side, "Hello"))

    def flags(self, row, side, program):
        """The row's options of the JVM; makes its AOT cache, once a run: it fits these jars only."""
        if row.training is None:
            return row.flags
        cache = self.target / f"{row.id}{'-other' if side is self.other else ''}.aot"
        if (row.id, side.name) not in self.caches:
            self.target.mkdir(exist_ok=True)
            making = side.command(
                program, row.training, (f"-XX:AOTCacheOutput={cache}", *row.flags)
            )
            subprocess.run(making, check=True, capture_output=True)
            self.caches.add((row.id, side.name))
        return (f"-XX:AOTCache={cache}", *row.flags)

    def progress(self, row):
        cells = []
        for side in self.sides_of(row):
            values = self.values(row, side)
            if not values:
                continue
            cells.append(f"{side.name} {report.amount(statistics.median(values), row.kind)}")
        print(f"{row.id}: {', '.join(cells)}", file=sys.stderr, flush=True)


def parse():
    parser = entry.parser("core", __doc__)
    parser.add_argument(
        "--rounds", type=int, help="processes of each side a row (default 3; with --against 7)"
    )
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--rows", help="only rows whose names begin with one of these, by commas")
    parser.add_argument(
        "--python", action="append", help="a Python to compare with, the goals' first; repeatable"
    )
    parser.add_argument("--no-uvloop", action="store_true", help="leave uvloop out")
    parser.add_argument("--jvm", default="", help="further options of the JVM")
    options = parser.parse_args()
    if options.against and options.python:
        parser.error("--against compares two checkouts, without any Python")
    options.rounds = options.rounds or (1 if options.quick else 7 if options.against else 3)
    return options


def reported(options, rondo):
    python_sides = sides.pythons(options.python)
    uvloop = None if options.no_uvloop else sides.uvloop_side(python_sides)
    bench = Bench(options, rondo, python_sides, uvloop)
    return report.Report(bench, bench.run()).text()


def compared(options, rondo):
    tree = against.other_tree(options.against, options.programs)
    other = sides.Rondo(tree.class_path, rondo.options, "the other")
    bench = Bench(options, rondo, [], None, other)
    return core_against.text(bench, bench.run(), tree)


def main():
    options = parse()
    rondo = sides.Rondo(entry.class_path(), entry.jvm_options() + shlex.split(options.jvm))
    text = compared if options.against else reported
    entry.publish(options, lambda: text(options, rondo))


if __name__ == "__main__":
    main()
