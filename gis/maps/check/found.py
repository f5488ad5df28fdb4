"""What a check found in one file: faults, and sums that other files must share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.errors import Problem, Where
from gis.maps.contents import Count

TOLERANCE_HA = 1e-4
# What half a last decimal may add per row: 6 decimals in GeoJSON, 4 in the CSV.
_ROUNDING_HA = {"flags.geojson": 5e-7, "zones.geojson": 5e-7, "ledger.csv": 5e-5}
# Which files say the same things: sums whose name starts so must agree.
_SAME = (
    ("zones.geojson", "layers.gpkg", "zones."),
    ("ledger.csv", "layers.gpkg", "zones."),
    ("ledger.csv", "zones.geojson", "zones."),
    ("flags.geojson", "layers.gpkg", "flags."),
    ("flags.geojson", "layers.gpkg", "waterfall."),
    ("ledger.csv", "layers.gpkg", "waterfall."),
)


@dataclass
class Found:
    """Faults of a file, its sums in hectares by name, and how many rows stand behind them.

    ``readable`` is False for a file that could not be read: it then says nothing to compare.
    """

    problems: list[Problem] = field(default_factory=list)
    sums_ha: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    readable: bool = True

    def add(self, name: str, area_ha: float) -> None:
        """Add hectares to a sum; NaN (unknown) makes the whole sum unknown."""
        self.sums_ha[name] = self.sums_ha.get(name, 0.0) + area_ha


def check_counts(
    file: str, expected: Mapping[str, Count], found: Mapping[str, Count]
) -> list[Problem]:
    """Rows and hectares of every table of a file against what ``run.json`` says."""
    problems = []
    for table in sorted({*expected, *found}):
        said, seen = expected.get(table, Count(rows=0)), found.get(table, Count(rows=0))
        where = Where(file=file, column=table)
        if said.rows != seen.rows:
            rows = {"recorded": said.rows, "rows": seen.rows}
            problems.append(Problem("maps.rows_differ", where, rows))
        elif not _agree(said.area_ha, seen.area_ha, TOLERANCE_HA + said.rows * 5e-7):
            hectares = {"recorded": said.area_ha, "area_ha": seen.area_ha}
            problems.append(Problem("maps.hectares_differ", where, hectares))
    return problems


def check_sums(found: Mapping[str, Found]) -> list[Problem]:
    """Hectares that two files both state, compared pair by pair."""
    read = {name: one for name, one in found.items() if one.readable}
    return [
        problem
        for one, other, start in _SAME
        if one in read and other in read
        for problem in _compare(one, read[one], other, read[other], start)
    ]


def _compare(one: str, a: Found, other: str, b: Found, start: str) -> list[Problem]:
    tolerance = TOLERANCE_HA + sum(
        _ROUNDING_HA.get(name, 0.0) * side.rows for name, side in ((one, a), (other, b))
    )
    names = sorted(n for n in {*a.sums_ha, *b.sums_ha} if n.startswith(start))
    return [
        Problem(
            "maps.files_disagree",
            Where(file=one, column=name.removeprefix(start)),
            {"other": other, "area_ha": left, "other_ha": right},
        )
        for name in names
        if not _agree(
            left := a.sums_ha.get(name, 0.0), right := b.sums_ha.get(name, 0.0), tolerance
        )
    ]


def _agree(left: float | None, right: float | None, tolerance: float) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= tolerance + 1e-9 * abs(left)
