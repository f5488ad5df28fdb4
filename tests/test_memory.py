from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from gis.memory import give_back


def _held_mb() -> float:
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    pytest.skip("the system does not tell")


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is freed")
def test_freed_memory_goes_back() -> None:
    # 60 MB in small pieces, every other one kept: the rest is freed but stays with the process.
    pieces = [np.ones(12_500) for _ in range(600)]
    kept = pieces[::2]
    del pieces
    before = _held_mb()
    give_back()
    assert _held_mb() < before - 20
    assert len(kept) == 300
