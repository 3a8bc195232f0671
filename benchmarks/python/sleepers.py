"""Many tasks that sleep at the same time, for 10 s each. Arguments: how many."""

import asyncio
import sys


async def main():
    await asyncio.gather(*[asyncio.sleep(10) for _ in range(int(sys.argv[1]))])


asyncio.run(main())
