"""The asyncio side of `./rondo bench core`: the same workloads as dev.rondo.bench.core.Main.

usage: core.py WORKLOAD ROUNDS ROUND_SECONDS WARM_UP_SECONDS [uvloop]

Prints one number a round: nanoseconds an operation, or seconds for a workload that is one run of
something (async_tree, skynet).
"""

import asyncio
import collections
import sys
import time

import async_tree


async def nothing():
    pass


def no_callback():
    pass


async def switch_1(n):
    for _ in range(n):
        await asyncio.sleep(0)


async def switch_100(n):
    async def switch():
        for _ in range(n // 100):
            await asyncio.sleep(0)

    await asyncio.gather(*[switch() for _ in range(100)])


async def spawn(n):
    for _ in range(n):
        await asyncio.create_task(nothing())


async def gather(n):
    for _ in range(n // 1_000):
        await asyncio.gather(*[nothing() for _ in range(1_000)])


async def call_soon(n):
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    left = n

    def step():
        nonlocal left
        left -= 1
        if left:
            loop.call_soon(step)
        else:
            done.set_result(None)

    loop.call_soon(step)
    await done


async def timers(n):
    loop = asyncio.get_running_loop()
    for i in range(n):
        loop.call_later(60, no_callback).cancel()
        if i % 1_000 == 999:
            await asyncio.sleep(0)  # the loop's chance to purge what was cancelled


async def timeout(n):
    for _ in range(n):
        async with asyncio.timeout(60):
            pass


async def queue(n):
    ping, pong = asyncio.Queue(), asyncio.Queue()

    async def answer():
        for _ in range(n):
            await pong.put(await ping.get())

    other = asyncio.create_task(answer())
    for i in range(n):
        await ping.put(i)
        await pong.get()
    await other


async def executor(n):
    loop = asyncio.get_running_loop()
    for _ in range(n):
        await loop.run_in_executor(None, no_callback)


async def skynet(_):
    async def actor(number, size):
        if size == 1:
            return number
        size //= 10
        return sum(
            await asyncio.gather(*[actor(number + i * size, size) for i in range(10)])
        )

    assert await actor(0, 1_000_000) == 499_999_500_000


# An operation of each; None for workloads of which one run is timed as a whole.
Workload = collections.namedtuple("Workload", "function unit")
WORKLOADS = {
    "switch-1": Workload(switch_1, 100),
    "switch-100": Workload(switch_100, 10_000),
    "spawn": Workload(spawn, 100),
    "gather": Workload(gather, 1_000),
    "call-soon": Workload(call_soon, 100),
    "timers": Workload(timers, 1_000),
    "timeout": Workload(timeout, 100),
    "queue": Workload(queue, 100),
    "executor": Workload(executor, 100),
    "skynet": Workload(skynet, None),
    **{f"tree-{name}": Workload(run, None) for name, run in async_tree.RUNS.items()},
}


async def timed(function, n):
    begin = time.perf_counter()
    await function(n)
    return time.perf_counter() - begin


async def measure_rate(workload, rounds, round_seconds, warm_up_seconds):
    """Doubles the number of operations until it takes a round's time."""
    n = workload.unit
    warm_until = time.perf_counter() + warm_up_seconds
    while True:
        seconds = await timed(workload.function, n)
        if seconds < round_seconds / 2:
            n *= 2
        elif time.perf_counter() >= warm_until:
            break
    for _ in range(rounds):
        print(await timed(workload.function, n) / n * 1e9, flush=True)


async def measure_runs(workload, rounds, warm_up_seconds):
    warm_until = time.perf_counter() + warm_up_seconds
    await workload.function(1)
    while time.perf_counter() < warm_until:
        await workload.function(1)
    for _ in range(rounds):
        print(await timed(workload.function, 1), flush=True)


def main():
    name, rounds, round_seconds, warm_up_seconds = sys.argv[1:5]
    workload = WORKLOADS[name]
    if "uvloop" in sys.argv[5:]:
        import uvloop

        uvloop.install()
    if workload.unit is None:
        asyncio.run(measure_runs(workload, int(rounds), float(warm_up_seconds)))
    else:
        asyncio.run(
            measure_rate(workload, int(rounds), float(round_seconds), float(warm_up_seconds))
        )


if __name__ == "__main__":
    main()
