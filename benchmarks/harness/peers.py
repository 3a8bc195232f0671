"""Commands of the sides that run on a JVM or on Debian's Python, and what must be built for them."""

import functools
import os
import shutil

import echo_sides
import entry
import sides

PEERS = sides.BENCHMARKS / "peers"


def java(class_path, *arguments):
    """A program whose allocations are counted; arguments: options of the JVM, then its class."""
    return [os.path.join(os.environ["JAVA_HOME"], "bin", "java"), *entry.jvm_options(), *arguments[:-1],
            "-cp", class_path, "dev.rondo.bench.network.Counted", arguments[-1]]


def bench_jar():
    """This checkout's benchmark programs."""
    return entry.class_path().split(os.pathsep)[0]


def maven_built(folder, jar, *options):
    """Builds a peer with a project of its own, once; returns its class path, and what is missing."""
    project = PEERS / folder
    built = project / "target" / jar
    sources = [project / "pom.xml", *project.rglob("*.java")]
    missing = ""
    if not built.exists() or any(file.stat().st_mtime > built.stat().st_mtime for file in sources):
        missing = echo_sides.built(
            ["mvn", "-q", "-B", "-ntp", "-f", project / "pom.xml", *options, "clean", "package"]
        )
        if not missing and not built.exists():
            missing = "mvn has built nothing"
    libraries = project / "target" / "libraries" / "*"
    return os.pathsep.join(map(str, [built, libraries, bench_jar()])), missing


@functools.cache
def python_with(modules):
    """A Python that has modules, as Debian's packages bring them; None if there is none."""
    for executable in ("/usr/bin/python3", "python3"):
        found = shutil.which(executable)
        if found and not echo_sides.built([found, "-c", f"import {modules}"]):
            return found
    return None
