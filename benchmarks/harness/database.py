"""A PostgreSQL for one run: in a folder of its own, on a port and a Unix socket, then gone."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time

import echo_server

START_SECONDS = 30
USER = "postgres"
# Nothing waits for a disk, nothing runs beside the queries, nothing is counted or logged.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "bgwriter_lru_maxpages": "0",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "track_activities": "off",
    "track_counts": "off",
    "update_process_title": "off",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "ssl": "off",
}
TABLES = """
CREATE UNLOGGED TABLE points (id int PRIMARY KEY, amount bigint NOT NULL, name text NOT NULL);
INSERT INTO points SELECT i, i * 7, 'name ' || lpad(i::text, 7, '0') FROM generate_series(1, 10000) i;
CREATE UNLOGGED TABLE bytes_1k (a bytea NOT NULL);
INSERT INTO bytes_1k
    SELECT decode(repeat(lpad(to_hex(i), 2, '0'), 1024), 'hex') FROM generate_series(1, 100) i;
CREATE UNLOGGED TABLE arrays (a int[] NOT NULL);
INSERT INTO arrays
    SELECT (SELECT array_agg(i * 100 + j) FROM generate_series(1, 100) j) FROM generate_series(1, 100) i;
CREATE UNLOGGED TABLE copied (a int, b int, c int, d text, e float, f int, g text);
CREATE UNLOGGED TABLE source (a int, b int, c int, d text, e float, f int, g text);
INSERT INTO source
    SELECT 10, 11, 10, 'TESTTESTTEST', 10.333, 12341234, '123412341234' FROM generate_series(1, 10000);
VACUUM FREEZE ANALYZE points;
VACUUM FREEZE ANALYZE bytes_1k;
VACUUM FREEZE ANALYZE arrays;
VACUUM FREEZE ANALYZE source;
"""


def programs():
    """The newest of Debian's folders of programs, or that of the one on PATH; None without one."""
    found = glob.glob("/usr/lib/postgresql/*/bin/postgres")
    found.sort(key=lambda path: float(path.split("/")[4]))
    on_path = shutil.which("postgres")
    newest = found[-1:] or [on_path]
    return pathlib.Path(newest[0]).parent if newest[0] else None


class Database:
    def __init__(self, pin, settings=None):
        self.settings = {**SETTINGS, **(settings or {})}
        self.pin = pin
        self.programs = programs()
        if self.programs is None:
            raise SystemExit("benchmarks: no PostgreSQL (Debian: apt-get install postgresql)")
        self.port = echo_server.free_port()
        memory = "/dev/shm"
        self.folder = tempfile.mkdtemp(
            prefix="rondo-postgres-", dir=memory if os.access(memory, os.W_OK) else None
        )
        self.process = None
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self):
        as_user = []
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            user = pwd.getpwnam(USER)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            as_user = ["setpriv", f"--reuid={USER}", f"--regid={user.pw_gid}", "--clear-groups"]
        data = f"{self.folder}/data"
        initdb = [self.programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync",
                  "--locale=C", "-E", "UTF8"]
        done = subprocess.run([*map(str, [*as_user, *initdb])], capture_output=True, text=True,
                              cwd=self.folder)
        if done.returncode:
            raise SystemExit(f"benchmarks: initdb: {(done.stderr.strip() or done.stdout)[-300:]}")
        settings = {**self.settings, "port": self.port, "unix_socket_directories": self.folder}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        postgres = [*self.pin, *as_user, self.programs / "postgres", "-D", data, *options]
        self.command = [*map(str, postgres)]
        self.launch()
        self.wait()
        self.query(TABLES)
        self.version = self.query("SHOW server_version")

    def launch(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )

    def restart(self):
        """Starts it again after its end, as soon as what it left behind has ended, too."""
        give_up = time.perf_counter() + START_SECONDS
        self.launch()
        while self.psql("SELECT 1").returncode:
            if time.perf_counter() > give_up:
                log = pathlib.Path(f"{self.folder}/log").read_text()
                raise SystemExit(f"benchmarks: PostgreSQL does not start again: {log[-300:]}")
            time.sleep(0.05)
            if self.process.poll() is not None:
                self.launch()

    def wait(self):
        give_up = time.perf_counter() + START_SECONDS
        while self.psql("SELECT 1").returncode:
            if self.process.poll() is not None or time.perf_counter() > give_up:
                log = pathlib.Path(f"{self.folder}/log").read_text()
                raise SystemExit(f"benchmarks: PostgreSQL does not start: {log[-300:]}")
            time.sleep(0.1)

    def psql(self, sql):
        command = [self.programs / "psql", "-XAtq", "-F", " ", "-v", "ON_ERROR_STOP=1",
                   "-h", self.folder, "-p", self.port, "-U", USER]
        return subprocess.run([*map(str, command)], input=sql, capture_output=True, text=True)

    def query(self, sql):
        """What psql prints for a script, values apart by a space."""
        done = self.psql(sql)
        if done.returncode:
            raise SystemExit(f"benchmarks: {done.stderr.strip()}")
        return done.stdout.strip()

    def written(self):
        """How many rows the clients have written, and the sum of their values; takes them away."""
        rows, total = self.query(
            "SELECT count(*), coalesce(sum(a + b + c + length(d) + f + length(g)), 0) FROM copied"
            " WHERE e = 10.333; TRUNCATE copied"
        ).split()
        return int(rows), int(total)

    def processes(self):
        """Its processes now, each client's among them."""
        pid = self.process.pid
        return [pid, *map(int, pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()  # no new clients; those there are have ended
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.send_signal(3)  # SIGQUIT: at once
                self.process.wait(5)
        shutil.rmtree(self.folder, ignore_errors=True)
