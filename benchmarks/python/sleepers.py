"""Many tasks that sleep at the same time. Arguments: how many, and for how many seconds."""

import asyncio
import sys


async def main():
    count, seconds = map(int, sys.argv[1:])
    await asyncio.gather(*[asyncio.sleep(seconds) for _ in range(count)])


asyncio.run(main())
