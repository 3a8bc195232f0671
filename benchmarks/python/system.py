"""Python's side of "./rondo bench system": system.py LOOP NAME=VALUE..., as Job.java reads them.

LOOP is "asyncio" or "uvloop". It is asked as Asked.java says.
"""

import asyncio
import json
import sys
import time

TICK = 0.001
FILES = ("read", "lines", "sequential", "small")
PROCESSES = ("spawn", "echo", "cat")
WORKERS = ("calls", "argument", "ready")


class Job:
    def __init__(self, words):
        self.work, self.way, self.folder = words["work"], words["way"], words["folder"]
        self.tasks, self.units, self.sum = (int(words[name]) for name in ("tasks", "units", "sum"))


class Window:
    def __init__(self, seconds):
        self.requests, self.latencies, self.more = 0, [], {}
        self.begin = self.end = time.perf_counter_ns()
        self.deadline = self.begin + int(seconds * 1e9)

    async def repeat(self, operation):
        after = getattr(operation, "after", None)  # what counts for nothing
        while self.end < self.deadline:
            asked = time.perf_counter_ns()
            count = await operation()  # others count meanwhile
            self.requests += count
            self.end = time.perf_counter_ns()
            self.latencies.append(self.end - asked)
            if after:
                after()

    def tell(self):
        ordered = sorted(self.latencies)
        count = len(ordered)
        return {
            "requests": self.requests,
            "seconds": (self.end - self.begin) / 1e9,
            "p50_us": ordered[count // 2] / 1e3,
            "p99_us": ordered[min(count - 1, count * 99 // 100)] / 1e3,
            **self.more,
        }


async def tick(window):
    """Notes by how much a sleep of a millisecond is late: so long others have held the loop."""
    window.more = {"held_ms": 0.0, "ticks": 0}
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(TICK)
        late = (time.perf_counter() - begin - TICK) * 1e3
        window.more["held_ms"] = max(window.more["held_ms"], late)
        window.more["ticks"] += 1


async def run(operations, seconds, watched):
    window = Window(seconds)
    ticker = asyncio.create_task(tick(window)) if watched else None
    await asyncio.gather(*(window.repeat(operation) for operation in operations))
    if ticker:
        await asyncio.sleep(0)  # a tick that is due is counted
        ticker.cancel()
    return window


async def main():
    job = Job(dict(word.split("=", 1) for word in sys.argv[2:]))
    if job.work in FILES:
        import system_files as works
    elif job.work in PROCESSES:
        import system_processes as works
    elif job.work in WORKERS:
        import system_workers as works
    else:
        raise ValueError(job.work)
    operations = [await works.operation(job, number) for number in range(job.tasks)]
    print("READY", flush=True)
    loop = asyncio.get_running_loop()
    window = Window(0)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        words = line.split()
        if words[0] == "tell":
            print(json.dumps(window.tell()), flush=True)
            continue
        try:
            window = await run(operations, float(words[1]), len(words) > 2)
        except Exception as e:
            sys.exit(print(f"failed: {e!r}", flush=True))
        print("ran", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main())
