"""The tables of "./rondo bench postgres", in markdown."""

import math

import postgres_rows
from postgres_rows import ASYNCPG, RONDO, VERTX
from tables import Tables, markdown, median, number, verdict

SERVER_BOUND = 0.9  # of its processor
NOTES = (
    "1000/s: queries, median of the windows. Of asyncpg, of another: the median of the ratios of windows"
    " of the same cycle. CPU us: what a query costs the client's process, by the process's own clock:"
    " median, lower quartile and least of the windows; its ratio is that of the lower quartiles, which"
    " others on the machine disturb least. user us: the kernel tells user from system time by samples"
    " only, so it is of all windows together. alloc B: bytes a JVM allocates a query, over one window"
    " more. client, server: how much of a processor the client and the database took, median: where the"
    " server has all of one, it is the limit, and CPU us says more than the rate. others: the most that"
    " anybody else used of a processor in a window; (!) where that makes the rate doubtful.\n\n"
    "Every client compares the number of rows and the sum of all values of each answer with what the"
    " database says; asyncpg, which decodes all values itself before it answers, adds them up once a"
    " window and task only, for it would pay more for adding than for the query. What is written, the"
    " benchmark counts and adds up in the table after each window. pgjdbc has no Unix sockets without"
    " another library, vertx-pg-client no COPY and no oids (its statement has them cast to bigint),"
    " neither pgjdbc nor asyncpg pipelining. No pool resets a session between two queries: asyncpg's is"
    " told not to, the others do not by default; pgjdbc has none (a thread keeps its connection). In the"
    " row of acquires all pools do what they do by default."
)


class Report(Tables):
    title = "PostgreSQL drivers side by side"
    pins = "client and database"
    notes = NOTES

    def further_setting(self):
        return [f"- PostgreSQL {self.bench.data.version}, no disk is waited for, trust, no TLS"]

    def goals(self):
        lines = [super().goals(), *self.geometric()]
        return "\n".join(line for line in lines if line)

    # ---- Goals

    def geometric(self):
        """Over toolbench's shapes."""
        for name, times in postgres_rows.GEOMETRIC.items():
            rate, cpu = (self.mean(name, figure) for figure in ("rps", "cpu"))
            if rate and cpu:
                text = f"toolbench, geometric mean of its shapes: rate at least {times:g} of {name}"
                yield verdict(text, f"{rate:.2f}; CPU {cpu:.2f}", rate >= times)

    def mean(self, name, figure):
        ratios = [self.ratio(row, RONDO, name, figure) for row in self.rows if row.is_shape]
        known = [ratio for ratio in ratios if ratio]
        return math.exp(sum(map(math.log, known)) / len(known)) if known else None

    def remark(self, row, goal, name):
        busy = min(median(self.good(row, side), "load") or 0 for side in (RONDO, name))
        cpu = self.ratio(row, RONDO, name, "cpu")
        if goal.figure != "rps" or busy < SERVER_BOUND or cpu is None:
            return ""
        return f"; the server is the limit, CPU {cpu:.2f}"

    def verdicts(self, row):
        yield from super().verdicts(row)
        good = self.good(row, RONDO)
        if row.work == "stream" and good:
            limit = postgres_rows.STREAM_HEAP_GOAL
            heap = max(window["heap"] for window in good)
            text = f"{row.title}: live heap at most {limit >> 20} MiB"
            yield verdict(text, f"{heap / 2**20:.1f}", heap <= limit)
        if row.work == "acquire" and good:
            limit = postgres_rows.FIFO_GOAL
            part = max(window["overtaken"] / window["requests"] for window in good)
            yield verdict(f"{row.title}: out of order at most {limit:.0%}", f"{part:.2%}", part <= limit)
            stays = median(good, "staying")
            limit = postgres_rows.STAYING_GOAL
            text = f"{row.title}: bytes that stay, an acquire, at most {limit}"
            yield verdict(text, f"{stays:.1f}", stays <= limit)

    # ---- Parts

    def base(self, row, names):
        return next((name for name in (ASYNCPG, VERTX) if name in names), names[0])

    def columns(self, base):
        columns = super().columns(base)
        others = columns.pop("others")
        return {
            **columns,
            "client": lambda row, name, good: number(median(good, "share")),
            "server": lambda row, name, good: number(median(good, "load")),
            "others": others,
        }

    def table_of(self, row):
        return {"stream": self.streams, "acquire": self.acquires}.get(row.work, self.figures)

    def streams(self, row, names):
        lines = [["side", "MB/s", "seconds", "CPU s", "alloc B a row", "live heap MiB", "resident MiB"],
                 ["---"] + ["--:"] * 6]
        for name in names:
            good = self.good(row, name)
            heap = max((window.get("heap", 0) for window in good), default=0)
            allocated = self.bench.allocated.get((row.id, name))
            seconds = median(good, "seconds")
            lines.append([
                name,
                f"{row.rows / 1e3 / seconds:,.0f}",
                f"{seconds:.2f}",
                f"{median(good, 'cpu_s'):.2f}",
                "" if allocated is None else f"{allocated / row.rows:,.0f}",
                f"{heap / 2**20:.1f}" if heap else "",
                f"{max(window['resident'] for window in good) / 2**20:.0f}",
            ])
        return markdown(lines)

    def acquires(self, row, names):
        lines = [["side", "1000/s", "CPU us", "out of order", "most places overtaken", "bytes that stay, an acquire"],
                 ["---"] + ["--:"] * 5]
        for name in names:
            good = self.good(row, name)
            stays = median(good, "staying")
            lines.append([
                name,
                number(median(good, "rps") / 1e3),
                number(median(good, "cpu_us")),
                f"{max(window['overtaken'] / window['requests'] for window in good):.2%}",
                f"{max(window['places'] for window in good):,}",
                "" if stays is None else f"{stays:.1f}",
            ])
        return markdown(lines)
