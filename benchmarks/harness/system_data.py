"""The files that "./rondo bench system" reads."""

import os
import pathlib
import shutil
import tempfile

import sides

BLOCK = 4096
PAD = "Rondo reads lines of a text as others do, neither long ones nor short ones, a million of them"
SHORTEST_PAD, PADS = 10, 80  # lines have 10 to 90 characters, and their number


class Data:
    """A folder of files: "blocks", "lines" and those in "small"; on a disk, and in memory by then."""

    def __init__(self):
        target = sides.BENCHMARKS / "target"
        target.mkdir(exist_ok=True)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="system-", dir=target))

    def make(self, row):
        """Makes what a row needs, unless it is there."""
        if row.blocks:
            self.made("blocks", lambda path: write_blocks(path, row.blocks))
        if row.work == "lines":
            self.made("lines", lambda path: write_lines(path, row.units))
        if row.work == "small":
            self.made("small", lambda path: write_small(path, row.units))

    def made(self, name, write):
        path = self.folder / name
        if not path.exists():
            write(path)
            os.sync()  # the disk is not to be busy with it later

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def block(number):
    return number.to_bytes(8, "big") + b"x" * (BLOCK - 8)


def write_blocks(path, count):
    with open(path, "wb") as file:
        for number in range(count):
            file.write(block(number))


def line(number):
    return f"{number} {PAD[:SHORTEST_PAD + number % PADS]}"


def write_lines(path, count):
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            file.write(f"{line(number)}\n")


def characters(count):
    """Of the first lines, without their ends."""
    return sum(len(line(number)) for number in range(count))


def write_small(path, count):
    path.mkdir()
    for number in range(count):
        (path / str(number)).write_bytes(block(number))
