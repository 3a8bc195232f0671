"""The contestants: Rondo on a JDK, and asyncio on each Python that is there, with uvloop or not."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import threading
import time

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = BENCHMARKS / "python"
RONDO, RONDO_OTHER = "Rondo", "Rondo (other)"  # the latter: another checkout's
# What Netty needs on this JDK to free and reach direct memory as it does by default on older ones.
NETTY_OPTIONS = (
    "--sun-misc-unsafe-memory-access=allow",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
)
LONGEST_SECONDS = 600  # a process that takes longer hangs

PROBE = """
import asyncio, json, platform, sys, sysconfig
try:
    import uvloop
    uvloop = uvloop.__version__
except ImportError:
    uvloop = None
options = sysconfig.get_config_var("CONFIG_ARGS") or ""
print(json.dumps({
    "version": platform.python_version(),
    "uvloop": uvloop,
    "build": "the distribution's build" if sys.prefix == "/usr" else
        "built with --enable-optimizations" if "--enable-optimizations" in options else
        "built without --enable-optimizations",
    "accelerated": asyncio.Future.__module__ == "_asyncio" == asyncio.Task.__module__,
    "executable": sys.executable,
}))
"""


class Failed(Exception):
    """A process ended with a failure, which it has printed."""


class Usage:
    """What a process took from start to exit."""

    def __init__(self, seconds, peak_bytes, output):
        self.seconds = seconds
        self.peak_bytes = peak_bytes
        self.output = output


def run_process(command):
    """Runs a command to its end; raises Failed unless it ends well."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    limit = threading.Timer(LONGEST_SECONDS, process.kill)
    limit.start()
    try:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    finally:
        limit.cancel()
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"failed with {process.returncode}: {shlex.join(map(str, command))}")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return Usage(seconds, usage.ru_maxrss * unit, output)


class Rondo:
    is_python = False

    def __init__(self, class_path, options, name="Rondo"):
        self.name = name
        self.java = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
        self.class_path = class_path
        self.options = options

    def jvm(self, *arguments):
        return [self.java, *self.options, *arguments]

    def command(self, program, arguments, flags=()):
        """Runs a class of dev.rondo.bench.core with further flags of the JVM."""
        return self.jvm(*flags, "-cp", self.class_path, f"dev.rondo.bench.core.{program}", *arguments)

    def workload(self, name, timing, flags=()):
        return self.command("Main", [name, *timing], flags)

    def describe(self):
        lines = subprocess.run(
            self.jvm("-version"), capture_output=True, text=True, check=True
        ).stderr.splitlines()
        return lines[1].strip() if len(lines) > 1 else lines[0]


class Python:
    is_python = True

    def __init__(self, executable, facts, uvloop=False):
        self.executable = executable
        self.facts = facts
        self.uvloop = uvloop
        self.name = f"uvloop {facts['uvloop']}" if uvloop else f"CPython {facts['version']}"

    def command(self, program, arguments):
        return [self.executable, str(PROGRAMS / program), *arguments]

    def workload(self, name, timing):
        return self.command("core.py", [name, *timing, *(["uvloop"] if self.uvloop else [])])

    def describe(self):
        text = f"CPython {self.facts['version']}, {self.facts['build']}"
        if not self.facts["accelerated"]:
            text += ", without asyncio's C accelerators"
        return f"{text}, uvloop {self.facts['uvloop']}" if self.uvloop else text


def probe(executable):
    """The facts about a Python, or None if there is no such thing that can run the programs."""
    found = shutil.which(executable)
    if not found:
        return None
    done = subprocess.run([found, "-c", PROBE], capture_output=True, text=True)
    if done.returncode != 0:
        return None
    facts = json.loads(done.stdout)
    if tuple(map(int, facts["version"].split(".")[:2])) < (3, 11):
        return None  # no TaskGroup
    return facts


def pythons(chosen):
    """The chosen Pythons, or python3 and the 3.13 of pyenv; then uvloop where it is installed."""
    sides = []
    candidates = chosen or ["python3", *newer_pyenv_pythons()]
    for executable in candidates:
        facts = probe(executable)
        if facts is None:
            if chosen:
                sys.exit(f"benchmarks: {executable} is no Python 3.11 or later")
        elif facts["version"] not in [side.facts["version"] for side in sides]:
            # The real one, not a shim, which costs every start some milliseconds.
            sides.append(Python(facts["executable"], facts))
    if not sides:
        sys.exit("benchmarks: no Python 3.11 or later found; name one with --python")
    return sides


def newer_pyenv_pythons():
    versions = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv")) / "versions"
    return [str(folder / "bin" / "python3") for folder in sorted(versions.glob("3.13.*"))[-1:]]


def uvloop_side(sides):
    """The first Python that has uvloop, or None."""
    for executable in [side.executable for side in sides] + ["/usr/bin/python3"]:
        facts = probe(executable)
        if facts and facts["uvloop"]:
            return Python(facts["executable"], facts, uvloop=True)
    return None
