"""A raster layer in its file, read by windows in the layer's unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.errors import RasterioError

from gis.layers.band import Band, Cells, small_cache
from gis.layers.lattice import Box, Size, box_of, common, places_in
from gis.layers.model import RasterLayer, SourceFile
from gis.layers.raster_values import Known, in_unit
from gis.layers.windows import unreadable
from gis.project.layers_model import CodesLayer, RasterSpec

# Cells looked at together: what is worked out on the way stays within some 20 MB.
_PIECE_CELLS = 1 << 20


@dataclass(frozen=True)
class Piece:
    """Stored cells of a part of a raster, looked at once and let go.

    Args:
        box: row, column, height and width in the raster.
        stored: values as the file keeps them.
        known: where they mean something.
        void: nothing of it is known; ``stored`` and ``known`` take no memory then.
    """

    box: Box
    stored: NDArray[Any]
    known: Known
    void: bool


@dataclass(frozen=True)
class RasterFile:
    """A raster layer whose cells stay in its file (:class:`gis.layers.model.Raster`).

    It is a window of the file and speaks of that alone. Any thread may read; another process
    opens the file itself. Decoded tiles are kept on ``gis.layers.tiles.SHELF``.

    Args:
        name: of the layer in the project.
        spec: what the project file says of it.
        crs: of its cells.
        transform: (col, row) corners of the window to x, y; row 0 northernmost.
        source: the file it came from.
        band: the stored cells of the whole file.
        window: the part of it that is the layer, row 0 northernmost.
        scaling: the band's own (scale, offset).
    """

    name: str
    spec: RasterSpec
    crs: CRS
    transform: Affine
    source: SourceFile
    band: Band
    window: Box
    scaling: tuple[float, float]

    @property
    def shape(self) -> Size:
        """Rows and columns."""
        return self.window[2:]

    @property
    def unit(self) -> Size:
        """Rows and columns best read together: whole tiles of the file."""
        rows, cols = self.band.unit
        return min(rows, self.shape[0]), min(cols, self.shape[1])

    def read(
        self, row: int, col: int, height: int, width: int
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """See :class:`gis.layers.model.Raster`.

        Raises:
            NuongError: a part of the file can no longer be decoded.
        """
        dtype = np.int64 if isinstance(self.spec, CodesLayer) else np.float64
        values: NDArray[Any] = np.zeros((height, width), dtype=dtype)
        known = np.zeros((height, width), dtype=bool)
        inside, _ = common((row, col, height, width), (0, 0, *self.shape))
        down, across = inside
        asked = (
            self.window[0] + row + down.start,
            self.window[1] + col + across.start,
            down.stop - down.start,
            across.stop - across.start,
        )
        with small_cache():
            for here, cells, there in self._tiles(asked):
                stored, seen = cells.values[there], self._known(cells, there)
                values[inside][here] = in_unit(stored, seen, self.spec, self.scaling)
                known[inside][here] = seen
        return values, known

    def pieces(self, *, keep: bool = False) -> Iterator[Piece]:
        """All cells once, each tile decoded once.

        Args:
            keep: decoded tiles are wanted again soon.

        Raises:
            RasterioError: a part of the file cannot be decoded.
        """
        row, col = self.window[:2]
        decode = self.band.tile if keep else self.band.cells
        for place in places_in(self.window, self.band.shape, self.band.unit):
            box = box_of(place, self.band.shape, self.band.unit)
            (down, across), there = common(self.window, box)
            size = down.stop - down.start, across.stop - across.start
            at = box[0] + there[0].start - row, box[1] + there[1].start - col
            if self.band.is_left_out(place):
                nothing = np.broadcast_to(np.False_, size)
                yield Piece((*at, *size), nothing, nothing, void=True)
            else:
                yield from self._cut(at, decode(place), there)

    def in_memory(self) -> RasterLayer:
        """The layer with all its cells.

        Raises:
            NuongError: a part of the file cannot be decoded.
        """
        values, known = self.read(0, 0, *self.shape)
        return RasterLayer(
            self.name, self.spec, values, known, self.crs, self.transform, self.source
        )

    def _cut(self, at: Size, cells: Cells, there: tuple[slice, slice]) -> Iterator[Piece]:
        """The cells of a tile that are ours, some rows at a time."""
        height, width = (s.stop - s.start for s in there)
        rows = max(_PIECE_CELLS // width, 1)
        for first in range(0, height, rows):
            down = slice(there[0].start + first, min(there[0].start + first + rows, there[0].stop))
            here = down, there[1]
            known = self._known(cells, here)
            box = (at[0] + first, at[1], *known.shape)
            yield Piece(box, cells.values[here], known, void=not known.any())

    def _tiles(
        self, asked: Box
    ) -> Iterator[tuple[tuple[slice, slice], Cells, tuple[slice, slice]]]:
        shape, unit = self.band.shape, self.band.unit
        try:
            for place in places_in(asked, shape, unit):
                here, there = common(asked, box_of(place, shape, unit))
                yield here, self.band.tile(place), there
        except RasterioError as fault:
            raise unreadable(self.source.path, self.name, fault) from fault

    def _known(self, cells: Cells, here: tuple[slice, slice]) -> Known:
        """Where stored cells mean something: also not the nodata only the project states."""
        values = cells.values[here]
        known = np.ones(values.shape, dtype=bool) if cells.known is None else cells.known[here]
        return known if self.spec.nodata is None else known & (values != self.spec.nodata)
