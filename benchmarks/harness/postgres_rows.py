"""What "./rondo bench postgres" measures, and the goals."""

import dataclasses

import goals
import sides

ASYNCPG, VERTX, PGJDBC = "asyncpg", "vertx-pg-client", "pgjdbc, threads"
PGJDBC_TASKS, PGJDBC_TWO = "pgjdbc in tasks", "pgjdbc, threads, 2 processors"
RONDO = sides.RONDO
OWN, POOL, PIPELINED = "own", "pool", "pipelined"  # how tasks come to a connection
COPIED_ROWS = 10_000
INSERTED_ROWS = 1_000
# One row of toolbench's: 10, 11, 10, TESTTESTTEST, 10.333, 12341234, 123412341234.
COPIED_SUM = 10 + 11 + 10 + 12 + 12341234 + 12
STREAMED_ROWS = {False: 1_000_000, True: 100_000}  # by quick; of a KB each
ACQUIRES = 10_000
FIFO_GOAL = 0.01  # of the grants may overtake another
STREAM_HEAP_GOAL = 10 << 20
STAYING_GOAL = 8  # bytes an acquire: what is below is noise of the collector's
GEOMETRIC = {ASYNCPG: 1.5, VERTX: 1.2}


def goal(figure, times, *peers):
    return goals.Goal(figure, times, peers, "query")


@dataclasses.dataclass
class Row:
    id: str
    title: str
    work: str  # what the clients do, by name
    way: str = OWN
    connections: int = 1
    tasks: int = 1
    sql: str = ""
    check: str = ""  # a query for the number of an answer's rows and the sum of their values
    unix: bool = False
    goals: tuple = ()
    rows: int = 0  # of an answer, once the check has said so
    sum: int = 0

    @property
    def is_shape(self):
        return self.id.startswith("shape-")

    @property
    def writes(self):
        """How many rows a query of this writes."""
        return {"copy-in": COPIED_ROWS, "batch": INSERTED_ROWS}.get(self.work, 0)

    @property
    def is_long(self):
        """Whether one answer makes a window."""
        return self.work in ("stream", "acquire")


POINT = "SELECT id, amount, name FROM points WHERE id = $1"
TYPES = (
    "SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, typispreferred,"
    " typisdefined, typdelim, typrelid, typelem, typarray FROM pg_type"
    " WHERE typtypmod = $1 AND typisdefined = $2"
)
TYPES_CHECK = (
    "SELECT count(*), sum(length(typname) + typnamespace::bigint + typowner::bigint + typlen"
    " + typbyval::int + 1 + typispreferred::int + typisdefined::int + 1 + typrelid::bigint"
    " + typelem::bigint + typarray::bigint) FROM pg_type WHERE typtypmod = -1 AND typisdefined"
)
INSERT = "INSERT INTO copied (a, b, c, d, e, f, g) VALUES ($1, $2, $3, $4, $5, $6, $7)"
EACH_PEER = (goal("rps", 1.0, VERTX, PGJDBC), goal("cpu", 0.5, ASYNCPG))
ON_ONE_CORE = (goal("rps", 1.0, ASYNCPG, VERTX, PGJDBC),)


def select(name, title, **more):
    return Row(name, title, "point", sql=POINT, rows=1, **more)


def pipelined(connections, each, *row_goals):
    title = f"point select, {connections} {'connection' if connections == 1 else 'connections'} x {each}"
    return select(f"pipelined-{connections}x{each}", f"{title} in flight", way=PIPELINED,
                  connections=connections, tasks=connections * each, goals=row_goals)


def pooled(size):
    return select(f"pool-{size}", f"point select, pool of {size}, no pipelining", way=POOL,
                  connections=size, tasks=size, goals=ON_ONE_CORE)


def shape(name, title, work, sql="", check="", row_goals=(), prefix="shape"):
    return Row(f"{prefix}-{name}", f"{title}; 10 connections", work, connections=10, tasks=10, sql=sql,
               check=check, goals=row_goals)


ROWS = (
    select("select-tcp", "point select, one connection, TCP", goals=EACH_PEER),
    select("select-unix", "point select, one connection, Unix socket", unix=True, goals=EACH_PEER),
    pipelined(1, 32, goal("rps", 1.1, VERTX), goal("cpu", 0.8, VERTX)),
    pipelined(1, 256, goal("rps", 1.1, VERTX), goal("cpu", 0.8, VERTX)),
    pipelined(4, 64, goal("rps", 1.5, VERTX)),
    pooled(4),
    pooled(10),
    shape("types", "pg_type, 12 columns", "types", TYPES, TYPES_CHECK),
    shape("series", "generate_series, 1,000 rows", "series",
          "SELECT i FROM generate_series(1, 1000) AS i", "SELECT 1000, 500500"),
    shape("bytes", "100 values of 1 kB", "bytes", "SELECT a FROM bytes_1k",
          "SELECT count(*), sum(length(a) + get_byte(a, 0)) FROM bytes_1k"),
    shape("arrays", "100 arrays of 100 integers", "arrays", "SELECT a FROM arrays",
          "SELECT 100, sum(v) FROM (SELECT unnest(a) AS v FROM arrays) s"),
    shape("copy-in", "COPY in of 10,000 rows", "copy-in",
          "COPY copied (a, b, c, d, e, f, g) FROM STDIN", row_goals=(goal("rps", 1.2, ASYNCPG),)),
    shape("batch", "INSERT of 1,000 rows in a batch", "batch", INSERT),
    shape("one", "SELECT 1+1", "one", "SELECT 1+1", "SELECT 1, 2"),
    shape("out", "COPY out of 10,000 rows", "copy-out",
          "COPY source (a, b, c, d, e, f, g) TO STDOUT",
          "SELECT count(*), sum(length(s::text) - 1) FROM source s", prefix="copy"),
    Row("stream", "1 GB of rows streamed", "stream",
        sql="SELECT i, repeat('x', 1000) AS x FROM (SELECT generate_series(1, {count}) AS i) s",
        check="SELECT {count}, {count} * ({count} + 1::bigint) / 2 + {count} * 1000::bigint"),
    Row("acquire", "10,000 acquires and releases by 1,000 tasks, pool of 10", "acquire", way=POOL,
        connections=10, tasks=1_000, rows=ACQUIRES),
)
