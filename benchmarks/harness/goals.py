"""What Rondo has to reach against its peers."""

import dataclasses

LESS_IS_BETTER = ("cpu", "p99")


@dataclasses.dataclass
class Goal:
    """Rondo's figure against a peer's: at least so many times, or at most."""

    figure: str  # "rps", "cpu" or "p99"
    times: float
    peers: tuple
    unit: str = "request"

    def text(self):
        bound = "at most" if self.figure in LESS_IS_BETTER else "at least"
        name = {"rps": "rate", "cpu": f"CPU a {self.unit}", "p99": "p99"}[self.figure]
        return f"{name} {bound} {self.times:g} of {' and of '.join(self.peers)}"

    def is_met(self, value):
        return value <= self.times if self.figure in LESS_IS_BETTER else value >= self.times

    def worst(self, found):
        """The pair of a peer and a ratio that decides, of all."""
        pick = max if self.figure in LESS_IS_BETTER else min
        return pick(found, key=lambda pair: pair[1])
