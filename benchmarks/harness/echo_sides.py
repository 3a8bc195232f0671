"""The contestants of "./rondo bench network": echo servers, and what must be built for them."""

import dataclasses
import os
import pathlib
import shutil
import subprocess

import against
import entry
import sides

BENCHMARKS = sides.BENCHMARKS
SOURCES = BENCHMARKS / "src" / "main" / "c"
PROGRAMS = "dev.rondo.bench.network"
OTHER = " (other)"  # ends the names of another checkout's servers
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
    is_jvm: bool = False
    speaks_tls: bool = True
    echoes: bool = True
    says_ready: bool = True
    greeting: list = None  # its arguments in the row of greetings; None: it takes no part
    missing: str = ""  # why it cannot be run

    def plays(self, row):
        if row.kind == "greet":
            return self.greeting is not None
        return self.echoes and (row.kind != "tls" or self.speaks_tls)

    def started_with(self, port, row, keys=()):
        arguments = self.greeting if row.kind == "greet" else self.arguments
        return [*map(str, [*self.command, port, *arguments, *keys])]


class Nginx(Side):
    """nginx has no echo, but its stream module greets."""

    def started_with(self, port, row, keys=()):
        folder = pathlib.Path(self.arguments[0])
        file = folder / f"nginx-{port}.conf"
        file.write_text(f"""
            load_module {NGINX_STREAM};
            daemon off;
            master_process off;
            pid {folder}/nginx-{port}.pid;
            error_log stderr crit;
            events {{ worker_connections 4096; }}
            stream {{
                server {{
                    listen 127.0.0.1:{port} backlog=4096;
                    tcp_nodelay on;
                    return x;
                }}
            }}
        """)
        return [*map(str, [*self.command, "-p", folder, "-c", file])]


NGINX_STREAM = "/usr/lib/nginx/modules/ngx_stream_module.so"


def nginx_side(target):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    missing = ""
    if not nginx:
        missing = "not installed (Debian: apt-get install nginx libnginx-mod-stream)"
    elif not os.path.exists(NGINX_STREAM):
        missing = f"no {NGINX_STREAM} (Debian: apt-get install libnginx-mod-stream)"
    return Nginx(
        "nginx", [nginx], [target], echoes=False, says_ready=False, greeting=[], missing=missing
    )


def java_command(class_path, program, *options):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
    counted = [f"{PROGRAMS}.Counted", f"{PROGRAMS}.{program}"]
    return [java, *entry.jvm_options(), *options, "-cp", class_path, *counted]


def rondo_side(class_path, title, poller, mode, greeting=None):
    command = java_command(class_path, "EchoServer", f"-Drondo.poller={poller}")
    name = f"Rondo {poller}{title}"
    return Side(name, command, [mode], is_rondo=True, is_jvm=True, greeting=greeting)


def rondo_sides(class_path):
    for poller in ("epoll", "nio"):
        yield rondo_side(class_path, "", poller, "raw", ["greet"])
        yield rondo_side(class_path, " streams", poller, "streams", ["greet_streams"])
        if poller == "epoll":
            yield rondo_side(class_path, " streams, no drain", poller, "undrained")
        yield rondo_side(class_path, " protocol", poller, "protocol")
    yield rondo_side(class_path, " buffered", "epoll", "buffered")
    yield rondo_side(class_path, "", "uring", "raw")  # never chosen by itself: this row says why


def both_trees(this, other):
    """Each server of this checkout, followed by its twin of the other."""
    for ours, theirs in zip(rondo_sides(this.class_path), rondo_sides(other.class_path)):
        theirs.name += OTHER
        yield from (ours, theirs)


def netty_side():
    command = java_command(entry.class_path(), "NettyServer", *sides.NETTY_OPTIONS)
    return Side(
        "Netty 4.2 epoll", command, ["echo"], is_jvm=True, speaks_tls=False, greeting=["greet"]
    )


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
                greeting = ["greet", *more] if mode == "streams" else None
                yield Side(f"{name} {mode}", command, [mode, *more], greeting=greeting)


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


def contestants(target, made, pythons, other=None):
    """All sides, the base first; beside another checkout only Rondo's of both trees."""
    base = Side(BASE, [made.echo], speaks_tls=False, greeting=["greet"])
    if other:
        return [base, *both_trees(against.this_tree(), other)]
    return [
        base,
        *rondo_sides(entry.class_path()),
        netty_side(),
        *python_sides(pythons),
        *other_sides(target),
        nginx_side(target),
    ]
