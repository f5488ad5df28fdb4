"""An office's own bounds of plausible yields: one table per crop, in t/ha."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gis.errors import NuongError, Problem, Where
from gis.project.source import read_source
from gis.reference.plan_checks import Bounds


def read_yield_bounds(path: Path) -> dict[str, Bounds]:
    """Bounds by crop from a TOML file (``[cassava]``, ``low = 8.0``, ``high = 30.0``).

    Args:
        path: the file; a crop it does not name has no bounds.

    Returns:
        Bounds in t/ha by crop.

    Raises:
        NuongError: the file cannot be read, or a table has no two figures, the lower one first.
    """
    tables = read_source(path)
    faults = [crop for crop, said in tables.items() if not _is_pair(said)]
    if faults:
        raise NuongError(
            [Problem("project.yield_bounds", Where(path.name, column=f"[{c}]")) for c in faults]
        )
    return {crop: Bounds(float(said["low"]), float(said["high"])) for crop, said in tables.items()}


def _is_pair(said: Any) -> bool:
    if not isinstance(said, dict) or set(said) != {"low", "high"}:
        return False
    numbers = all(type(v) in (int, float) for v in said.values())
    return numbers and 0 <= said["low"] < said["high"] < float("inf")
