"""The most likely true gradient of single cells, from what the DEM shows around them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.fft import fft2, ifft2

from gis.grid.blocks import Block
from gis.grid.error_field import Torus
from gis.grid.relief import Relief
from gis.grid.roughness import Roughness

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Tile = tuple[NDArray[np.complex128], NDArray[np.bool_]]

# Gradients are worked out in tiles of fixed place, with so many cells around them.
TILE, HALO = 512, 48
# Tiles held: a plot reaches into its neighbours' tiles, and these are soon asked for again.
KEPT = 12


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
    _kept: OrderedDict[tuple[int, ...], Tile] = field(default_factory=OrderedDict, repr=False)

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
            gradient, known = self._tile(down, right, own)
            at = row[here] - down * TILE, col[here] - right * TILE
            found[here] = np.where(known[at], gradient[at], np.nan)
        return Likely(found.real, np.where(np.isnan(found), np.nan, found.imag), kind)

    def _tile(self, down: int, right: int, kind: int) -> Tile:
        key = (down, right, kind)
        if key not in self._kept:
            self._kept[key] = self._worked_out(*key)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _worked_out(self, down: int, right: int, kind: int) -> Tile:
        size = TILE + 2 * HALO
        around = Block(down * TILE - HALO, right * TILE - HALO, size, size)
        gradient, known = self.relief.gradient(around)
        if self.roughness is not None:
            per_metre = Torus(size, *self.relief.cell_m).per_metre()
            gradient = ifft2(fft2(gradient) * self.roughness.of_class(kind, per_metre))
        inner = slice(HALO, HALO + TILE), slice(HALO, HALO + TILE)
        return gradient[inner].copy(), known[inner].copy()
