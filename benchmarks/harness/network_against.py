"""Compares the servers of two checkouts, figure by figure, from one run of "rondo bench network"."""

import collections
import math

import against
import echo_sides

TICK_SECONDS = 0.004  # of most kernels (CONFIG_HZ=250): what a sample of user time stands for


def comparisons(bench, rows):
    for row in rows:
        for side in bench.sides_of(row):
            twin = side.name + echo_sides.OTHER
            if any(other.name == twin for other in bench.sides):
                yield from of_side(bench, row, side.name, twin)


def of_side(bench, row, name, twin):
    title = f"{row.id}, {name}"
    ours, theirs = (good(bench.results, row, n) for n in (name, twin))
    if not ours or not theirs:
        return
    if row.kind == "idle":
        yield from counters(title, "resident bytes each", "resident", ours, theirs)
        yield from counters(title, "heap bytes each", "heap", ours, theirs)
        return
    unit = row.unit()
    yield windows(title, f"{unit}s a second", "rps", True, ours, theirs)
    yield windows(title, "p99 us", "p99_us", False, ours, theirs)
    yield windows(title, f"CPU us a {unit}", "cpu_us", False, ours, theirs)
    yield user_time(title, f"user CPU us a {unit}", ours, theirs)
    ours, theirs = (good(bench.accounts, row, n) for n in (name, twin))
    yield from counters(title, f"allocated bytes a {unit}", "allocated", ours, theirs)
    yield from counters(title, f"instructions a {unit}", "instructions", ours, theirs)


def good(results, row, name):
    return [value for value in results.get((row.id, name), []) if "error" not in value]


def windows(title, what, key, more_is_better, ours, theirs):
    """Pairs of windows of the same cycle."""
    partners = {window["cycle"]: window for window in theirs}
    rounds = collections.defaultdict(list)
    for window in ours:
        if window["cycle"] in partners:
            rounds[window["start"]].append((window[key], partners[window["cycle"]][key]))
    return against.Comparison(title, what, more_is_better, list(rounds.values()))


def counters(title, what, key, ours, theirs):
    """Pairs of the one value that each start gives, where both have it."""
    partners = {value["start"]: value[key] for value in theirs if key in value}
    rounds = [
        [(value[key], partners[value["start"]])]
        for value in ours
        if key in value and value["start"] in partners
    ]
    if rounds:
        yield against.Comparison(title, what, False, rounds)


class UserTime(against.Comparison):
    """Its noise is also that of the samples by which the kernel tells user from system time."""

    samples = 0.0

    def noise(self):
        known = super().noise()
        return None if known is None else max(known, self.samples)


def user_time(title, what, ours, theirs):
    rounds = []
    for start in sorted({window["start"] for window in ours}):
        pair = [user_us([w for w in side if w["start"] == start]) for side in (ours, theirs)]
        rounds.append([tuple(pair)])
    comparison = UserTime(title, what, False, rounds)
    seconds = [sum(window["user_s"] for window in side) for side in (ours, theirs)]
    if all(seconds):
        comparison.samples = 2 * math.sqrt(sum(TICK_SECONDS / total for total in seconds))
    return comparison


def user_us(windows):
    requests = sum(window["requests"] for window in windows)
    return sum(window["user_s"] for window in windows) * 1e6 / requests if requests else 0.0


def user_error_us(windows):
    """What two standard errors of the samples are worth."""
    requests = sum(window["requests"] for window in windows)
    seconds = sum(window["user_s"] for window in windows)
    return 2 * math.sqrt(seconds * TICK_SECONDS) * 1e6 / requests if requests else 0.0
