"""Calls that run in processes of concurrent.futures, one window after the other: no loop is in the way.

Way: how processes are started ("fork", "spawn", "forkserver"), or "shared".
"""

import concurrent.futures
import multiprocessing
import multiprocessing.shared_memory

PROCESSES = 2
PAGE = 4096
MB = 1_000_000


async def operation(job, number):
    if job.work == "argument":
        return shared(job) if job.way == "shared" else argument(job)
    return calls(job) if job.work == "calls" else Start(job.way)


def executor(count, way="fork"):
    context = multiprocessing.get_context(way)
    return concurrent.futures.ProcessPoolExecutor(count, mp_context=context)


def check(what, found, expected):
    if found != expected:
        raise ValueError(f"{what}: {found}, not {expected}")


def square(number):
    return number * number


def look(data):
    return sum(data[::PAGE])


def look_shared(name):
    memory = multiprocessing.shared_memory.SharedMemory(name)
    try:
        return sum(memory.buf[::PAGE])
    finally:
        memory.close()


def calls(job):
    workers = executor(PROCESSES)
    last = job.units - 1

    async def run():
        total = sum(workers.map(square, range(job.units)))
        check("sum of the squares", total, last * (last + 1) * (2 * last + 1) // 6)
        return job.units

    return run


class Data:
    """So many MB, of which the first byte is another each time."""

    def __init__(self, job):
        self.bytes = bytearray(job.units * MB)
        self.first = 0

    def next(self):
        self.first = (self.first + 1) % 128
        self.bytes[0] = self.first


def argument(job):
    workers, data = executor(1), Data(job)

    async def run():
        data.next()
        check("sum", workers.submit(look, data.bytes).result(), data.first)
        return job.units

    return run


def shared(job):
    workers, data = executor(1), Data(job)
    memory = multiprocessing.shared_memory.SharedMemory(create=True, size=len(data.bytes))

    async def run():
        data.next()
        memory.buf[:] = data.bytes
        check("sum", workers.submit(look_shared, memory.name).result(), data.first)
        return job.units

    return run


class Start:
    """From nothing to the first answer."""

    def __init__(self, way):
        self.way = way

    async def __call__(self):
        self.workers = executor(1, self.way)
        check("square", self.workers.submit(square, 7).result(), 49)
        return 1

    def after(self):
        self.workers.shutdown()
