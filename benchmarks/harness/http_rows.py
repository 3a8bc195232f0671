"""What "./rondo bench http" measures, and the goals."""

import dataclasses

import goals
import sides

NGINX, RONDO = "nginx", sides.RONDO
JAVA_PEERS = ("Netty 4.2 epoll", "Vert.x 5", "Helidon 4")


def goal(figure, times, peers=(NGINX,)):
    return goals.Goal(figure, times, peers)


@dataclasses.dataclass
class Row:
    id: str
    title: str
    path: str = ""
    kind: str = "wrk"  # or frames, client, heap, start, parser
    connections: int = 64
    sending: tuple = ()  # arguments of load.lua
    log: bool = False
    tls: bool = False
    only: tuple = ()  # names of sides; all that can if empty
    nginx_path: str = ""  # None: it has no such thing
    goals: tuple = ()
    pipelined: int = 1
    frame: tuple = ()  # bytes, whether deflated
    fetch: tuple = ()  # how, requests, at once, path, server

    def plays(self, name):
        if self.only and name not in self.only:
            return False
        if self.frame and self.frame[1] and name == "Helidon 4":
            return False  # it has no deflate
        return name != NGINX or self.nginx_path is not None


AS_NGINX = (goal("rps", 1.0),)
JAVA = (goal("rps", 1.0, JAVA_PEERS),)


def with_cpu(cpu):
    return (goal("rps", 1.0), goal("cpu", cpu))


def sized(size):
    yield Row(f"memory-{size}", f"{size} from memory (nginx: its file)", f"/memory/{size}",
              nginx_path=f"/files/{size}", goals=AS_NGINX, connections=8 if size == "10m" else 64)
    yield Row(f"file-{size}", f"{size} from a file", f"/files/{size}",
              goals=AS_NGINX, connections=8 if size == "10m" else 64)


def framed(name, title, size, deflated=False):
    connections = 8 if size > 1 << 16 else 64
    return Row(f"ws-{name}", f"WebSocket echo, {title}, {connections} connections",
               "/ws-deflate" if deflated else "/ws", "frames", connections, frame=(size, deflated),
               nginx_path=None, goals=(goal("rps", 1.0, ("Netty 4.2 epoll", "Node.js")),))


def fetched(name, title, how, requests, at_once, path, server, goals=()):
    return Row(f"client-{name}", f"client: {title}", kind="client", goals=goals,
               fetch=(how, requests, at_once, path, server))


CLIENT = (goal("rps", 10, ("JDK HttpClient",)), goal("rps", 30, ("aiohttp",)))

ROWS = (
    Row("plaintext", "plaintext, 64 connections", "/plaintext",
        goals=(*with_cpu(0.95), goal("p99", 1.1))),
    Row("json", "JSON of 27 bytes by Jackson (nginx: a constant)", "/json", goals=with_cpu(0.95)),
    Row("log", "plaintext with an access log in a file", "/plaintext", log=True,
        only=(NGINX, RONDO, sides.RONDO_OTHER), goals=(goal("rps", 0.9),)),
    Row("pipelined", "plaintext, 16 pipelined", "/plaintext", sending=("pipelined", 16), pipelined=16,
        goals=(goal("rps", 7),)),
    Row("many", "plaintext, 1,000 connections", "/plaintext", connections=1000, goals=AS_NGINX),
    Row("close", "plaintext, a connection a request", "/plaintext", sending=("close",),
        goals=with_cpu(1.05)),
    *sized("1k"),
    *sized("100k"),
    *sized("10m"),
    Row("https", "https, 1 KiB from memory", "/memory/1k", tls=True, nginx_path="/files/1k",
        goals=JAVA),
    Row("handshakes", "https, a handshake a request", "/plaintext", tls=True, sending=("close",),
        goals=JAVA),
    Row("body", "a body of 1 MiB, dropped", "/body", sending=("body", 1 << 20), connections=8,
        nginx_path=None, goals=JAVA),
    Row("upload", "multipart of 10 MiB to disk", "/upload", sending=("form", 10 << 20), connections=4,
        nginx_path=None, goals=(goal("rps", 1.0, JAVA_PEERS[:2]),)),
    framed("16", "16 bytes", 16),
    framed("4k", "4 KiB", 4096),
    framed("1m", "1 MiB", 1 << 20),
    framed("4k-deflate", "4 KiB of text deflated", 4096, True),
    fetched("1000", "1,000 GETs, 50 at a time", "get", 1_000, 50, "/plaintext", NGINX, CLIENT),
    fetched("10000", "10,000 GETs, 500 at a time", "get", 10_000, 500, "/plaintext", NGINX, CLIENT),
    fetched("down", "16 MiB down, one after the other", "down", 20, 1, "/files/16m", NGINX),
    fetched("up", "16 MiB up, one after the other", "up", 20, 1, "/body", RONDO),
    Row("heap", "heap of an idle connection and of a suspended handler", kind="heap",
        only=(RONDO, sides.RONDO_OTHER)),
    Row("start", "start of a server to its first answer", kind="start"),
    Row("parser", "a request's head of 16 fields", kind="parser"),
)

