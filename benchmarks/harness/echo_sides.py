"""The contestants of "./rondo bench network": echo servers, and what must be built for them."""

import dataclasses
import os
import pathlib
import shutil
import subprocess

import sides

BENCHMARKS = sides.BENCHMARKS
SOURCES = BENCHMARKS / "src" / "main" / "c"
SERVER_CLASS = "dev.rondo.bench.network.EchoServer"
BASE = "C epoll"  # what the others are compared with
TLS_BASE = "asyncio streams"


@dataclasses.dataclass
class Side:
    """A server: its command without the port, and what comes after the port."""

    name: str
    command: list
    arguments: list = dataclasses.field(default_factory=list)
    environment: dict = dataclasses.field(default_factory=dict)
    is_rondo: bool = False
    speaks_tls: bool = True
    missing: str = ""  # why it cannot be run

    def started_with(self, port, keys=()):
        return [*map(str, [*self.command, port, *self.arguments, *keys])]


def rondo_side(title, poller, mode, speaks_tls=True):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    options = os.environ["RONDO_BENCH_JVM_OPTIONS"].split()
    command = [java, *options, f"-Drondo.poller={poller}"]
    command += ["-cp", os.environ["RONDO_BENCH_CLASS_PATH"], SERVER_CLASS]
    return Side(f"Rondo {poller}{title}", command, [mode], is_rondo=True, speaks_tls=speaks_tls)


def rondo_sides():
    for poller in ("epoll", "nio"):
        yield rondo_side("", poller, "raw")
        yield rondo_side(" streams", poller, "streams")
        yield rondo_side(" protocol", poller, "protocol")
    yield rondo_side(" buffered", "epoll", "buffered")
    yield rondo_side("", "uring", "raw")  # never chosen by itself: this row says why


def python_sides(chosen):
    pythons = sides.pythons(chosen)
    uvloop = sides.uvloop_side(pythons)
    for name, python, more in (("asyncio", pythons[0], []), ("uvloop", uvloop, ["uvloop"])):
        for mode in ("streams", "protocol"):
            if python is None:
                advice = "not installed (Debian: apt-get install python3-uvloop)"
                yield Side(f"{name} {mode}", [], missing=advice)
            else:
                command = [python.executable, BENCHMARKS / "python" / "echo.py"]
                yield Side(f"{name} {mode}", command, [mode, *more])


def other_sides(target):
    node = shutil.which("node")
    script = BENCHMARKS / "peers" / "echo.js"
    yield Side("Node.js", [node, script], missing="" if node else "node is not installed")
    go = shutil.which("go")
    problem = "go is not installed"
    if go:
        program = BENCHMARKS / "peers" / "echo.go"
        problem = built([go, "build", "-o", target / "echo_go", program])
    environment = {"GOMAXPROCS": "1"}
    yield Side("Go", [target / "echo_go"], environment=environment, missing=problem)


def built(command):
    """Runs a compiler; returns what went wrong, or nothing."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines or ["it does not compile"])[0]


class Built:
    """The load generator and the C server."""

    def __init__(self, target):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise SystemExit("benchmarks: no C compiler (Debian: apt-get install gcc libc6-dev)")
        target.mkdir(parents=True, exist_ok=True)
        self.load = target / "load"
        self.echo = target / "echo"
        problem = built([compiler, "-O2", "-o", self.echo, SOURCES / "echo.c"])
        if problem:
            raise SystemExit(f"benchmarks: echo.c: {problem}")
        loading = [compiler, "-O2", "-o", self.load, SOURCES / "load.c"]
        self.no_tls = built([*loading, "-DWITH_TLS", "-lssl", "-lcrypto"])
        if self.no_tls:
            self.no_tls = f"no TLS (Debian: apt-get install libssl-dev): {self.no_tls}"
            problem = built(loading)
            if problem:
                raise SystemExit(f"benchmarks: load.c: {problem}")
        self.keys = self.make_keys(target)

    def make_keys(self, target):
        """A certificate and its key for this run, for the TLS rows."""
        files = (target / "certificate.pem", target / "key.pem")
        openssl = shutil.which("openssl")
        if openssl is None:
            self.no_tls = self.no_tls or "no openssl to make a certificate with"
            return files
        problem = built(
            f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
            f" -subj /CN=localhost -out {files[0]} -keyout {files[1]}".split()
        )
        self.no_tls = self.no_tls or problem
        return files


def contestants(target, made, pythons):
    """All sides, the base first."""
    return [
        Side(BASE, [made.echo], speaks_tls=False),
        *rondo_sides(),
        *python_sides(pythons),
        *other_sides(target),
    ]
