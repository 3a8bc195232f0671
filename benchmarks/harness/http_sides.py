"""The servers of "./rondo bench http", and what must be built for them."""

import shutil

import echo_sides
import entry
import http_rows
import peers
import sides

BENCHMARKS = sides.BENCHMARKS
SIZES = {"1k": 1 << 10, "100k": 100 << 10, "10m": 10 << 20, "16m": 16 << 20}


class Side(echo_sides.Side):
    """A server; what comes after the port is the folder, a log and keys."""

    def plays(self, row):
        return row.plays(self.name)

    def started_with(self, port, row, keys=()):
        folder = self.arguments[0]
        log = ["log", folder / f"{self.name.split()[0]}.log"] if row.log else []
        tls = ["tls", *keys] if row.tls else []
        return [*map(str, [*self.command, port, folder, *log, *tls])]


class Nginx(Side):
    def started_with(self, port, row, keys=()):
        folder = self.arguments[0]
        file = folder / f"nginx-{port}.conf"
        file.write_text(NGINX_CONFIGURATION.format(
            folder=folder,
            port=port,
            log=f"{folder}/nginx-access.log" if row.log else "off",
            listen="ssl" if row.tls else "",
            keys=f"ssl_certificate {keys[0]}; ssl_certificate_key {keys[1]};" if row.tls else "",
        ))
        return [*map(str, [*self.command, "-p", folder, "-c", file])]


NGINX_CONFIGURATION = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx-{port}.pid;
error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
    access_log {log};
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    open_file_cache max=100 inactive=1h;
    client_max_body_size 0;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    ssl_protocols TLSv1.3;
    ssl_session_tickets off;
    ssl_session_cache off;
    server {{
        listen 127.0.0.1:{port} {listen} backlog=4096;
        {keys}
        location = /plaintext {{ default_type text/plain; return 200 "Hello, World!"; }}
        location = /json {{
            default_type application/json;
            return 200 '{{"message":"Hello, World!"}}';
        }}
        location /files/ {{ root {folder}; }}
    }}
}}
"""


def nginx_side(target):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    missing = "" if nginx else "not installed (Debian: apt-get install nginx-light)"
    return Nginx(http_rows.NGINX, [nginx], [target], says_ready=False, missing=missing)


def rondo_side(target, class_path, name=http_rows.RONDO):
    command = peers.java(class_path, "dev.rondo.bench.http.RondoServer")
    return Side(name, command, [target / "files"], is_rondo=True, is_jvm=True)


def netty_side(target):
    command = peers.java(entry.class_path(), *sides.NETTY_OPTIONS, "dev.rondo.bench.http.NettyServer")
    return Side("Netty 4.2 epoll", command, [target / "files"], is_jvm=True)


def built_side(target, name, folder, options=()):
    """A peer with a project of its own, which Maven builds once."""
    path, missing = peers.maven_built(folder, "server.jar")
    command = peers.java(path, *options, "Server")
    return Side(name, command, [target / "files"], is_jvm=True, missing=missing)


def node_side(target):
    node, folder = shutil.which("node"), peers.PEERS / "node"
    missing = "" if node else "node is not installed"
    if node and not (folder / "node_modules" / "ws").exists():
        missing = echo_sides.built(["npm", "install", "--silent", "--prefix", folder])
    return Side("Node.js", [node, folder / "server.js"], [target / "files"], missing=missing)


def aiohttp_side(target):
    python = peers.python_with("aiohttp, uvloop")
    missing = "" if python else "not installed (Debian: apt-get install python3-aiohttp python3-uvloop)"
    return Side("aiohttp", [python, BENCHMARKS / "python" / "web.py"], [target / "files"], missing=missing)


class Built:
    """The load for WebSockets and held connections, files to serve, keys."""

    def __init__(self, target):
        self.wrk = shutil.which("wrk")
        if not self.wrk:
            raise SystemExit("benchmarks: wrk is missing (Debian: apt-get install wrk)")
        compiler = shutil.which("cc") or shutil.which("gcc")
        self.load = target / "load"
        target.mkdir(parents=True, exist_ok=True)
        problem = echo_sides.built(
            [compiler or "cc", "-O2", "-o", self.load, echo_sides.SOURCES / "load.c"]
        )
        if problem:
            raise SystemExit(f"benchmarks: load.c: {problem}")
        files = target / "files"
        files.mkdir(exist_ok=True)
        for name, size in SIZES.items():
            if not (files / name).exists():
                (files / name).write_bytes(b"x" * size)
        self.no_tls = ""
        self.keys = echo_sides.Built.make_keys(self, target)


def contestants(target, other=None):
    """All sides, nginx first; beside another checkout only Rondo's of both trees."""
    base = [nginx_side(target), rondo_side(target, entry.class_path())]
    if other:
        return [*base, rondo_side(target, other.class_path, sides.RONDO_OTHER)]
    return [
        *base,
        netty_side(target),
        built_side(target, "Vert.x 5", "vertx", sides.NETTY_OPTIONS),
        built_side(target, "Helidon 4", "helidon"),
        node_side(target),
        aiohttp_side(target),
    ]
