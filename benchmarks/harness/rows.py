"""What is measured, and the goals."""

import collections

# A goal: how many times faster than the side ("python" or "uvloop").
Faster = collections.namedtuple("Faster", "times side")
# A goal: at most this part of what Python takes.
AtMost = collections.namedtuple("AtMost", "part")
# A goal: at most this many seconds.
Within = collections.namedtuple("Within", "seconds")
# A goal: less than so many nanoseconds an operation.
Below = collections.namedtuple("Below", "nanoseconds")
# A goal: at most so many times 50 ms plus another row's value, which is the spawning.
NearFloor = collections.namedtuple("NearFloor", "times spawning_row")

# kind: "rate" (ns an operation), "run" (seconds a run), "start" (seconds of a short process),
# "memory" (bytes of a process) or "wall" (seconds of the same process).
# flags: of the JVM, beside those of "rondo run". training: arguments of the run from which an AOT
# cache is made first; None for no cache. alone: nobody else has such a thing.
Row = collections.namedtuple(
    "Row", "id title kind goals flags training alone", defaults=((), (), None, False)
)

TREE_LEAVES = ("none", "io", "memoization", "cpu-io-mixed")


def tree_rows():
    for suffix, shape in (("", "gather"), ("-tg", "TaskGroup")):
        for leaf in TREE_LEAVES:
            goal = (
                NearFloor(1.3, f"tree-none{suffix}") if leaf == "io" else Faster(10, "python")
            )
            yield Row(
                f"tree-{leaf}{suffix}",
                f"async_tree {leaf.replace('-', '_')}, {shape} (55,986 tasks)",
                "run",
                (goal,),
            )


def sleeper_rows(suffix, how, memory_goals, wall_goals, flags=()):
    title = f"1,000,000 tasks asleep for 10 s{how}"
    yield Row(f"sleepers{suffix}", f"{title}: memory", "memory", memory_goals, flags)
    yield Row(f"sleepers{suffix}-wall", f"{title}: in all", "wall", wall_goals, flags)


# For programs that hold a million of anything: small objects, no list of all threads, and a young
# generation in which they all have room, since copying them takes longer than making them.
DENSE = (
    "-XX:+UseSerialGC",
    "-XX:+UseCompactObjectHeaders",
    "-Djdk.trackAllThreads=false",
    "-Xms1300m",
    "-Xmn1200m",
)

ROWS = (
    Row("switch-1", "`sleep(0)`, one task", "rate", (Faster(15, "python"), Faster(7, "uvloop"))),
    Row("switch-100", "`sleep(0)`, 100 tasks in turn", "rate"),
    Row("spawn", "create a task and await it", "rate", (Faster(20, "python"),)),
    Row("gather", "`gather` of 1,000 tasks, a task", "rate"),
    Row("call-soon", "`callSoon` chain", "rate"),
    Row("timers", "`callLater` and cancel", "rate", (Faster(10, "python"),)),
    Row("timeout", "`timeout` around a body that is done at once", "rate"),
    Row("movable-deadline", "a movable deadline set again, each", "rate", (Below(15),), alone=True),
    Row("queue", "queue ping-pong, a round trip", "rate", (Faster(10, "python"),)),
    Row("executor", "`runInExecutor` round trip", "rate"),
    *tree_rows(),
    Row("skynet", "skynet, 1,000,000 actors", "run"),
    *sleeper_rows("", "", (AtMost(0.6),), (Within(11.5),), DENSE),
    *sleeper_rows("-plain", ", no further options", (), ()),
    Row("hello-aot", "hello world with an AOT cache, start to exit", "start", (AtMost(2),), (), ()),
    Row("hello", "hello world without it", "start"),
)
