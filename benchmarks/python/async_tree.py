"""Trees of tasks in the shapes of pyperformance's async_tree: 6 levels of 6 branches, 55,986 tasks.

The 46,656 leaves do nothing (none), sleep 50 ms (io), look into a cache with 90 % memoizable
entries and sleep 50 ms when they miss (memoization), or toss a coin between factorial(500) and
that (cpu_io_mixed). A node waits for its branches by gather or, with -tg, in a TaskGroup.
"""

import asyncio
import math
import random

LEVELS = 6
BRANCHES = 6
IO_SECONDS = 0.05
MEMOIZABLE_PERCENT = 90
CPU_PROBABILITY = 0.5
FACTORIAL_OF = 500


class Tree:
    def __init__(self):
        self.random = random.Random(0)
        self.cache = {}

    async def none(self):
        pass

    async def io(self):
        await asyncio.sleep(IO_SECONDS)

    async def memoization(self):
        key = self.random.randint(1, 100)
        if key <= MEMOIZABLE_PERCENT:
            if self.cache.get(key):
                return key
            self.cache[key] = True
        await asyncio.sleep(IO_SECONDS)
        return key

    async def cpu_io_mixed(self):
        if self.random.random() < CPU_PROBABILITY:
            return math.factorial(FACTORIAL_OF)
        return await self.memoization()


async def gathered(level, leaf):
    if level == 0:
        await leaf()
    else:
        await asyncio.gather(*[gathered(level - 1, leaf) for _ in range(BRANCHES)])


async def grouped(level, leaf):
    if level == 0:
        await leaf()
    else:
        async with asyncio.TaskGroup() as group:
            for _ in range(BRANCHES):
                group.create_task(grouped(level - 1, leaf))


def run_of(shape, leaf):
    async def run(_):
        await shape(LEVELS, getattr(Tree(), leaf))

    return run


RUNS = {
    leaf.replace("_", "-") + suffix: run_of(shape, leaf)
    for leaf in ("none", "io", "memoization", "cpu_io_mixed")
    for suffix, shape in (("", gathered), ("-tg", grouped))
}
