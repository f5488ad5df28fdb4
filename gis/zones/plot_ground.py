"""What doubt asks of the cells under plots, gathered block by block and kept packed.

Kept are answers, not slopes: a few bits a cell, and 0 everywhere but in the plots' boxes. Packed
they take some hundredths of a byte to one byte a cell, so the land under 50,000 plots fits in a few
MB on a 10 m grid and in some tens of MB on a 2 m one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.grid import Grid
from gis.grid.likely import TILE, groups
from gis.layers.model import Layers
from gis.project.model import Project
from gis.zones.canopy_edge import CanopyEdge, canopy_edge
from gis.zones.plot_cells import PlotCells, cell_boxes
from gis.zones.slope_answers import SlopeAnswers, slope_answers, slope_limits
from gis.zones.tables import PlotLand

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class GroundPart:
    """Answers of one window, packed: whether slopes are suspect, then every rule's answers."""

    window: Block
    planes: tuple[bytes, ...]


@dataclass(frozen=True)
class GroundSurvey:
    """The task on one block.

    Args:
        project: rules and criteria.
        rules: names of the rules, in the order they are kept.
        grid: the analysis grid.
        boxes: rows north..south and columns west..east of every judged piece, half open, (n, 4).
        edge: how suspect slopes are found; None where that is not known.
    """

    project: Project
    rules: tuple[str, ...]
    grid: Grid
    boxes: Ints
    edge: CanopyEdge | None

    def __call__(self, block: Block, land: Evaluation) -> tuple[GroundPart, ...]:
        """What a block's land says, by tile; ``land`` is evaluated on the block's own cells."""
        windows = (block.within(tile) for tile in _tiles(block))
        found = (self._part(window, block, land) for window in windows)
        return tuple(part for part in found if part is not None)

    def _part(self, block: Block, whole: Block, land: Evaluation) -> GroundPart | None:
        window, boxes = self._in_sight(block)
        if not window.height or not window.width:
            return None
        wanted = np.zeros((window.height, window.width), bool)
        for north, south, west, east in (boxes - _corner(window)).tolist():
            wanted[max(north, 0) : south, max(west, 0) : east] = True
        here = _cut(land, replace(window, row=window.row - whole.row, col=window.col - whole.col))
        planes = [self._suspect(window)]
        for rule in self.rules:
            answers = slope_answers(self.project, self.project.flags[rule].when, here)
            planes += [_bits(answers.yes), _bits(answers.unknown)]
        packed = (zlib.compress(np.where(wanted, plane, 0).tobytes(), 1) for plane in planes)
        return GroundPart(window, tuple(packed))

    def _in_sight(self, block: Block) -> tuple[Block, Ints]:
        """The part of a block the pieces in sight reach over, and their boxes."""
        north, south, west, east = self.boxes.T
        seen = (north < block.row + block.height) & (south > block.row)
        seen &= (west < block.col + block.width) & (east > block.col)
        boxes = self.boxes[seen]
        if not len(boxes):
            return Block(block.row, block.col, 0, 0), boxes
        row, col = (max(int(boxes[:, k].min()), at) for k, at in ((0, block.row), (2, block.col)))
        south_end = min(int(boxes[:, 1].max()), block.row + block.height)
        east_end = min(int(boxes[:, 3].max()), block.col + block.width)
        return Block(row, col, south_end - row, east_end - col), boxes

    def _suspect(self, window: Block) -> NDArray[np.uint8]:
        if self.edge is None:
            return np.zeros((window.height, window.width), np.uint8)
        return self.edge.within(window).holds.astype(np.uint8)


