"""Hectares over a slope, and of candidate land, with the range the DEM's error leaves them.

For every commune and in total: land over each break of the slope classes, and land eligible under
each zone rule whose criteria ask for the slope. A cell's chance follows from its likely gradient as
for plots (:mod:`gis.zones.slope_draws`), without drawing. What is *expected* is what the DEM shows
plus the difference of chance and answer. The *range* has three parts, taken as independent:

- what errors of single cells leave when many are added up: the open land ``p (1 - p)`` times the
  spread, the land that errs together (:mod:`gis.zones.error_spread`);
- what is wrong with the chances themselves, common to all land: ``CHANCE_UNSURE`` as for plots;
- on large land, that the difference is known from a sample (:mod:`gis.zones.sample_cells`).

A rule's minimum size of a zone is left out: eligible land counts, in zones large enough or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.project.model import Project
from gis.zones.commune_land import CommuneLand
from gis.zones.dem_doubt import DemDoubt
from gis.zones.doubt_sums import CHANCE_UNSURE
from gis.zones.error_spread import spreads
from gis.zones.land_questions import Question, cells_of, chances, questions
from gis.zones.sample_cells import SampleCells
from gis.zones.slope_draws import LikelySlope, chances_above
from gis.zones.tables import LAND_RANGE_COLUMNS, SlopeLand, ZoneLand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# About so many cells are looked at, however many there are.
SAMPLE_CELLS = 1_000_000
# Chances and amounts of a cell are whole numbers of 1 / 2^14: 2^34 cells fit in a sum.
BITS = 14


@dataclass(frozen=True)
class RangePart:
    """What one block adds, by commune near it: cells, their land, and by question the difference
    of chance and answer, its square and the open land, (communes, 2 + 3 × questions).
    """

    communes: Ints
    totals: Ints


class RangeTally:
    """Gathers, block by block, what all land of the communes may be under the DEM's error.

    Args:
        project: slope classes, zone rules and criteria.
        land: the communes, laid over the grid.
        grid: the analysis grid, all of it.
        known: of the DEM's error; None where the project states none, and nothing is estimated.
    """

    def __init__(
        self, project: Project, land: CommuneLand, grid: Grid, known: DemDoubt | None
    ) -> None:
        self.project, self.land, self.known = project, land, known
        self.asked = questions(project)
        self.sample = SampleCells.at_most(SAMPLE_CELLS, grid.shape)
        self.totals = np.zeros((len(land.codes), 2 + 3 * len(self.asked)), np.int64)

    def part(self, block: Block, land: Evaluation) -> RangePart:
        """What one block of the grid adds; ``land`` is evaluated on the block's own cells."""
        from gis.grid.kernels.sampled import sum_sampled

        laid = self.land.laid.near(block)
        totals = np.zeros((len(laid.number), self.totals.shape[1]), np.int64)
        if self.known is None or not len(laid.number):
            return RangePart(laid.number, totals)
        row, col = self.sample.of(block)
        there = land.terrain.slope_known[row, col]
        row, col = row[there], col[there]
        sample = np.full((block.height, block.width), -1, np.int32)
        sample[row, col] = np.arange(len(row))
        under = laid.over(block)
        cell = laid.unit[under.table[:, 0]]
        amount = np.rint(under.amount / cell * (1 << BITS)).astype(np.int64)
        values = self._values(self.known, block, cells_of(land, row, col), row, col)
        sum_sampled(under.table, amount, sample, (block.row, block.col), values, totals)
        return RangePart(under.shapes, totals)

    def _values(
        self, known: DemDoubt, block: Block, cells: Evaluation, row: Ints, col: Ints
    ) -> Ints:
        likely = known.likely(row + block.row, col + block.col)
        slope = LikelySlope(likely.east, likely.south, likely.kind, known.left.sd)
        limits = sorted({deg for one in self.asked for deg in one.limits_deg})
        above = dict(zip(limits, chances_above(slope, limits), strict=True))
        found = []
        for one in self.asked:
            chance = chances(self.project, one, cells, above)
            more = chance - one.shown(self.project, cells)
            found += [more, more**2, chance * (1 - chance)]
        return np.rint(np.column_stack(found) * (1 << BITS)).astype(np.int64)

    def add(self, part: RangePart) -> None:
        """Take in the part of one block; parts may come in any order."""
        self.totals[part.communes] += part.totals

    def table(self, slopes: SlopeLand, zones: ZoneLand) -> pd.DataFrame:
        """One row per question and commune, then the total (``LAND_RANGE_COLUMNS``).

        Args:
            slopes: hectares by slope class that the DEM shows.
            zones: candidate land that it shows, by rule.

        Returns:
            Hectares; what is not estimated is NaN.
        """
        limits = sorted({deg for one in self.asked for deg in one.limits_deg})
        spread = dict(zip(limits, spreads(self.known, limits), strict=True)) if self.known else {}
        tables = []
        for number, one in enumerate(self.asked):
            shown = _shown(one, slopes, zones, self.land.codes)
            widest = max(spread.get(deg, np.nan) for deg in one.limits_deg)
            tables.append(self._rows(one, number, shown, widest))
        return pd.concat(tables, ignore_index=True)

    def _rows(self, one: Question, number: int, shown: Shown, spread: float) -> pd.DataFrame:
        found = self._range(number, shown, spread)
        codes, names = list(self.land.codes), list(self.land.names)
        rows = {
            "rule": one.rule,
            "above_deg": np.nan if one.above_deg is None else one.above_deg,
            "place": [*("commune" for _ in codes), "total"],
            "commune_code": [*codes, None],
            "commune": [*names, None],
            "land_ha": _with_total(self.land.area_ha),
            "measured_ha": _with_total(shown.measured_ha),
            "unknown_ha": _with_total(shown.unknown_ha),
        }
        return pd.DataFrame(rows | asdict(found))[list(LAND_RANGE_COLUMNS)]

    def _range(self, number: int, shown: Shown, spread: float) -> Ends:
        """Hectares by commune and, last, in total. A commune no cell of which was sampled is not
        estimated; in the total it counts as the DEM shows it.
        """
        if self.known is None:
            return Ends(*np.full((4, len(shown.known_ha) + 1), np.nan))
        cells, land = self.totals[:, 0], np.maximum(self.totals[:, 1], 1)
        sums = self.totals[:, 2 + 3 * number : 5 + 3 * number].T
        more, squared, open_ = sums / land / (1 << BITS)
        cell_ha = float(np.prod(self.known.likely.relief.cell_m)) / 10_000
        known_ha = shown.known_ha
        open_ha = _with_total(known_ha * open_)
        missed = (1 - 1 / self.sample.step**2) * np.maximum(squared - more**2, 0)
        sampled = _with_total(known_ha**2 * missed / np.maximum(cells, 1))
        variance = spread * cell_ha * open_ha + (CHANCE_UNSURE * 4 * open_ha) ** 2 + sampled
        expected = _with_total(np.clip(shown.measured_ha + known_ha * more, 0, known_ha))
        reach = NormalDist().inv_cdf((1 + self.project.doubt.range_share) / 2) * np.sqrt(variance)
        most = _with_total(known_ha)
        low, high = (np.clip(expected + way * reach, 0, most) for way in (-1, 1))
        seen = np.append((cells > 0) | (known_ha == 0), [True])
        return Ends(*(np.where(seen, v, np.nan) for v in (expected, low, expected, high)))

    def method(self) -> dict[str, object]:
        """How ranges of land were estimated, in plain values."""
        if self.known is None:
            return {"estimated": False}
        return {"estimated": True, "one_cell_of": self.sample.step**2, "minimum_size": "left_out"}


