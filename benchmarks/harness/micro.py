"""./rondo bench micro --against PATH: JMH's benchmarks in two checkouts; other arguments are JMH's."""

import json
import subprocess
import sys
import tempfile

import against
import entry
import sides

MORE_IS_BETTER = {"thrpt": True}  # by JMH's mode; less of all others


def parse():
    parser = entry.parser("micro", __doc__)
    parser.add_argument("--rounds", type=int, default=5, help="forks of a side (default 5)")
    return parser.parse_known_args()


def scores(class_path, arguments):
    """Runs JMH once, with one fork a benchmark; returns figures, see against.comparisons."""
    java = sides.Rondo(class_path, entry.jvm_options())
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        jmh = java.jvm("-cp", class_path, "org.openjdk.jmh.Main", *arguments, "-f", "1")
        jmh += ["-rf", "json", "-rff", file.name]
        if subprocess.run(jmh, stdout=sys.stderr).returncode != 0:
            raise sides.Failed("JMH failed")
        return dict(figure(result) for result in json.load(file))


def figure(result):
    metric = result["primaryMetric"]
    parameters = result.get("params", {})
    more = "".join(f" {name}={value}" for name, value in parameters.items())
    name = result["benchmark"].split(".bench.")[-1] + more
    return name, (metric["score"], metric["scoreUnit"], MORE_IS_BETTER.get(result["mode"], False))


def text(options, arguments):
    tree = against.other_tree(options.against, options.programs)
    class_paths = [entry.class_path(), tree.class_path]
    rounds = against.in_turn(options.rounds, lambda which: scores(class_paths[which], arguments))
    how = [f"- {options.rounds} rounds of alternating forks"]
    title = "JMH of two checkouts side by side"
    return against.text(title, how, tree, options.programs, against.comparisons(rounds))


def main():
    options, arguments = parse()
    entry.publish(options, lambda: text(options, arguments))


if __name__ == "__main__":
    main()
