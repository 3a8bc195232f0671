"""Two checkouts side by side: what "--against PATH" of every benchmark means.

The other checkout is measured as its own ./rondo builds it. Both run on this machine in one go, in
turn, so that each figure of this one has a partner of the other that was measured next to it; what is
judged are the ratios of such pairs.
"""

import dataclasses
import math
import os
import pathlib
import statistics
import subprocess
import sys

import entry
import report
import sides

LEAST_NOISE = 0.02  # of a ratio: two builds of the same code differ by so much
NOTCH = 1.57  # a median of n values is known to 1.57 x IQR / sqrt(n), at about 95 %
# By n: how much more few values leave open, Student's t of 95 % over that of infinitely many.
FEW = {3: 2.20, 4: 1.62, 5: 1.42, 6: 1.31, 7: 1.25, 8: 1.21, 9: 1.18}
MANY = 1.1

NOISE_TEXT = (
    "A ratio is this / other, the median over pairs that were measured one after the other, in"
    " alternating order. Its noise is the larger of two 95 % bounds of that median, 1.57 x IQR /"
    " sqrt(n), widened as Student's t when n is below ten: over all pairs, and over the medians of each"
    " start of the processes, since two starts of one program differ too; and never less than"
    f" {LEAST_NOISE:.0%}. Of user CPU also the samples by which the kernel tells it from system time"
    " count. A row is called better or"
    " **worse** when it differs by more; of many rows that are equal, one in twenty may be called so"
    " by chance: measure it again alone."
)


@dataclasses.dataclass
class Tree:
    """A checkout with its jars."""

    path: pathlib.Path
    class_path: str

    def describe(self):
        commit = subprocess.run(
            ["git", "-C", self.path, "log", "-1", "--format=%h %s"], capture_output=True, text=True
        ).stdout.strip()
        changed = subprocess.run(
            ["git", "-C", self.path, "status", "--porcelain", "--untracked-files=no"],
            capture_output=True,
            text=True,
        ).stdout.strip()
        return f"{self.path}, {commit or 'not in git'}{', with changes' if changed else ''}"


def this_tree():
    return Tree(sides.BENCHMARKS.parent, entry.class_path())


def other_tree(path, programs):
    """The other checkout; builds it by its own ./rondo, which says so, if its jars are not current."""
    root = pathlib.Path(path).resolve()
    if root == sides.BENCHMARKS.parent:
        sys.exit("benchmarks: --against needs another checkout than this one")
    if not os.access(root / "rondo", os.X_OK) or not (root / "benchmarks" / "run").exists():
        sys.exit(f"benchmarks: {root} is no checkout with ./rondo and benchmarks/run")
    print(
        f"benchmarks: against the jars of {root}; its own ./rondo builds them there now if they are"
        " missing or older than its sources",
        file=sys.stderr,
        flush=True,
    )
    environment = {n: value for n, value in os.environ.items() if not n.startswith("RONDO_BENCH_")}
    done = subprocess.run(
        [root / "rondo", "bench", "core", "--help"],  # builds, and prints what it can do
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"benchmarks: {root}/rondo could not build:\n{done.stderr}")
    target = root / "benchmarks" / "target"
    jars = [
        str(jar)
        for jar in sorted(target.glob("rondo-benchmarks-*.jar"))
        if not jar.stem.endswith(("-sources", "-javadoc", "-tests"))
    ]
    rest = (target / "classpath.txt").read_text().strip()
    own = entry.class_path().split(os.pathsep)[0]
    # Ours at the end has what the other lacks, such as the counting of allocations.
    order = [*jars[:1], rest, own] if programs == "own" else [own, rest]
    return Tree(root, os.pathsep.join(order))


@dataclasses.dataclass
class Comparison:
    """One figure of both trees. A round is a list of pairs (this, other) from the same processes."""

    row: str
    what: str
    more_is_better: bool
    rounds: list

    def values(self, which):
        return [pair[which] for pairs in self.rounds for pair in pairs]

    def ratios_by_round(self):
        found = [[a / b for a, b in pairs if a > 0 and b > 0] for pairs in self.rounds]
        return [ratios for ratios in found if ratios]

    def ratio(self):
        ratios = sum(self.ratios_by_round(), [])
        return statistics.median(ratios) if ratios else None

    def noise(self):
        """How far the ratio may be off, or None when there are too few pairs to tell."""
        by_round = self.ratios_by_round()
        bounds = [notch(sum(by_round, [])), notch([statistics.median(r) for r in by_round])]
        known = [bound for bound in bounds if bound is not None]
        return max(known + [LEAST_NOISE]) if known else None

    def verdict(self):
        ratio, noise = self.ratio(), self.noise()
        if ratio is None or noise is None:
            return "too few pairs"
        gain = ratio if self.more_is_better else 1 / ratio
        return "**worse**" if gain < 1 - noise else "better" if gain > 1 + noise else ""

    def line(self):
        ratio, noise = self.ratio(), self.noise()
        middles = [statistics.median(self.values(which)) for which in (0, 1)]
        cells = [
            self.row,
            self.what,
            *(f"{middle:,.{digits(middle)}f}" for middle in middles),
            "" if ratio is None else f"{ratio:.3f}",
            "" if noise is None else f"{noise:.3f}",
            str(len(self.values(0))),
            self.verdict(),
        ]
        return f"| {' | '.join(cells)} |"


def digits(value):
    return 0 if value >= 1_000 else 1 if value >= 100 else 2 if value >= 1 else 3


def notch(values):
    if len(values) < 3:
        return None
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return NOTCH * FEW.get(len(values), MANY) * (third - first) / math.sqrt(len(values))


def table(comparisons):
    if not comparisons:
        return "Nothing was measured on both."
    worse = [c for c in comparisons if c.verdict() == "**worse**"]
    lines = [
        "| row | figure | this | other | ratio | noise | pairs | verdict |",
        "|---|---|--:|--:|--:|--:|--:|---|",
        *(comparison.line() for comparison in comparisons),
    ]
    names = ", ".join(f"{c.row} ({c.what})" for c in worse)
    summary = f"Worse by more than the noise: {names or 'none'}."
    return "\n\n".join([summary, "\n".join(lines), NOISE_TEXT])


def in_turn(rounds, measure):
    """Calls a function for 0, this checkout, and 1, the other, in alternating order; a pair a round."""
    found = []
    for number in range(rounds):
        pair = [None, None]
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            pair[which] = measure(which)
        found.append(pair)
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return found


def comparisons(rounds):
    """From pairs of figures: name -> (value, what, whether more is better)."""
    first_ours, first_theirs = rounds[0]
    for name, (_, what, more_is_better) in first_ours.items():
        if name in first_theirs:
            pairs = [[(ours[name][0], theirs[name][0])] for ours, theirs in rounds]
            yield Comparison(name, what, more_is_better, pairs)


def setting(other, programs):
    whose = "its own benchmark programs" if programs == "own" else "this checkout's programs"
    return "\n".join([
        f"- This: {this_tree().describe()}",
        f"- Other: {other.describe()}; built by its own `./rondo`, running {whose}",
    ])


def text(title, how, other, programs, comparisons):
    """A report; how says in lines how it was measured."""
    lines = [*report.machine(), *how, setting(other, programs)]
    return "\n\n".join([f"# {title}", "\n".join(lines), table(list(comparisons))])
