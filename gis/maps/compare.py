"""Two runs side by side: flagged hectares and totals by commune, if they can be held together.

Slope depends on the cell: the same mountains have 4.2 % of their land over 25° at 30 m and 1.9 % at
90 m. So runs on another DEM, cell or CRS are not compared unless the office says that it knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
import pyogrio

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.maps.check.verify import verify_outputs
from gis.maps.contents import OFFICE_FILE, RECORD

KEYS = ("rule", "place", "commune_code", "commune")
FIGURES = ("counted_ha", "flagged_ha", "unknown_ha", "low_ha", "central_ha", "high_ha")


@dataclass(frozen=True)
class Ground:
    """What hectares of a run rest on: name and digest of its DEM, its cells, its CRSs."""

    dem: str
    dem_sha256: str
    cell_size: tuple[float, ...]
    grid_crs: str
    hectares_crs: str

    def differences(self, other: Ground) -> Iterator[tuple[str, str, str]]:
        """What differs, as (code of the problem, here, there)."""
        if self.dem_sha256 != other.dem_sha256:
            yield "maps.compare_dem", self.dem, other.dem
        if self.cell_size != other.cell_size:
            yield "maps.compare_cells", _by(self.cell_size), _by(other.cell_size)
        for name in ("grid_crs", "hectares_crs"):
            here, there = getattr(self, name), getattr(other, name)
            if here != there:
                yield "maps.compare_crs", here, there


@dataclass(frozen=True)
class Comparison:
    """Two runs held together.

    ``rows`` has ``KEYS``, every figure of ``FIGURES`` as ``<name>_a`` and ``<name>_b``, and
    ``change_ha`` (flagged, b less a). A place only one run knows is unknown in the other.
    ``differences`` are what was let pass, as warnings.
    """

    rows: pd.DataFrame
    grounds: tuple[Ground, Ground]
    differences: tuple[Problem, ...]


def compare_runs(first: Path, second: Path, *, different_cells: bool = False) -> Comparison:
    """Flagged hectares of two finished runs, by rule and commune.

    Args:
        first: a folder of products.
        second: another.
        different_cells: compare also when DEM, cell or CRS differ; the differences are told.

    Returns:
        Hectares in each run's own project CRS. Unknown figures are NaN.

    Raises:
        NuongError: a folder is no whole run, or the two do not rest on the same ground.
    """
    folders = (first, second)
    raise_errors([p for folder in folders for p in _faults(folder)])
    grounds = (_ground(first), _ground(second))
    level: Literal["error", "warning"] = "warning" if different_cells else "error"
    differences = tuple(
        Problem(code, Where(file=str(second)), {"a": a, "b": b}, level)
        for code, a, b in grounds[0].differences(grounds[1])
    )
    raise_errors(differences)
    return Comparison(_joined(*(_totals(folder) for folder in folders)), grounds, differences)


def _faults(folder: Path) -> Iterator[Problem]:
    for problem in verify_outputs(folder):
        where = Where(str(folder / (problem.where.file or "")), column=problem.where.column)
        yield Problem(problem.code, where, problem.values, problem.level)


def _ground(folder: Path) -> Ground:
    record = json.loads((folder / RECORD).read_text("utf-8"))
    try:
        name, spec = next(
            (name, spec)
            for name, spec in record["settings"]["layers"].items()
            if spec["kind"] == "dem" and not spec.get("compare")
        )
        grid = record["measured"]["grid"]
        return Ground(
            str(spec["name"]),
            str(record["inputs"][name]["sha256"]),
            tuple(float(side) for side in grid["cell_size"]),
            str(grid["crs"]),
            str(record["measured"]["hectares"]),
        )
    except (KeyError, TypeError, ValueError, StopIteration) as fault:
        where, values = Where(file=str(folder / RECORD)), {"reason": repr(fault)}
        raise NuongError([Problem("maps.record_unreadable", where, values)]) from fault


def _totals(folder: Path) -> pd.DataFrame:
    return pyogrio.read_dataframe(folder / OFFICE_FILE, layer="doubt_totals", read_geometry=False)


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Rows of both, communes first by code, in each rule; a missing row leaves NaN."""
    columns = [*KEYS, *FIGURES]
    both = first[columns].merge(second[columns], "outer", list(KEYS), suffixes=("_a", "_b"))
    both["change_ha"] = both["flagged_ha_b"] - both["flagged_ha_a"]
    order = both["place"].map({"commune": 0, "outside_communes": 1, "total": 2})
    both = both.assign(order=order).sort_values(["rule", "order", "commune_code"], kind="stable")
    return both.drop(columns="order").reset_index(drop=True)


def _by(cell: tuple[float, ...]) -> str:
    return " × ".join(f"{side:g}" for side in cell)
