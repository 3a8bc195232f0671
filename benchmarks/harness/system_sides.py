"""The sides of "./rondo bench system"."""

import dataclasses

import echo_sides
import entry
import peers
import sides
import system_data
from system_rows import (
    AIOFILES, AIOFILES_UVLOOP, ASYNCIO, BLOCKING, EXECUTOR, EXECUTOR_SERVER, EXECUTOR_SPAWN, MEMORY,
    NEWER, PREAD, READ_AMONG, RONDO, SHARED, THREADS, UVLOOP
)

FILES = ("read", "lines", "sequential", "small")
PROCESSES = ("spawn", "echo", "cat")
WORKERS = ("calls", "argument", "ready")
PROGRAMS = "dev.rondo.bench.system"


@dataclasses.dataclass
class Side(echo_sides.Side):
    """A program; its arguments are what is asked of it, as words "name=value"."""

    works: tuple = ()
    way: str = ""
    takes_long: bool = False  # then it does a part of an operation
    has_loop: bool = True
    one_child: bool = False  # whether it can have but one at a time

    def plays(self, row):
        return row.work in self.works and not (
            self.one_child and row.work in PROCESSES and row.tasks > 1
        )

    def asked(self, row, folder):
        units = row.part if self.takes_long and row.part else row.units
        words = {
            "work": row.work, "way": self.way, "folder": folder, "tasks": row.tasks, "units": units,
            "sum": self.sum(row, units),
        }
        return [*self.command, *(f"{name}={value}" for name, value in words.items())]

    @staticmethod
    def sum(row, units):
        """What an operation must find, or choose from."""
        if row.work == "lines":
            return system_data.characters(units)
        if row.work == "sequential":
            return int(units < row.units)  # whether there is more
        return READ_AMONG


def rondo_side(class_path, name=RONDO, works=(*FILES, *PROCESSES, *WORKERS), way=""):
    command = peers.java(class_path, f"{PROGRAMS}.RondoSide")
    return Side(name, command, is_rondo=True, is_jvm=True, works=works, way=way)


def blocking_side():
    command = peers.java(entry.class_path(), f"{PROGRAMS}.BlockingSide")
    works = (*FILES, *PROCESSES)
    return Side(BLOCKING, command, is_jvm=True, works=works, has_loop=False, one_child=True)


def python_side(name, python, loop, works, way="", missing="", **more):
    command = [python, sides.BENCHMARKS / "python" / "system.py", loop]
    return Side(name, command, works=works, way=way, missing=missing, **more)


def debian_side(name, loop, works, way="", modules=("uvloop",), **more):
    """On the first Python that has modules, which is Debian's where its packages are there."""
    python = peers.python_with(", ".join(modules))
    packages = " ".join(f"python3-{module}" for module in modules)
    missing = "" if python else f"not installed (Debian: apt-get install {packages})"
    return python_side(name, python, loop, works, way, missing, **more)


def aiofiles_side(name, loop, works=FILES, way="", **more):
    return debian_side(name, loop, works, way, ("aiofiles", "uvloop"), **more)


def newer_side():
    """asyncio waits for children otherwise since 3.12."""
    found = sides.newer_pyenv_pythons()
    return python_side(NEWER, found[0] if found else None, "asyncio", PROCESSES,
                       missing="" if found else "no 3.13 in pyenv")


def executor_side(name, works, way):
    return debian_side(name, "asyncio", works, way, has_loop=False)


def contestants(other=None):
    """All sides; beside another checkout only Rondo's of both trees."""
    class_path = entry.class_path()
    if other:
        return [rondo_side(class_path), rondo_side(other.class_path, sides.RONDO_OTHER)]
    return [
        rondo_side(class_path),
        rondo_side(class_path, THREADS, ("read", "sequential"), "threads"),
        blocking_side(),
        aiofiles_side(AIOFILES_UVLOOP, "uvloop", takes_long=True),
        aiofiles_side(AIOFILES, "asyncio", takes_long=True),
        aiofiles_side(PREAD, "uvloop", ("read",), "pread"),
        debian_side(ASYNCIO, "asyncio", PROCESSES),
        debian_side(UVLOOP, "uvloop", PROCESSES),
        newer_side(),
        rondo_side(class_path, SHARED, ("argument",), "shared"),
        executor_side(EXECUTOR, WORKERS, "fork"),
        executor_side(MEMORY, ("argument",), "shared"),
        executor_side(EXECUTOR_SPAWN, ("ready",), "spawn"),
        executor_side(EXECUTOR_SERVER, ("ready",), "forkserver"),
    ]
