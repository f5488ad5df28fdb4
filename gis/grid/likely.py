"""The most likely true gradient of single cells, from what the DEM shows around them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.grid.error_field import Torus
from gis.grid.relief import Relief
from gis.grid.roughness import Roughness

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Gradients are worked out in tiles of fixed place, with so many cells around them.
TILE, HALO = 512, 48
# Tiles held: a plot reaches into its neighbours' tiles, and these are soon asked for again.
KEPT = 6


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

    Args:
        relief: the DEM, of which only tiles with such cells are read.
        roughness: what to take from the shown gradient; nothing when None.
    """

    relief: Relief
    roughness: Roughness | None
    _kept: OrderedDict[tuple[int, int], _Tile] = field(default_factory=OrderedDict, repr=False)

    def __call__(self, row: Ints, col: Ints) -> Likely:
        """The gradient of cells on the grid, (cells,)."""
        kind = np.zeros(len(row), np.int64)
        if self.roughness is not None:
            kind = self.roughness.classes_at(self.relief, row, col)
        found = np.full(len(row), np.nan + 0j)
        place = np.stack([row // TILE, col // TILE, kind])
        places, which = np.unique(place, axis=1, return_inverse=True)
        which = which.reshape(-1)
        for number, (down, right, own) in enumerate(places.T.tolist()):
            here = np.flatnonzero(which == number)
            tile = self._tile(down, right)
            at = row[here] - down * TILE, col[here] - right * TILE
            found[here] = np.where(tile.known[at], tile.gradient(own)[at], np.nan)
        return Likely(found.real, np.where(np.isnan(found), np.nan, found.imag), kind)

    def _tile(self, down: int, right: int) -> _Tile:
        key = down, right
        tile = self._kept.pop(key, None) or _Tile(self.relief, self.roughness, *key)
        self._kept[key] = tile
        # Other threads may tidy up at the same time; the answer does not depend on what is kept.
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return tile


class _Tile:
    """One tile: where its gradient is known, and the likely one by class, worked out when asked."""

    def __init__(self, relief: Relief, roughness: Roughness | None, down: int, right: int) -> None:
        size = TILE + 2 * HALO
        shown, known = relief.gradient(Block(down * TILE - HALO, right * TILE - HALO, size, size))
        self.known = known[_inner()].copy()
        self.roughness, self.cell_m = roughness, relief.cell_m
        self.by_class: dict[int, NDArray[np.complex64]] = {}
        if roughness is None:
            self.by_class[0] = shown[_inner()].astype(np.complex64)
        else:
            self.waves = scipy.fft.fft2(shown).astype(np.complex64)

    def gradient(self, kind: int) -> NDArray[np.complex64]:
        """Real part eastward, imaginary part southward, (TILE, TILE)."""
        if kind not in self.by_class and self.roughness is not None:
            share = self.roughness.of_class(kind, Torus(len(self.waves), *self.cell_m).per_metre())
            self.by_class[kind] = scipy.fft.ifft2(self.waves * share.astype(np.float32))[
                _inner()
            ].copy()
        return self.by_class[kind]


def _inner() -> tuple[slice, slice]:
    """The tile without the cells around it."""
    return slice(HALO, HALO + TILE), slice(HALO, HALO + TILE)
