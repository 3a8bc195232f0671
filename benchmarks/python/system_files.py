"""Work on files: aiofiles, and in its place plain calls in threads (way "pread")."""

import asyncio
import os
import random

import aiofiles

BLOCK = 4096
LARGE = 65536
AT_ONCE = 16  # tasks that read small files


async def operation(job, number):
    if job.work == "read":
        make = in_threads if job.way == "pread" else reader
        return await make(job, random.Random(number))
    return lambda: {"lines": lines, "sequential": sequential, "small": small}[job.work](job)


async def reader(job, dice):
    file = await aiofiles.open(f"{job.folder}/blocks", "rb", buffering=0)

    async def read():
        block = dice.randrange(job.sum)
        await file.seek(block * BLOCK)
        check_block(await file.read(BLOCK), block)
        return 1

    return read


async def in_threads(job, dice):
    """One trip to a thread a read, where aiofiles has one for the place, too."""
    file = os.open(f"{job.folder}/blocks", os.O_RDONLY)
    loop = asyncio.get_running_loop()

    async def read():
        block = dice.randrange(job.sum)
        data = await loop.run_in_executor(None, os.pread, file, BLOCK, block * BLOCK)
        check_block(data, block)
        return 1

    return read


def check_block(data, number, size=BLOCK):
    if len(data) != size or int.from_bytes(data[:8], "big") != number:
        raise ValueError(f"block {number} has {len(data)} bytes: {data[:8]}")


def check(what, found, expected):
    if found != expected:
        raise ValueError(f"{what}: {found}, not {expected}")


async def lines(job):
    count = total = 0
    async with aiofiles.open(f"{job.folder}/lines", encoding="utf-8") as file:
        async for line in file:
            count += 1
            total += len(line) - 1
            if count == job.units:
                break
    check("lines", count, job.units)
    check("characters", total, job.sum)
    return count


async def sequential(job):
    async with aiofiles.open(f"{job.folder}/blocks", "rb", buffering=0) as file:
        for i in range(job.units):
            check_block(await file.read(LARGE), i * (LARGE // BLOCK), LARGE)
        check("bytes behind it", len(await file.read(LARGE)) > 0, job.sum > 0)
    return job.units


async def small(job):
    numbers = iter(range(job.units))

    async def some():
        for number in numbers:
            async with aiofiles.open(f"{job.folder}/small/{number}", "rb") as file:
                check_block(await file.read(), number)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    return job.units
