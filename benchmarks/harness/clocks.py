"""The clocks of processes and of the machine, as Linux has them."""

import os
import pathlib
import resource
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Costs:
    """The clocks at one moment: of a process, of the machine, of the children that have ended.

    Further processes, such as a database's, are told apart from what others use.
    """

    def __init__(self, pid, further=()):
        self.processor = processor_seconds(pid)
        self.user = user_seconds(pid)
        self.further = dict(seconds_of(further))
        self.busy = busy_seconds()
        self.own = own_seconds()
        self.time = time.perf_counter()

    def until_now(self, pid, requests):
        return self.until(Costs(pid, self.further), requests)

    def until(self, now, requests):
        took = now.time - self.time
        cpu = now.processor - self.processor
        own = now.own - self.own
        further = sum(after - self.further[pid] for pid, after in now.further.items())
        return {
            "cpu_s": cpu,
            "cpu_us": cpu * 1e6 / max(requests, 1),
            "user_s": now.user - self.user,
            "share": cpu / took,
            "load": (own + further) / took,
            "foreign": max(0.0, now.busy - self.busy - cpu - own - further) / took,
        }


def seconds_of(processes):
    """Pairs of a process and its seconds, without those that have ended."""
    for pid in processes:
        try:
            yield pid, processor_seconds(pid)
        except OSError:
            pass


def processor_seconds(pid):
    return time.clock_gettime((~pid << 3) | 2)  # what clock_getcpuclockid computes


def user_seconds(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[11]) / TICKS


def busy_seconds():
    with open("/proc/stat") as file:
        cells = [int(cell) for cell in file.readline().split()[1:9]]
    return (sum(cells) - cells[3] - cells[4]) / TICKS


def own_seconds():
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in own)


def ended_children_seconds(pid):
    """Of the children that it has waited for, and theirs."""
    with open(f"/proc/{pid}/stat") as file:
        return sum(map(int, file.read().rpartition(")")[2].split()[13:15])) / TICKS


def descendants(pid):
    """The children that live, and theirs."""
    found = []
    for file in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in file.read_text().split()]
        except OSError:
            continue
        found += children
        for child in children:
            found += descendants(child)
    return found