@dataclass(frozen=True)
class Ends:
    """Hectares by commune and, last, in total, (communes + 1,)."""

    expected_ha: Floats
    low_ha: Floats
    central_ha: Floats
    high_ha: Floats


@dataclass(frozen=True)
class Shown:
    """What the DEM shows, by commune: land that answers yes, land without an answer, and land of
    known slope.
    """

    measured_ha: Floats
    unknown_ha: Floats
    known_ha: Floats


def _shown(one: Question, slopes: SlopeLand, zones: ZoneLand, codes: Sequence[str]) -> Shown:
    by_class = slopes.communes.loc[list(codes)]
    unknown_ha = by_class["unknown"].to_numpy(np.float64)
    known_ha = slopes.commune_ha.loc[list(codes)].to_numpy(np.float64) - unknown_ha
    if one.rule is None:
        steeper = [
            c.name
            for c in slopes.classes
            if c.above_deg is not None
            and one.above_deg is not None
            and c.above_deg >= one.above_deg
        ]
        return Shown(by_class[steeper].sum(axis=1).to_numpy(np.float64), unknown_ha, known_ha)
    own = zones.communes[zones.communes["rule"] == one.rule].set_index("commune_code")
    own = own.loc[list(codes)]
    measured = (own["candidate_ha"] + own["too_small_ha"]).to_numpy(np.float64)
    return Shown(measured, own["unknown_ha"].to_numpy(np.float64), known_ha)


def _with_total(hectares: Floats) -> Floats:
    return np.append(hectares, hectares.sum())
