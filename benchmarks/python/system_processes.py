"""Children of asyncio's."""

import asyncio
from asyncio.subprocess import PIPE

SAID = "hello"


async def operation(job, number):
    return {"spawn": spawn, "echo": echo, "cat": cat(job)}[job.work]


def check_code(child):
    if child.returncode != 0:
        raise ValueError(f"return code {child.returncode}")


async def spawn():
    child = await asyncio.create_subprocess_exec("/bin/true")
    await child.wait()
    check_code(child)
    return 1


async def echo():
    child = await asyncio.create_subprocess_exec("/bin/echo", SAID, stdout=PIPE)
    output, _ = await child.communicate()
    check_code(child)
    if output.decode() != f"{SAID}\n":
        raise ValueError(f"echo says {output}")
    return 1


def cat(job):
    piece = bytes((i * 31 >> 7) & 255 for i in range(1 << 16))
    data = piece * (job.units * 16) if job.work == "cat" else b""

    async def through():
        child = await asyncio.create_subprocess_exec("cat", stdin=PIPE, stdout=PIPE)
        output, _ = await child.communicate(data)
        check_code(child)
        if output != data:
            raise ValueError("other bytes came back")
        return job.units

    return through
