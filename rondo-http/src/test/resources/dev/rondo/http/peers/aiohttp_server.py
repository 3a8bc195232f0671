"""A server on aiohttp; says its port."""

import asyncio
import hashlib

from aiohttp import WSMsgType, web

routes = web.RouteTableDef()
TEXT = "all work and no play makes Jack \n" * 2000


@routes.get("/hello")
async def hello(request):
    return web.Response(text="hello")


@routes.route("*", "/digest")
async def digest(request):
    sha, size = hashlib.sha256(), 0
    async for piece in request.content.iter_any():
        sha.update(piece)
        size += len(piece)
    return web.Response(text=f"{size} {sha.hexdigest()}")


@routes.route("*", "/echo")
async def echo(request):
    answer = web.StreamResponse()
    await answer.prepare(request)
    async for piece in request.content.iter_any():
        await answer.write(piece)
    return answer


@routes.post("/form")
async def form(request):
    lines = []
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            data = value.file.read()
            sha = hashlib.sha256(data).hexdigest()
            value = f"{value.filename} {value.content_type} {len(data)} {sha}"
        lines.append(f"{name}={value}\n")
    return web.Response(text="".join(lines))


@routes.get("/text")
async def text(request):
    answer = web.Response(text=TEXT)
    answer.enable_compression()
    return answer


@routes.get("/text-chunks")
async def text_chunks(request):
    answer = web.StreamResponse()
    answer.enable_compression()
    await answer.prepare(request)
    for i in range(0, len(TEXT), 1000):
        await answer.write(TEXT[i : i + 1000].encode())
    return answer


@routes.get("/cookies")
async def cookies(request):
    answer = web.Response(text="; ".join(f"{k}={v}" for k, v in request.cookies.items()))
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "with spaces")
    return answer


@routes.get("/away")
async def away(request):
    raise web.HTTPFound("/hello")


@routes.post("/away")
async def away_again(request):
    raise web.HTTPTemporaryRedirect("/digest")


@routes.post("/small")
async def small(request):
    return web.Response(text=str(len(await request.read())))


@routes.get("/ws")
async def socket(request):
    ws = web.WebSocketResponse(max_msg_size=4 << 20, protocols=("v1",))
    await ws.prepare(request)
    async for message in ws:
        if message.type == WSMsgType.TEXT:
            if message.data == "close":
                await ws.close(code=4321, message="good bye ü".encode())
            else:
                await ws.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws


async def main():
    app = web.Application(client_max_size=100_000)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("port", runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
