"""What "./rondo bench http" measures without wrk: frames, clients, heap, starts, the parser."""

import dataclasses
import os
import random
import socket
import struct
import subprocess
import time
import zlib

import echo_server
import entry
import http_rows
import peers
import side_by_side
import sides

WORDS = "the quick brown fox jumps over a lazy dog and asks how many bytes this makes".split()
MASK = b"\x12\x34\x56\x78"
RUNS = 5  # of a client in one process
STARTS = 10
MOST_START_SECONDS = 20


# ---- WebSockets

def text(size):
    """Words in an order that is the same every time."""
    dice = random.Random(7)
    words = " ".join(dice.choice(WORDS) for _ in range(size // 3))
    return words[:size].encode()


def frame(payload, opcode, deflated):
    first = 0x80 | opcode
    if deflated:
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        payload = (packer.compress(payload) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
        first |= 0x40
    size = len(payload)
    if size < 126:
        head = struct.pack(">BB", first, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack(">BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack(">BBQ", first, 0x80 | 127, size)
    masked = bytes(byte ^ MASK[i % 4] for i, byte in enumerate(payload))
    return head + MASK + masked


def write_frames(target, row):
    size, deflated = row.frame
    payload = text(size) if deflated else b"x" * size
    (target / "frame").write_bytes(frame(payload, 1 if deflated else 2, deflated))
    terms = (
        "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
        " client_no_context_takeover\r\n"
    )
    (target / "opening").write_bytes(opening(row.path, (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + (terms if deflated else "")
    )))


def opening(path, fields=""):
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n".encode()


# ---- Clients

def client_commands(bench):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    fetches = [java, *entry.jvm_options(), "-Xmx2g", "-cp", entry.class_path(),
               "dev.rondo.bench.http.Fetches"]
    commands = {http_rows.RONDO: [*fetches, "rondo"], "JDK HttpClient": [*fetches, "jdk"]}
    python = peers.python_with("aiohttp, uvloop")
    if python:
        commands["aiohttp"] = [python, sides.BENCHMARKS / "python" / "web.py", "fetch"]
    words = bench.options.sides.split(",") if bench.options.sides else [""]
    return {
        name: command
        for name, command in commands.items()
        if name == http_rows.RONDO or any(word in name for word in words)
    }


def measure_client(bench, row):
    how, requests, at_once, path, server_name = row.fetch
    side = next(side for side in bench.sides if side.name == server_name)
    serving = dataclasses.replace(row, kind="wrk")
    bench.side_pin, bench.load_pin = bench.load_pin, bench.side_pin
    server = None
    try:
        server = bench.start(serving, side)
        rounds = 1 if bench.options.quick else max(1, bench.options.cycles // 3)
        for cycle in range(rounds if server else 0):
            commands = client_commands(bench).items()
            for name, command in side_by_side.in_turn(commands, cycle):
                url = f"http://127.0.0.1:{server.port}{path}"
                warm = 1 if bench.options.quick or name == "aiohttp" else 5
                arguments = [url, how, requests, at_once, warm, RUNS]
                full = [*map(str, [*bench.load_pin, *command, *arguments])]
                fetch(bench, row, name, full, cycle)
    finally:
        if server:
            server.stop()
        bench.side_pin, bench.load_pin = bench.load_pin, bench.side_pin


def fetch(bench, row, name, command, cycle):
    requests = row.fetch[1]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        bench.failures[row.id, name] = (done.stderr.strip().splitlines() or ["it fails"])[-1]
        return
    for line in done.stdout.splitlines():
        took, processor = map(int, line.split())
        bench.keep(row, name, {
            "rps": requests * 1e9 / took, "cpu_us": processor / 1e3 / requests, "cycle": cycle,
            "requests": requests, "cpu_s": processor / 1e9,
        })


# ---- Heap

def measure_heap(bench, row):
    for side in bench.sides:
        if not side.plays(row):
            continue
        for what, path in (("idle connection", "/plaintext"), ("suspended handler", "/suspended")):
            (bench.target / "opening").write_bytes(opening(path))
            server = bench.start(row, side)
            if server:
                try:
                    window = {"heap": weight(bench, row, server), "what": what, "cycle": 0}
                    bench.keep(row, f"{side.name}: {what}", window)
                finally:
                    server.stop()


def weight(bench, row, server):
    warm = dataclasses.replace(row, kind="wrk", path="/plaintext")
    bench.warm(warm, server)  # compiled frames are smaller
    server.heap_bytes()  # what one collection finds dead, only the next one takes away
    before = server.heap_bytes()
    command = [*bench.load_pin, bench.made.load, "held", server.port, bench.options.idle, bench.target]
    with subprocess.Popen(
        [*map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as load:
        load.stdout.readline()
        time.sleep(2)  # the last ones are served
        server.heap_bytes()
        after = server.heap_bytes()
        load.stdin.close()
    return (after - before) / bench.options.idle


# ---- Starts

def measure_start(bench, row):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    plain = [java, *entry.jvm_options()]
    program = ["-cp", entry.class_path(), "dev.rondo.bench.http.Hello"]
    cache = bench.target / "hello.aot"
    first_answer([*plain, f"-XX:AOTCacheOutput={cache}", *program], requests=200)
    ways = {"Rondo": [*plain, *program]}
    if cache.exists():
        ways["Rondo, AOT cache"] = [*plain, f"-XX:AOTCache={cache}", *program]
    else:
        bench.failures[row.id, "Rondo, AOT cache"] = "the JVM has made none"
    for cycle in range(2 if bench.options.quick else STARTS):
        for name, command in side_by_side.in_turn(ways.items(), cycle):
            bench.keep(row, name, {"seconds": first_answer(command), "cycle": cycle})


def first_answer(command, requests=1):
    """Seconds from the start of a process to the answer to the request that is asked at once."""
    port = echo_server.free_port()
    begin = time.perf_counter()
    with subprocess.Popen(
        [*map(str, command), str(port)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while time.perf_counter() - begin < MOST_START_SECONDS:
            try:
                with socket.create_connection(("127.0.0.1", port)) as client:
                    client.sendall(opening("/plaintext"))
                    client.recv(4096)
                    took = time.perf_counter() - begin
                    for _ in range(requests - 1):
                        client.sendall(opening("/plaintext"))
                        client.recv(4096)
                    break
            except OSError:
                time.sleep(0.001)
        else:
            process.kill()
            raise sides.Failed("the server does not start")
        process.stdin.close()
    return took


# ---- The parser

def measure_parser(bench, row):
    trees = [(http_rows.RONDO, entry.class_path())]
    if bench.other:
        trees.append((sides.RONDO_OTHER, bench.other.class_path))
    for cycle in range(1 if bench.options.quick else 3):
        for name, class_path in trees:
            rondo = sides.Rondo(class_path, entry.jvm_options())
            command = [*bench.side_pin, *rondo.jvm("-cp", class_path, "dev.rondo.bench.http.Heads")]
            for line in sides.run_process(command).output.splitlines():
                what, nanos, allocated = line.split(";")
                window = {"ns": float(nanos), "bytes": float(allocated), "cycle": cycle}
                bench.keep(row, f"{name}: {what}", window)


MEASURES = {
    "client": measure_client,
    "heap": measure_heap,
    "start": measure_start,
    "parser": measure_parser,
}
