"""What the run found in every cell, gathered block by block into bytes a page can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.criteria.judge import Judge
from gis.criteria.law import Judgement
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.pieces import number_pieces, paint_pieces, strips_of
from gis.project.model import Project
from gis.zones.eligibility import conditions, eligible
from gis.zones.site_planes import Packed, Plane, join_planes, packed_plane
from gis.zones.site_slope import slope_steps, step_of_cells
from gis.zones.tables import ZoneLand

# More squares than this are too much for a page that travels by phone: cells are then told in
# squares of several, and a square whose cells differ says so.
MOST_SQUARES = 4_000_000
NOT_ELIGIBLE, UNKNOWN, ELIGIBLE, CANDIDATE = range(4)


@dataclass(frozen=True)
class SiteCells:
    """What the run found in squares of ``side`` × ``side`` cells, (rows, cols) of uint8 each.

    A square is counted from the north-west corner of the grid; the last ones may reach beyond it.
    Where the cells of a square differ it reads ``MIXED``, which never happens when ``side`` is 1.

    Args:
        grid: of the cells: the DEM's own.
        side: cells along a square.
        steps_deg: rising slopes; step n is above n - 1 of them. 0: the slope is unknown.
        slope: step of each square.
        judgements: what the law may say, by number; empty where it was not asked.
        law: number of the judgement of each square; None where the law was not asked.
        zones: by zone rule: ``NOT_ELIGIBLE``, ``UNKNOWN``, ``ELIGIBLE`` (in a piece too small for a
            zone) or ``CANDIDATE``. With squares of several cells no piece is followed, and
            ``ELIGIBLE`` does not say how large the piece is.
    """

    grid: Grid
    side: int
    steps_deg: tuple[float, ...]
    slope: Plane
    judgements: tuple[Judgement, ...]
    law: Plane | None
    zones: Mapping[str, Plane]


class SiteTally:
    """Takes down what is found in every cell, block by block.

    Memory depends on ``most_squares``, not on the size of the DEM: blocks are kept packed.

    Args:
        project: its zone rules, slope classes and criteria.
        judge: the criteria made ready.
        around: where pieces of zones are looked for (the communes' box), in cells of the grid.
        most_squares: most squares to tell apart.
    """

    def __init__(
        self, project: Project, judge: Judge, around: Block, most_squares: int = MOST_SQUARES
    ) -> None:
        self.project, self.grid, self.around = project, judge.grid, around
        self.judgements = judge.law.judgements if judge.law else ()
        self.side = _side(judge.grid.shape, most_squares)
        self.steps_deg = slope_steps(project, fine=self.side == 1)
        self._parts: list[Mapping[str, Packed]] = []

    def part(self, block: Block, land: Evaluation) -> Mapping[str, Packed]:
        """What one block adds: its planes by name, packed.

        Args:
            block: of the grid.
            land: evaluated on the block's own cells.
        """
        planes = {"slope": step_of_cells(land.terrain, self.steps_deg)}
        if land.law is not None:
            planes["law"] = land.law
        for name, rule in self.project.zones.items():
            mask = eligible(conditions(rule, land.masks))
            planes[f"zone {name}"] = np.where(
                mask.known, mask.holds * np.uint8(ELIGIBLE), np.uint8(UNKNOWN)
            )
        return {name: packed_plane(plane, block, self.side) for name, plane in planes.items()}

    def add(self, part: Mapping[str, Packed]) -> None:
        """Take in the part of one block; each block once, in any order."""
        self._parts.append(part)

    def cells(self, zones: ZoneLand) -> SiteCells:
        """All squares, once every block has been added.

        Args:
            zones: the candidate zones of the run, in the project CRS.
        """
        law = self._joined("law") if self.judgements else None
        each = {name: self._zones(name, zones) for name in self.project.zones}
        slope = self._joined("slope")
        return SiteCells(self.grid, self.side, self.steps_deg, slope, self.judgements, law, each)

    def __getstate__(self) -> dict[str, Any]:
        """A copy sent to a worker finds parts; those already added stay where they are."""
        return self.__dict__ | {"_parts": []}

    def _joined(self, name: str) -> Plane:
        return join_planes([part[name] for part in self._parts], self.grid.shape, self.side)

    def _zones(self, name: str, zones: ZoneLand) -> Plane:
        """Eligible land of a rule, and which of it belongs to a zone."""
        plane = self._joined(f"zone {name}")
        rows = zones.zones.frame
        own = rows[rows["rule"] == name]
        if self.side > 1 or own.empty:
            return plane
        # Pieces are those of the zones: 4-connected, within the communes' box. A point inside a
        # zone's row lies in a cell of its piece.
        a = self.around
        near = plane[a.row : a.row + a.height, a.col : a.col + a.width]
        strips = strips_of(near == ELIGIBLE)
        piece, count = number_pieces(strips)
        painted = paint_pieces(strips, piece, near.shape)
        chosen = np.zeros(count + 1, dtype=bool)  # the last: no piece
        row, col = _cells_of(own.geometry, self.grid)
        chosen[painted[row - a.row, col - a.col]] = True
        chosen[-1] = False
        near[chosen[painted]] = CANDIDATE
        return plane


def _side(shape: tuple[int, int], most: int) -> int:
    side = 1
    while ceil(shape[0] / side) * ceil(shape[1] / side) > most:
        side += 1
    return side


def _cells_of(shapes: gpd.GeoSeries, grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of a cell in each shape."""
    points = shapes.representative_point().to_crs(grid.crs)
    col, row = ~grid.transform @ (points.x.to_numpy(), points.y.to_numpy())
    return np.floor(row).astype(np.int64), np.floor(col).astype(np.int64)
