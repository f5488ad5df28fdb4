"""Contenders in turn, medians of wall and processor seconds, rows of ratios."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One claim: ours over the peer's, the bar, and whether it holds (None: not measured).

    A bar is an upper bound on ``ratio`` unless ``at_least``.
    """

    name: str
    ratio: float | None
    bar: float | None
    ours_s: float | None = None
    peer_s: float | None = None
    at_least: bool = False
    unit: str = "s"
    versions: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def holds(self) -> bool | None:
        if self.ratio is None or self.bar is None:
            return None
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def as_json(self) -> dict[str, object]:
        told = "name ratio bar holds ours_s peer_s at_least unit versions note"
        return {k: getattr(self, k) for k in told.split()}


@dataclass(frozen=True)
class Time:
    """Median wall and processor seconds; those of child processes are counted."""

    wall_s: float
    cpu_s: float
    runs: int


def interleaved(contenders: Mapping[str, Callable[[], object]], runs: int) -> dict[str, Time]:
    """Every contender once per round, so that a busy minute falls on all of them alike."""
    for run in contenders.values():
        run()  # warm: files cached, code compiled
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, run in contenders.items():
            wall, cpu = time.perf_counter(), _cpu_s()
            run()
            times[name].append((time.perf_counter() - wall, _cpu_s() - cpu))
    return {
        name: Time(*(statistics.median(column) for column in zip(*taken, strict=True)), runs)
        for name, taken in times.items()
    }


def _cpu_s() -> float:
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def call(*words: str) -> None:
    """A peer's own program."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def child(code: str, *words: str) -> str:
    """Python in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