def _tiles(block: Block) -> Iterator[Block]:
    """Tiles of fixed place a block lies on: what is kept is looked at tile by tile later."""
    for row in range(block.row // TILE, (block.row + block.height - 1) // TILE + 1):
        for col in range(block.col // TILE, (block.col + block.width - 1) // TILE + 1):
            yield Block(row * TILE, col * TILE, TILE, TILE)


def _corner(window: Block) -> Ints:
    return np.array([window.row, window.row, window.col, window.col])


def _cut(land: Evaluation, window: Block) -> Evaluation:
    """The slope's knownness and the masks of a window of evaluated land."""
    here = (
        slice(window.row, window.row + window.height),
        slice(window.col, window.col + window.width),
    )
    terrain = replace(land.terrain, slope_known=land.terrain.slope_known[here])
    masks = {name: Mask(m.holds[here], m.known[here]) for name, m in land.masks.items()}
    return Evaluation(land.grid.window(window), terrain, {}, masks)


def _bits(answers: Bools) -> NDArray[np.unsignedinteger]:
    """Answers by class, (classes, rows, cols), as the bits of one number a cell."""
    kind = _bit_type(len(answers))
    bits = np.zeros(answers.shape[1:], kind)
    for number, answer in enumerate(answers):
        bits |= answer.astype(kind) << kind.type(number)
    return bits


def _bit_type(classes: int) -> np.dtype[np.unsignedinteger]:
    return np.min_scalar_type(2**classes - 1)


@dataclass
class PlotGround:
    """Answers of all land under plots, by tile; blocks may come in any order."""

    survey: GroundSurvey
    parts: dict[tuple[int, int], list[GroundPart]] = field(default_factory=dict)

    def add(self, parts: tuple[GroundPart, ...]) -> None:
        """Keep what a block said."""
        for part in parts:
            key = part.window.row // TILE, part.window.col // TILE
            self.parts.setdefault(key, []).append(part)

    def at(self, rule: str, cells: PlotCells) -> tuple[SlopeAnswers, Bools]:
        """Answers of a rule by slope class, (classes, pairs), and where the slope is suspect.

        Cells of which no block has spoken, and pairs off the grid, are unknown.
        """
        project, number = self.survey.project, 1 + 2 * self.survey.rules.index(rule)
        limits = slope_limits(project, project.flags[rule].when)
        every = _bit_type(len(limits) + 1)
        kinds = [(0, np.dtype(np.uint8)), (number, every), (number + 1, every)]
        suspect, yes, unknown = found = [np.zeros(len(cells.row), kind) for _, kind in kinds]
        unknown[:] = 2 ** (len(limits) + 1) - 1
        for part, here, place in self._parts_at(cells):
            for values, (plane, kind) in zip(found, kinds, strict=True):
                stored = zlib.decompress(part.planes[plane])
                values[here] = np.frombuffer(stored, kind)[place]
        classes = np.arange(len(limits) + 1, dtype=every)[:, None]
        bits = (((answer >> classes) & every.type(1)) != 0 for answer in (yes, unknown))
        return SlopeAnswers(limits, *bits), suspect != 0

    def _parts_at(self, cells: PlotCells) -> Iterator[tuple[GroundPart, Ints, Ints]]:
        """Parts with some of the pairs, which pairs, and the cell of each within the part."""
        there = np.flatnonzero(cells.inside)
        if not len(there):
            return
        row, col = cells.row[there], cells.col[there]
        for key, these in groups(row // TILE, col // TILE):
            for part in self.parts.get(key, ()):
                w, own = part.window, there[these]
                down, right = row[these] - w.row, col[these] - w.col
                here = (down >= 0) & (down < w.height) & (right >= 0) & (right < w.width)
                yield part, own[here], (down * w.width + right)[here]


def plot_ground(project: Project, layers: Layers, plots: PlotLand, grid: Grid) -> PlotGround:
    """Make ready to gather what doubt asks of the land under judged plots.

    Args:
        project: flag rules and criteria.
        layers: the DEM, and canopy if there is any.
        plots: pieces, in the project CRS.
        grid: the analysis grid.
    """
    pieces = plots.pieces.frame
    judged = pieces["layer"].isin({rule.plots for rule in project.flags.values()})
    boxes = cell_boxes(pieces.geometry[judged], grid)
    edge = canopy_edge(project, layers)
    return PlotGround(GroundSurvey(project, tuple(project.flags), grid, boxes, edge))
