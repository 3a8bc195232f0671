"""The peer on aiohttp: web.py PORT FOLDER [tls CERTIFICATE KEY], with uvloop. Prints READY.

Also the client: web.py fetch URL get|down|up REQUESTS AT-ONCE WARM-SECONDS RUNS, as Fetches.java.
"""

import asyncio
import ssl
import sys
import tempfile
import time

import aiohttp
import uvloop
from aiohttp import web

BACKLOG = 4096
MOST_BODY = 64 << 20
CONTENTS = {"1k": b"x" * 1024, "100k": b"x" * (100 << 10), "10m": b"x" * (10 << 20)}


async def plaintext(request):
    return web.Response(text="Hello, World!")


async def json(request):
    return web.json_response({"message": "Hello, World!"})


async def memory(request):
    return web.Response(body=CONTENTS[request.match_info["name"]])


async def echo(request):
    return web.Response(body=await request.read())


async def body(request):
    total = 0
    async for piece in request.content.iter_any():
        total += len(piece)
    return web.Response(text=str(total))


async def upload(request):
    total = 0
    reader = await request.multipart()
    while part := await reader.next():
        with tempfile.NamedTemporaryFile() as file:
            while piece := await part.read_chunk(1 << 16):
                file.write(piece)
                total += len(piece)
    return web.Response(text=str(total))


def web_socket(compress):
    async def talk(request):
        socket = web.WebSocketResponse(compress=compress)
        await socket.prepare(request)
        async for message in socket:
            if message.type == aiohttp.WSMsgType.TEXT:
                await socket.send_str(message.data)
            elif message.type == aiohttp.WSMsgType.BINARY:
                await socket.send_bytes(message.data)
        return socket

    return talk


def serve(port, folder, keys):
    context = None
    if keys:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*keys)
    app = web.Application(client_max_size=MOST_BODY)
    app.add_routes([
        web.get("/plaintext", plaintext),
        web.get("/json", json),
        web.get("/memory/{name}", memory),
        web.static("/files", folder),
        web.post("/echo", echo),
        web.post("/body", body),
        web.post("/upload", upload),
        web.get("/ws", web_socket(False)),
        web.get("/ws-deflate", web_socket(True)),
    ])
    web.run_app(
        app,
        host="127.0.0.1",
        port=port,
        ssl_context=context,
        access_log=None,
        backlog=BACKLOG,
        keepalive_timeout=75,
        print=lambda *_: print("READY", flush=True),
    )


async def fetch_once(session, url, how, requests, at_once):
    left = requests

    async def work():
        nonlocal left
        while left > 0:
            left -= 1
            if how == "get":
                async with session.get(url) as response:
                    await response.read()
            elif how == "down":
                async with session.get(url) as response:
                    async for _ in response.content.iter_any():
                        pass
            else:
                async with session.post(url, data=UPLOAD) as response:
                    await response.read()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())


async def fetch(url, how, requests, at_once, warm, runs):
    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector) as session:
        end = time.perf_counter() + warm
        while True:
            await fetch_once(session, url, how, requests, at_once)
            if time.perf_counter() >= end:
                break
        for _ in range(runs):
            processor, begin = time.process_time_ns(), time.perf_counter_ns()
            await fetch_once(session, url, how, requests, at_once)
            print(time.perf_counter_ns() - begin, time.process_time_ns() - processor)


asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
if sys.argv[1] == "fetch":
    UPLOAD = b"x" * (16 << 20)
    url, how, requests, at_once, warm, runs = sys.argv[2:]
    asyncio.run(fetch(url, how, int(requests), int(at_once), float(warm), int(runs)))
else:
    serve(int(sys.argv[1]), sys.argv[2], sys.argv[4:])
