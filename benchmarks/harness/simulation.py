"""./rondo bench simulation: how much simulated work a second of real time does."""

import against
import entry
import sides

MAIN = "dev.rondo.bench.simulation.Main"


def parse():
    parser = entry.parser("simulation", __doc__)
    parser.add_argument("--rounds", type=int, default=5, help="with --against: processes a side")
    return parser.parse_args()


def run(class_path):
    """Runs the simulations once; returns what they print."""
    java = sides.Rondo(class_path, entry.jvm_options())
    return sides.run_process(java.jvm("-cp", class_path, MAIN)).output.rstrip()


def figures(output):
    """The rows of a printed table, see against.comparisons."""
    found = {}
    for line in output.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if len(cells) == 4 and cells[3][:1] in "<>":
            found[cells[0]] = (float(cells[1].replace(",", "")), "median", cells[3][0] == ">")
    return found


def text(options):
    if not options.against:
        return run(entry.class_path())
    tree = against.other_tree(options.against, options.programs)
    class_paths = [entry.class_path(), tree.class_path]
    rounds = against.in_turn(options.rounds, lambda which: figures(run(class_paths[which])))
    how = [f"- {options.rounds} rounds of alternating processes"]
    title = "Simulations of two checkouts side by side"
    return against.text(title, how, tree, options.programs, against.comparisons(rounds))


def main():
    options = parse()
    entry.publish(options, lambda: text(options))


if __name__ == "__main__":
    main()
