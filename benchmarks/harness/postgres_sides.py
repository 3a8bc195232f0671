"""The clients of "./rondo bench postgres", and what must be built for them."""

import dataclasses
import re

import echo_sides
import entry
import peers
import sides
from postgres_rows import (
    ASYNCPG, OWN, PGJDBC, PGJDBC_TASKS, PGJDBC_TWO, PIPELINED, POOL, RONDO, VERTX
)

VERTX_CASTS = {  # its oids are null
    f"typ{name}": "bigint" for name in ("namespace", "owner", "relid", "elem", "array")
}
VERTX_VERSIONS = ("5.0.12", "5.0.10", "5.0.8", "5.0.7")  # the first that Maven serves
SMALL_HEAP = "-Xmx32m"  # in which a gigabyte is streamed


@dataclasses.dataclass
class Side(echo_sides.Side):
    """A client; its arguments are what is asked of it, as words "name=value"."""

    ways: tuple = (OWN, POOL, PIPELINED)
    works: tuple = None  # None: all
    unix: bool = True
    only: tuple = ()  # rows
    pinned: bool = True
    casts: dict = dataclasses.field(default_factory=dict)  # of columns whose type it cannot read

    def plays(self, row):
        return (
            row.way in self.ways
            and (self.works is None or row.work in self.works)
            and (self.unix or not row.unix)
            and (not self.only or row.id in self.only)
        )

    def asked(self, row, host, port):
        sql = row.sql
        for column, type_name in self.casts.items():
            sql = re.sub(rf"\b{column}\b", f"{column}::{type_name}", sql, count=1)
        words = {
            "host": host, "port": port, "work": row.work, "way": row.way, "tasks": row.tasks,
            "connections": row.connections, "rows": row.rows, "sum": row.sum, "sql": sql,
        }
        command = self.command
        if row.work == "stream" and self.is_jvm:
            command = [command[0], SMALL_HEAP, *command[1:]]
        return [*command, *(f"{name}={value}" for name, value in words.items())]


READS = ("point", "types", "series", "bytes", "arrays", "one", "stream")


def rondo_side(class_path, name=RONDO):
    command = peers.java(class_path, "dev.rondo.bench.postgres.RondoClient")
    return Side(name, command, is_rondo=True, is_jvm=True)


def asyncpg_side():
    python = peers.python_with("asyncpg, uvloop")
    missing = "" if python else "not installed (Debian: apt-get install python3-asyncpg python3-uvloop)"
    command = [python, sides.BENCHMARKS / "python" / "postgres.py"]
    return Side(ASYNCPG, command, ways=(OWN, POOL), missing=missing)


def vertx_side():
    for version in VERTX_VERSIONS:
        path, missing = peers.maven_built(
            "vertx-postgres", "client.jar", f"-Dbench.jar={peers.bench_jar()}",
            f"-Dvertx.version={version}",
        )
        if not missing:
            break
    command = peers.java(path, *sides.NETTY_OPTIONS, "Client")
    return Side(VERTX, command, is_jvm=True, works=(*READS, "batch"), casts=VERTX_CASTS, missing=missing)


def pgjdbc_side(name, *options, **more):
    command = peers.java(entry.class_path(), *options, "dev.rondo.bench.postgres.JdbcClient")
    works = (*READS, "batch", "copy-in", "copy-out")
    return Side(name, command, is_jvm=True, works=works, unix=False, ways=(OWN, POOL), **more)


def contestants(other=None):
    """All sides; beside another checkout only Rondo's of both trees."""
    rondo = rondo_side(entry.class_path())
    if other:
        return [rondo, rondo_side(other.class_path, sides.RONDO_OTHER)]
    return [
        rondo,
        asyncpg_side(),
        vertx_side(),
        pgjdbc_side(PGJDBC),
        pgjdbc_side(PGJDBC_TASKS, "-Dtasks=true", only=("select-tcp", "pool-10")),
        pgjdbc_side(PGJDBC_TWO, only=("pool-4", "pool-10"), pinned=False),
    ]
