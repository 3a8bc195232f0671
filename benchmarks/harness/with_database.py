"""Runs a command with a PostgreSQL of its own, whose DSN is in RONDO_STRESS_DSN."""

import os
import subprocess
import sys

import database


def main():
    server = database.Database(pin=[])
    try:
        dsn = f"postgresql://{database.USER}@127.0.0.1:{server.port}/postgres"
        done = subprocess.run(sys.argv[1:], env={**os.environ, "RONDO_STRESS_DSN": dsn})
        return done.returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
