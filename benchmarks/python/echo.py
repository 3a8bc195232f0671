"""Echo server on asyncio: echo.py PORT streams|protocol|greet [uvloop] [CERTIFICATE KEY]. Prints READY."""

import asyncio
import ssl
import sys

BACKLOG = 4096

port, mode, *rest = sys.argv[1:]
if rest[:1] == ["uvloop"]:
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    rest = rest[1:]
context = None
if rest:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*rest)


async def serve(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def greet(reader, writer):
    writer.write(b"x")
    writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def main():
    options = {"host": "127.0.0.1", "port": int(port), "backlog": BACKLOG, "ssl": context}
    if mode in ("streams", "greet"):
        handler = serve if mode == "streams" else greet
        server = await asyncio.start_server(handler, **options)
    else:
        server = await asyncio.get_running_loop().create_server(Echo, **options)
    print("READY", flush=True)
    await server.serve_forever()


asyncio.run(main())
