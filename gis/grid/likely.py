"""The most likely true gradient of single cells, from what the DEM shows around them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.error_field import Torus
from gis.grid.relief import Relief
from gis.grid.roughness import SQUARE, WINDOW, Roughness, Waves, window_corners

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Singles = NDArray[np.float32]

# Cells are looked up by tiles of fixed place. Around a tile its squares' windows and its cells'
# weights reach at most so far, also where windows are moved back onto the grid.
TILE, AROUND = 512, WINDOW
# What a cell's neighbours say of it fades with distance: of the likely gradient, nothing above a
# few hundredths of its own uncertainty comes from farther than this many cells.
REACH = 24
# Tiles held: a plot reaches into its neighbours' tiles, and these are soon asked for again.
KEPT = 9


@dataclass(frozen=True)
class Likely:
    """Most likely gradient eastward and southward, (cells,), as rise per metre, NaN where unknown;
    ``kind`` is the cells' class of roughness, (cells,), 0 without a prior.
    """

    east: Floats
    south: Floats
    kind: Ints


@dataclass
class LikelyGradient:
    """Looks up the most likely gradient of cells; the answer depends on the cell alone.

    The shown gradient is taken down frequency by frequency (:mod:`gis.grid.roughness`). That is a
    weighted sum of the gradients around a cell, and is worked out as such: plots cover little of
    the land, and a Fourier transform of all of it for each class costs many times as much.

    Args:
        relief: the DEM, of which only tiles with such cells are read.
        roughness: what to take from the shown gradient; nothing when None.
    """

    relief: Relief
    roughness: Roughness | None
    _kept: OrderedDict[tuple[int, int], _Tile] = field(default_factory=OrderedDict, repr=False)
    _prior: _Prior | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        if self.roughness is not None:
            cell_m = self.relief.cell_m
            weights = weights_around(self.roughness, cell_m)
            self._prior = _Prior(self.roughness, Waves(cell_m), weights)

    def __getstate__(self) -> dict[str, object]:
        # Tiles are not sent along to other processes: they are read again there.
        return vars(self) | {"_kept": OrderedDict()}

    def __call__(self, row: Ints, col: Ints) -> Likely:
        """The gradient of cells on the grid, (cells,)."""
        found, kind = np.full((len(row), 2), np.nan), np.zeros(len(row), np.int64)
        for place, here in groups(row // TILE, col // TILE):
            found[here], kind[here] = self._tile(*place).at(row[here], col[here], self._prior)
        return Likely(found[:, 0], found[:, 1], kind)

    def _tile(self, down: int, right: int) -> _Tile:
        key = down, right
        tile = self._kept.pop(key, None) or _Tile(self.relief, *key)
        self._kept[key] = tile
        # Other threads may tidy up at the same time; the answer does not depend on what is kept.
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return tile


def distinct(row: Ints, col: Ints) -> tuple[Ints, Ints]:
    """Different places among some, in their order, (2, places), and which of them each one is."""
    if not len(row):
        return np.zeros((2, 0), np.int64), np.zeros(0, np.int64)
    top, left = row.min(), col.min()
    width = col.max() - left + 1
    number, which = np.unique((row - top) * width + col - left, return_inverse=True)
    return np.stack([number // width + top, number % width + left]), which


def groups(row: Ints, col: Ints) -> Iterator[tuple[tuple[int, int], Ints]]:
    """Different places among some, each with the numbers of those that are it."""
    places, which = distinct(row, col)
    order = np.argsort(which, kind="stable")
    ends = np.cumsum(np.bincount(which, minlength=places.shape[1]))[:-1]
    corners = [(down, right) for down, right in places.T.tolist()]
    yield from zip(corners, np.split(order, ends), strict=True)


def weights_around(roughness: Roughness, cell_m: tuple[float, float]) -> Singles:
    """What gradients around a cell count, by class, each column twice: (classes, n, 2 × n)."""
    per_metre = Torus(4 * REACH, *cell_m).per_metre()
    around = np.arange(-REACH, REACH + 1)
    shares = (roughness.of_class(kind, per_metre) for kind in range(len(roughness.share)))
    every = np.stack([scipy.fft.ifft2(share).real[around[:, None], around] for share in shares])
    return np.repeat(every, 2, axis=2).astype(np.float32)


@dataclass(frozen=True)
class _Prior:
    """The roughness, windows of the DEM's cells, and the weights around a cell by class."""

    roughness: Roughness
    waves: Waves
    weights: Singles


class _Tile:
    """The shown gradient of one tile and around it, and the classes of the squares asked for."""

    def __init__(self, relief: Relief, down: int, right: int) -> None:
        size = TILE + 2 * AROUND
        self.top, self.left = down * TILE - AROUND, right * TILE - AROUND
        self.gradient, self.known = relief.gradient(Block(self.top, self.left, size, size))
        self.shape = relief.grid.shape

    def at(self, row: Ints, col: Ints, prior: _Prior | None) -> tuple[Floats, Ints]:
        """Likely gradient, (cells, 2), and class of cells of the tile."""
        own = row - self.top, col - self.left
        if prior is None:
            kind, found = np.zeros(len(row), np.int64), self._shown()[own].astype(np.float64)
        else:
            kind = self._classes(row, col, prior)
            found = self._taken_down(*own, kind, prior.weights)
        found[~self.known[own]] = np.nan
        return found, kind

    def _shown(self) -> Singles:
        return self.gradient.view(np.float32).reshape(*self.gradient.shape, 2)

    def _taken_down(self, row: Ints, col: Ints, kind: Ints, weights: Singles) -> Floats:
        from gis.grid.kernels.gradient import weigh_around

        found = np.empty((len(row), 2))
        shown = self._shown().reshape(len(self.gradient), -1)
        weigh_around(shown, weights, row - REACH, col - REACH, kind, found)
        return found

    def _classes(self, row: Ints, col: Ints, prior: _Prior) -> Ints:
        squares, which = distinct(row // SQUARE, col // SQUARE)
        corners = window_corners(squares, self.shape) - np.array([[self.top], [self.left]])
        kinds = prior.roughness.classes_of(prior.waves, self.gradient, self.known, corners)
        return kinds[which]
