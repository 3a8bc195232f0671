"""The tables of "./rondo bench http", in markdown."""

import statistics

import http_rows
from tables import Tables, markdown, verdict

HEAP_GOALS = {"idle connection": 2.5 * 1024, "suspended handler": 8 * 1024}
START_GOAL = 0.25
PARSER_GOAL_NS = 700
NOTES = (
    "1000/s: median of the windows. Of nginx, of another: the median of the ratios of windows of the"
    " same cycle. CPU us: what a request costs the server's process (or the client's, in the rows"
    " client), by the process's own clock: median, lower quartile and least of the windows; its ratio"
    " is that of the lower quartiles, which others on the machine disturb least. user us: the kernel"
    " tells user from system time by samples only, so it is of all windows together. alloc B: bytes a"
    " JVM allocates a request, over one window more. others: the most that anybody else used of a"
    " processor in a window; (!) where that makes the rate doubtful."
)


class Report(Tables):
    title = "HTTP side by side"
    pins = "server and load"
    notes = NOTES

    def verdicts(self, row):
        yield from super().verdicts(row)
        for what, limit in HEAP_GOALS.items() if row.kind == "heap" else ():
            for window in self.good(row, f"{http_rows.RONDO}: {what}"):
                heap = window["heap"]
                text = f"heap of an {what} at most" if what[0] in "aeiou" else f"heap of a {what} at most"
                yield verdict(f"{text} {limit / 1024:g} KiB", f"{heap / 1024:.2f}", heap <= limit)
        if row.kind == "start":
            taken = [window["seconds"] for window in self.good(row, "Rondo, AOT cache")]
            if taken:
                middle = statistics.median(taken)
                text = f"start to first answer, AOT cache, at most {START_GOAL * 1000:.0f} ms"
                yield verdict(text, f"{middle * 1000:.0f}", middle <= START_GOAL)
        if row.kind == "parser":
            found = self.good(row, "Rondo: parsed, all names read")
            if found:
                best = min(window["ns"] for window in found)
                text = f"{row.title}, names read, at most {PARSER_GOAL_NS} ns"
                yield verdict(text, f"{best:.0f}", best <= PARSER_GOAL_NS)

    def table_of(self, row):
        tables = {"heap": self.weights, "start": self.starts, "parser": self.heads}
        return tables.get(row.kind, self.figures)

    def base(self, row, names):
        return http_rows.NGINX if http_rows.NGINX in names else names[0]

    def weights(self, row, names):
        lines = [["what", "KiB of heap each"], ["---", "--:"]]
        for name in names:
            lines += [[name, f"{w['heap'] / 1024:.2f}"] for w in self.good(row, name)]
        return markdown(lines)

    def starts(self, row, names):
        lines = [["what", "ms, median", "least"], ["---", "--:", "--:"]]
        for name in names:
            taken = [window["seconds"] * 1000 for window in self.good(row, name)]
            lines.append([name, f"{statistics.median(taken):.0f}", f"{min(taken):.0f}"])
        return markdown(lines)

    def heads(self, row, names):
        lines = [["what", "ns, least", "bytes"], ["---", "--:", "--:"]]
        for name in names:
            good = self.good(row, name)
            least = min(window["ns"] for window in good)
            lines.append([name, f"{least:.0f}", f"{good[0]['bytes']:.0f}"])
        return markdown(lines)
