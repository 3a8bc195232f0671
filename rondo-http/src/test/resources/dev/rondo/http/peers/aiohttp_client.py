"""aiohttp's client against the server whose URL is given; says what went well."""

import asyncio
import hashlib
import io
import sys

import aiohttp
from aiohttp import WSMsgType

BASE = sys.argv[1]
LARGE = bytes(range(256)) * 12_000


def digest(data):
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


async def many(http):
    async def one():
        async with http.get(BASE + "/hello") as answer:
            assert await answer.text() == "hello"

    await asyncio.gather(*(one() for _ in range(300)))


async def bodies(http):
    async with http.post(BASE + "/digest", data=LARGE) as answer:
        assert await answer.text() == digest(LARGE)
    async with http.put(BASE + "/echo", data=LARGE) as answer:
        assert await answer.read() == LARGE


async def chunks(http):
    async def pieces():
        for i in range(0, len(LARGE), 10_000):
            yield LARGE[i : i + 10_000]

    async with http.put(BASE + "/echo", data=pieces()) as answer:
        assert await answer.read() == LARGE
    async with http.get(BASE + "/chunks/1000000") as answer:
        size = 0
        async for piece in answer.content.iter_chunked(5000):
            size += len(piece)
        assert size == 1_000_000


async def expectation(http):
    async with http.post(BASE + "/digest", data=LARGE, expect100=True) as answer:
        assert await answer.text() == digest(LARGE)


async def compressed_request_is_refused_or_read(http):
    async with http.post(BASE + "/echo", data=b"a" * 1000, compress="gzip") as answer:
        assert answer.status in (200, 415), answer.status


async def forms(http):
    form = aiohttp.FormData(quote_fields=False)  # else names are percent-encoded
    form.add_field("title", "a title ü")
    form.add_field("file", io.BytesIO(LARGE), filename="ü.bin", content_type="application/x")
    async with http.post(BASE + "/form", data=form) as answer:
        text = await answer.text()
    assert text == f"title=a title ü\nfile: ü.bin application/x {digest(LARGE)}\n", text
    async with http.post(BASE + "/form", data={"a": "1 2", "b": "ü"}) as answer:
        assert await answer.text() == "a=1 2\nb=ü\n"


async def gzip(http):
    async with http.get(BASE + "/text") as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(await answer.text()) == 66_000


async def cookies(http):
    await (await http.get(BASE + "/cookies/set")).read()
    async with http.get(BASE + "/cookies") as answer:
        assert await answer.text() == "a=1; b=2"


async def redirects(http):
    async with http.get(BASE + "/away") as answer:
        assert await answer.text() == "hello"
        assert len(answer.history) == 1


async def leaving(http):
    async with http.get(BASE + "/bytes/50000000") as answer:
        await answer.content.read(10)
    async with http.get(BASE + "/hello") as answer:
        assert await answer.text() == "hello"


async def web_socket(http, **options):
    async with http.ws_connect(BASE + "/ws", **options) as socket:
        for text in ("", "ü", "x" * 125, "x" * 126, "ü" * 40_000, "x" * (1 << 20)):
            await socket.send_str(text)
            assert await socket.receive_str() == text
            data = text.encode()
            await socket.send_bytes(data)
            assert await socket.receive_bytes() == data
        await socket.ping(b"p")
        await socket.close(code=4000, message=b"enough")
        assert socket.close_code == 4000, socket.close_code


async def compressed_web_socket(http):
    await web_socket(http, compress=15)
    await web_socket(http, compress=10)


async def web_socket_closed_by_server(http):
    async with http.ws_connect(BASE + "/ws/close") as socket:
        await socket.send_str("3999 good bye")
        message = await socket.receive()
        assert message.type == WSMsgType.CLOSE, message
        assert (message.data, message.extra) == (3999, "good bye"), message


async def main():
    tests = (many, bodies, chunks, expectation, compressed_request_is_refused_or_read, forms, gzip,
             cookies, redirects, leaving, web_socket, compressed_web_socket,
             web_socket_closed_by_server)
    jar = aiohttp.CookieJar(unsafe=True)  # of an address, too
    connector = aiohttp.TCPConnector(limit=20)
    async with aiohttp.ClientSession(cookie_jar=jar, connector=connector) as http:
        for test in tests:
            await asyncio.wait_for(test(http), 60)
            print(test.__name__)


asyncio.run(main())
