"""./rondo bench simulation: how much simulated work a second of real time does."""

import argparse
import os
import pathlib
import sys

import against
import report
import sides

MAIN = "dev.rondo.bench.simulation.Main"


def parse():
    parser = argparse.ArgumentParser(prog="rondo bench simulation", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="with --against: processes a side")
    against.add_options(parser)
    parser.add_argument("--out", type=pathlib.Path, help="also write the table to this file")
    return parser.parse_args()


def figures(output):
    """The rows of a printed table: name -> (median, whether more is better)."""
    found = {}
    for line in output.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 4 and cells[3][:1] in "<>":
            found[cells[0]] = (float(cells[1].replace(",", "")), cells[3][0] == ">")
    return found


def comparisons(rounds):
    """From a list of (figures of this, figures of the other)."""
    first_ours, first_theirs = rounds[0]
    for name, (_, more_is_better) in first_ours.items():
        if name in first_theirs:
            pairs = [[(ours[name][0], theirs[name][0])] for ours, theirs in rounds]
            yield against.Comparison(name, "median", more_is_better, pairs)


def compared(options, commands, tree):
    rounds = []
    for number in range(options.rounds):
        pair = [None, None]
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            pair[which] = figures(sides.run_process(commands[which]).output)
        rounds.append(pair)
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
    setting = [
        *report.machine(),
        f"- {options.rounds} rounds of alternating processes",
        against.setting(against.this_tree(), tree, options.programs),
    ]
    table = against.table(list(comparisons(rounds)))
    return "\n\n".join(["# Simulations of two checkouts side by side", "\n".join(setting), table])


def command(class_path):
    options = os.environ["RONDO_BENCH_JVM_OPTIONS"].split()
    return sides.Rondo(class_path, options).jvm("-cp", class_path, MAIN)


def main():
    options = parse()
    this = command(os.environ["RONDO_BENCH_CLASS_PATH"])
    try:
        if options.against:
            tree = against.other_tree(options.against, options.programs)
            text = compared(options, [this, command(tree.class_path)], tree)
        else:
            text = sides.run_process(this).output.rstrip()
    except sides.Failed as e:
        sys.exit(f"benchmarks: {e}")
    print(text)
    if options.out:
        options.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
