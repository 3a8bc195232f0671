"""What the commands of "./rondo bench" share: their options, the environment, and where the text goes."""

import argparse
import os
import pathlib
import sys

import sides


def parser(kind, description):
    """Returns a parser that knows the options that all have."""
    parser = argparse.ArgumentParser(prog=f"rondo bench {kind}", description=description)
    parser.add_argument(
        "--against", metavar="PATH", help="compare with another checkout, built by its own ./rondo"
    )
    parser.add_argument(
        "--programs",
        choices=["own", "this"],
        default="own",
        help="with --against: the other's library runs its own benchmark programs (the default),"
        " or this checkout's, if they link with it",
    )
    parser.add_argument("--out", type=pathlib.Path, help="also write what is printed to this file")
    return parser


def class_path():
    """Of this checkout, as ./rondo has built it."""
    return os.environ["RONDO_BENCH_CLASS_PATH"]


def jvm_options():
    return os.environ["RONDO_BENCH_JVM_OPTIONS"].split()


def publish(options, measure):
    """Prints the text that a function returns, unless a process fails."""
    try:
        text = measure()
    except sides.Failed as e:
        sys.exit(f"benchmarks: {e}")
    print(text)
    if options.out:
        options.out.write_text(text + "\n")
