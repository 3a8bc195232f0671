"""The peer asyncpg, with uvloop: postgres.py NAME=VALUE..., as Job.java reads them.

It is asked as Asked.java says.
"""

import asyncio
import json
import random
import sys
import time

import asyncpg
import uvloop

POINTS = 10_000
ROW = (10, 11, 10, "TESTTESTTEST", 10.333, 12341234, "123412341234")
COLUMNS = ("a", "b", "c", "d", "e", "f", "g")
COPIED = [ROW] * 10_000
INSERTED = [ROW] * 1_000
FETCHED = 1_000  # rows of a stream at a time
ACQUIRES = 10_000


class Connection(asyncpg.Connection):
    """Does not reset its session when it goes back to the pool."""

    def get_reset_query(self):
        return ""


def value_of(value):
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, bytes):
        return 1 if len(value) == 1 else len(value) + value[0]  # the former: of type "char"
    return sum(value) if isinstance(value, list) else value


class Client:
    def __init__(self, words):
        self.words = words
        self.work, self.way = words["work"], words["way"]
        self.tasks, self.rows, self.sum = (int(words[name]) for name in ("tasks", "rows", "sum"))
        self.sql = words["sql"]
        self.arguments = (-1, True) if self.work == "types" else ()
        self.unchecked = set()  # tasks that have not added up an answer in this window
        self.asked = {"host": words["host"], "port": int(words["port"]), "user": "postgres",
                      "database": "postgres", "ssl": False}

    async def connect(self):
        count = int(self.words["connections"])
        if self.way == "pool":
            kind = asyncpg.Connection if self.work == "acquire" else Connection
            self.pool = await asyncpg.create_pool(
                **self.asked, min_size=count, max_size=count, max_queries=1 << 40,
                connection_class=kind,
            )
            self.sources = [self.pool] * self.tasks
        else:
            self.sources = [await asyncpg.connect(**self.asked) for _ in range(count)]
        self.query = {
            "point": self.point, "stream": self.stream, "copy-in": self.copy_in,
            "copy-out": self.copy_out, "batch": self.batch,
        }.get(self.work, self.fetch)

    async def run(self, seconds):
        self.latencies, self.more = [], {}
        self.unchecked = set(range(self.tasks))
        self.begin = time.perf_counter_ns()
        self.deadline = self.begin + int(seconds * 1e9)
        if self.work == "acquire":
            await self.acquire_all()
        else:
            await asyncio.gather(*(self.ask(i, source) for i, source in enumerate(self.sources)))
        self.end = time.perf_counter_ns()

    def tell(self):
        ordered = sorted(self.latencies)
        count = len(ordered)
        return {
            "requests": count,
            "seconds": (self.end - self.begin) / 1e9,
            "p50_us": ordered[count // 2] / 1e3,
            "p99_us": ordered[min(count - 1, count * 99 // 100)] / 1e3,
            **self.more,
        }

    async def ask(self, task, source):
        query, latencies, clock = self.query, self.latencies, time.perf_counter_ns
        while True:
            asked = clock()
            await query(source, task)
            now = clock()
            latencies.append(now - asked)
            if now >= self.deadline:
                break

    async def point(self, source, task):
        asked = random.randrange(POINTS) + 1
        row = await source.fetchrow(self.sql, asked)
        if row[0] != asked or row[1] != asked * 7 or len(row[2]) != 12:
            raise ValueError(f"asked for {asked}: {row}")

    async def fetch(self, source, task):
        rows = await source.fetch(self.sql, *self.arguments)
        if len(rows) != self.rows:
            raise ValueError(f"{len(rows)} rows, not {self.rows}")
        if task in self.unchecked:
            self.unchecked.remove(task)
            self.check(sum(map(value_of, row)) for row in rows)

    def check(self, values):
        found = sum(values)
        if found != self.sum:
            raise ValueError(f"a sum of {found}, not {self.sum}")

    async def stream(self, source, task):
        count = total = 0
        async with source.transaction():
            cursor = await source.cursor(self.sql)
            while rows := await cursor.fetch(FETCHED):
                count += len(rows)
                for number, text in rows:
                    total += number + len(text)
        if count != self.rows:
            raise ValueError(f"{count} rows, not {self.rows}")
        self.check([total])

    async def copy_in(self, source, task):
        status = await source.copy_records_to_table("copied", records=COPIED, columns=COLUMNS)
        if status != f"COPY {len(COPIED)}":
            raise ValueError(status)

    async def copy_out(self, source, task):
        size = 0

        async def take(data):
            nonlocal size
            size += len(data)

        status = await source.copy_from_table("source", columns=COLUMNS, output=take)
        if status != f"COPY {self.rows}":
            raise ValueError(status)
        self.check([size])

    async def batch(self, source, task):
        await source.executemany(self.sql, INSERTED)

    # ---- Acquires

    async def acquire_all(self):
        """Who has waited longest is to be next: counts who was overtaken, and by how many."""
        self.left, self.arrivals, self.waiting = ACQUIRES, 0, {}
        self.more = {"overtaken": 0, "places": 0}
        await asyncio.gather(*(self.acquire() for _ in range(self.tasks)))

    async def acquire(self):
        while self.left > 0:
            self.left -= 1
            asked = time.perf_counter_ns()
            number = self.arrivals
            self.arrivals += 1
            self.waiting[number] = True
            connection = await self.pool.acquire()
            first = next(iter(self.waiting))
            del self.waiting[number]
            if number != first:
                self.more["overtaken"] += 1
                self.more["places"] = max(self.more["places"], number - first)
            try:
                await asyncio.sleep(0)
            finally:
                await self.pool.release(connection)
            self.latencies.append(time.perf_counter_ns() - asked)


async def main():
    client = Client(dict(word.split("=", 1) for word in sys.argv[1:]))
    await client.connect()
    print("READY", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.startswith("tell"):
            print(json.dumps(client.tell()), flush=True)
            continue
        try:
            await client.run(float(line.split()[1]))
        except Exception as e:
            sys.exit(print(f"failed: {e!r}", flush=True))
        print("ran", flush=True)


uvloop.install()
asyncio.run(main())
