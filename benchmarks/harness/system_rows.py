"""What "./rondo bench system" measures, and the goals."""

import dataclasses

import goals
import sides

RONDO = sides.RONDO
THREADS = "Rondo, by threads"
BLOCKING = "Java, in place"
AIOFILES, AIOFILES_UVLOOP = "aiofiles, asyncio", "aiofiles, uvloop"
PREAD = "pread in threads, uvloop"
ASYNCIO, UVLOOP, NEWER = "asyncio", "uvloop", "asyncio, newer Python"
EXECUTOR, MEMORY = "ProcessPoolExecutor", "multiprocessing.shared_memory"
EXECUTOR_SPAWN, EXECUTOR_SERVER = f"{EXECUTOR}, spawn", f"{EXECUTOR}, forkserver"
SHARED = "Rondo, SharedMemory"
READY_MS = 200  # median, of a worker
HELD_MS = 5  # the longest that anything may hold the loop
READ_AMONG = 16_384  # blocks, of which the reads choose at random
LARGE_BLOCKS = 16  # of 4 KiB, in 64 KiB

PER_SECOND, THOUSANDS, MEGABYTES = ("/s", 1), ("1000/s", 1e-3), ("MB/s", 65_536e-6)


@dataclasses.dataclass
class Goal(goals.Goal):
    side: str = RONDO  # whose figure it is

    def text(self):
        return f"{self.side}: {super().text()}"


def goal(times, *peers, side=RONDO):
    return Goal("rps", times, peers, side=side)


@dataclasses.dataclass
class Row:
    id: str
    title: str
    work: str  # what the sides do, by name
    unit: str  # what is counted
    scale: tuple = PER_SECOND  # of the rate: its name, and a factor
    tasks: int = 1
    units: int = 1  # of an operation
    part: int = 0  # units of an operation of who takes long for one; 0: all
    blocks: int = 0  # of 4 KiB, of the file that is read
    goals: tuple = ()

    @property
    def is_of_files(self):
        return self.work in ("read", "lines", "sequential", "small")


def reads(tasks, large, *row_goals):
    several = "one task" if tasks == 1 else f"{tasks} tasks"
    return Row(f"read-{tasks}", f"4 KiB read at a random place, {several}", "read", "read", THOUSANDS,
               tasks=tasks, blocks=large * LARGE_BLOCKS, goals=row_goals)


def children(name, title, tasks):
    """One child at a time, or several."""
    several = "one at a time" if tasks == 1 else f"{tasks} at a time"
    return Row(f"{name}-{tasks}", f"{title}, {several}", name, "child", tasks=tasks,
               goals=(goal(1, ASYNCIO, UVLOOP, NEWER),))


def process_rows(quick):
    for tasks in (1, 16):
        yield children("spawn", "/bin/true spawned and waited for", tasks)
    for tasks in (1, 16):
        yield children("echo", "/bin/echo spawned and communicated with", tasks)
    through = 16 if quick else 64
    yield Row("cat", f"{through} MiB through cat and back", "cat", "MiB", ("MiB/s", 1), units=through,
              goals=(goal(1, ASYNCIO, UVLOOP, NEWER),))


def rows(quick):
    return (*file_rows(quick), *process_rows(quick), *worker_rows(quick))


def worker_rows(quick):
    yield Row("calls", "1,000 calls of a tiny function, by two processes", "calls", "call", THOUSANDS,
              units=1_000, goals=(goal(1, EXECUTOR),))
    size = 20 if quick else 100
    yield Row("argument", f"{size} MB as an argument", "argument", "MB", ("MB/s", 1), units=size,
              goals=(goal(1, EXECUTOR), goal(10, EXECUTOR, side=SHARED)))
    yield Row("worker", "from the start of a worker to its first answer", "ready", "worker")


def file_rows(quick):
    lines = 200_000 if quick else 1_000_000
    large = 2_048 if quick else 16_384  # 64 KiB each
    small = 2_000 if quick else 10_000
    return (
        reads(1, large, goal(5, AIOFILES_UVLOOP, side=THREADS), goal(10, AIOFILES_UVLOOP)),
        reads(64, large, goal(5, AIOFILES_UVLOOP, side=THREADS), goal(5, AIOFILES_UVLOOP)),
        Row("lines", f"{lines:,} lines", "lines", "line", THOUSANDS, units=lines, part=10_000,
            goals=(goal(0.5, BLOCKING),)),
        Row("sequential", f"{large / 16:,.0f} MiB read in 64 KiB", "sequential", "read of 64 KiB",
            MEGABYTES, units=large, part=large // 8, blocks=large * LARGE_BLOCKS,
            goals=(goal(0.5, BLOCKING), goal(0.5, BLOCKING, side=THREADS))),
        Row("small", f"{small:,} files of 4 KiB read by 16 tasks", "small", "file", THOUSANDS,
            units=small, part=small // 4, goals=(goal(10, AIOFILES, AIOFILES_UVLOOP),)),
    )
