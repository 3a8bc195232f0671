"""./rondo bench micro --against PATH: JMH's benchmarks in two checkouts; other arguments are JMH's."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import against
import report
import sides

MORE_IS_BETTER = {"thrpt": True}  # by JMH's mode; less of all others


def parse():
    parser = argparse.ArgumentParser(prog="rondo bench micro", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="forks of a side (default 5)")
    against.add_options(parser)
    parser.add_argument("--out", type=pathlib.Path, help="also write the table to this file")
    return parser.parse_known_args()


def scores(class_path, arguments):
    """Runs JMH once, with one fork a benchmark; returns name -> (score, unit, mode)."""
    options = os.environ["RONDO_BENCH_JVM_OPTIONS"].split()
    java = sides.Rondo(class_path, options)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = java.jvm("-cp", class_path, "org.openjdk.jmh.Main", *arguments, "-f", "1")
        command += ["-rf", "json", "-rff", file.name]
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            sys.exit("benchmarks: JMH failed")
        return {
            short(result): (
                result["primaryMetric"]["score"],
                result["primaryMetric"]["scoreUnit"],
                result["mode"],
            )
            for result in json.load(file)
        }


def short(result):
    parameters = result.get("params", {})
    more = "".join(f" {name}={value}" for name, value in parameters.items())
    return result["benchmark"].split(".bench.")[-1] + more


def comparisons(rounds):
    for name, (_, unit, mode) in rounds[0][0].items():
        if name in rounds[0][1]:
            pairs = [[(ours[name][0], theirs[name][0])] for ours, theirs in rounds]
            yield against.Comparison(name, unit, MORE_IS_BETTER.get(mode, False), pairs)


def main():
    options, arguments = parse()
    tree = against.other_tree(options.against, options.programs)
    class_paths = [os.environ["RONDO_BENCH_CLASS_PATH"], tree.class_path]
    rounds = []
    for number in range(options.rounds):
        pair = [None, None]
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            pair[which] = scores(class_paths[which], arguments)
        rounds.append(pair)
    setting = [
        *report.machine(),
        f"- {options.rounds} rounds of alternating forks",
        against.setting(against.this_tree(), tree, options.programs),
    ]
    table = against.table(list(comparisons(rounds)))
    text = "\n\n".join(["# JMH of two checkouts side by side", "\n".join(setting), table])
    print(text)
    if options.out:
        options.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
