"""Runs a command with a PostgreSQL of its own, whose DSN is in RONDO_STRESS_DSN, and what befalls it.

Beside the command the server's processes are stopped for a moment, one or all of them, and now and
then all are killed and the server is started again. What was committed is there then: the server
writes it before it says so, and only a machine's crash could lose it.
"""

import os
import random
import signal
import subprocess
import sys
import threading

import database

PAUSE = (0.2, 2.0)  # seconds from one fault to the next
STOPPED = (0.01, 0.5)
KILLED = 5  # percent of the faults; a start takes a second or two
ALL_STOPPED = 25


class Chaos(threading.Thread):
    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.random = random.Random()
        self.over = threading.Event()
        self.counts = {"one stopped": 0, "all stopped": 0, "killed": 0}
        self.failure = None

    def run(self):
        try:
            while not self.over.wait(self.random.uniform(*PAUSE)):
                self.fault()
        except BaseException as e:
            self.failure = e

    def fault(self):
        choice = self.random.randrange(100)
        if choice < KILLED:
            self.counts["killed"] += 1
            self.send(self.server.processes(), signal.SIGKILL)
            self.server.process.wait()
            self.server.restart()
        elif choice < KILLED + ALL_STOPPED:
            self.counts["all stopped"] += 1
            self.stop(self.server.processes())
        else:
            self.counts["one stopped"] += 1
            self.stop([self.random.choice(self.server.processes())])

    def stop(self, processes):
        self.send(processes, signal.SIGSTOP)
        try:
            self.over.wait(self.random.uniform(*STOPPED))
        finally:
            self.send(processes, signal.SIGCONT)

    def send(self, processes, what):
        for process in processes:
            try:
                os.kill(process, what)
            except ProcessLookupError:
                pass  # it has ended meanwhile

    def end(self):
        self.over.set()
        self.join()
        print("the server: " + ", ".join(f"{n} {what}" for what, n in self.counts.items()))
        if self.failure:
            print(f"the server: {self.failure!r}")
        return self.failure is None


def main():
    server = database.Database(
        pin=[], settings={"synchronous_commit": "on", "shared_buffers": "128MB"}
    )
    try:
        dsn = f"postgresql://{database.USER}@127.0.0.1:{server.port}/postgres"
        chaos = Chaos(server)
        chaos.start()
        try:
            environment = {**os.environ, "RONDO_STRESS_DSN": dsn, "RONDO_STRESS_CHAOS": "1"}
            done = subprocess.run(sys.argv[1:], env=environment)
        finally:
            whole = chaos.end()
        return done.returncode or (0 if whole else 1)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
