"""Contenders in turn, medians of wall and processor seconds, rows of ratios."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


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
            wall, cpu = time.perf_counter(), cpu_s()
            run()
            times[name].append((time.perf_counter() - wall, cpu_s() - cpu))
    return {
        name: Time(*(statistics.median(column) for column in zip(*taken, strict=True)), runs)
        for name, taken in times.items()
    }


def cpu_s() -> float:
    """Processor seconds of this process and its finished children."""
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def call(*words: str) -> None:
    """A peer's own program; what it says is heard only when it fails.

    Raises:
        RuntimeError: it failed; with its last words.
    """
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {(done.stderr or done.stdout)[-2000:]}")


def in_grass(like: Path, *words: str) -> None:
    """A command in a GRASS location made after a raster's CRS and gone afterwards."""
    call("grass", "--tmp-location", str(like), "--exec", *words)


def child(code: str, *words: str) -> str:
    """Python in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


# Not ru_maxrss: a child inherits its parent's peak there.
_STATUS = "/proc/self/status"
_PEAK = f"""
from pathlib import Path
print(int(Path("{_STATUS}").read_text().split("VmHWM:")[1].split()[0]) / 1024)
"""


def peak_mb(code: str, *words: str) -> float:
    """Peak memory of Python code in a process of its own.

    Raises:
        OSError: this system does not tell it.
    """
    if not Path(_STATUS).exists():
        raise OSError(f"no {_STATUS} on this system")
    return float(child(code + _PEAK, *words).splitlines()[-1])
