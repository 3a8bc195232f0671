"""Compares two checkouts by the rows of "rondo bench core"."""

import against

# By kind of row: what is shown, and how many of it make one of what was measured.
UNITS = {
    "rate": ("ns", 1),
    "run": ("ms", 1e3),
    "start": ("ms", 1e3),
    "memory": ("MiB", 2**-20),
    "wall": ("s", 1),
}


def comparison(bench, row):
    unit, factor = UNITS[row.kind]
    pairs = zip(bench.values(row, bench.rondo), bench.values(row, bench.other))
    rounds = [[(ours * factor, theirs * factor)] for ours, theirs in pairs]
    return against.Comparison(f"{row.id}: {row.title}", unit, False, rounds)


def text(bench, measured, tree):
    how = [
        f"- JDK: {bench.rondo.describe()}; options of both: `{' '.join(bench.rondo.options)}`",
        f"- {bench.options.rounds} rounds of alternating processes",
    ]
    both = [row for row in measured if bench.values(row, bench.other)]
    missing = [
        f"{row}: the other checkout lacks it, or fails at it: its process {why.split(':')[0]}."
        for row, why in bench.failures.items()
    ]
    compared = [comparison(bench, row) for row in both]
    title = "Two checkouts side by side"
    return "\n\n".join([against.text(title, how, tree, bench.options.programs, compared), *missing])
