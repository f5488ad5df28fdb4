"""Layers as the rest of the program sees them: clean columns, a checked CRS, known next to value.

Only modules of ``gis.layers`` open input files; everything to the right receives these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from gis.project.layers_model import RasterSpec, VectorSpec


@dataclass(frozen=True)
class SourceFile:
    """What ``run.json`` says about an input: path from the project, size, digest, CRS, date, and
    what was read otherwise than the file says because the project said so.
    """

    path: str
    size_bytes: int
    sha256: str
    crs: str
    dated: date
    source: str
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class VectorLayer:
    """A vector layer with standard columns, in the CRS of its file.

    ``frame`` has a default index in file order and, beside ``geometry``, the standard columns of
    its kind (``layers/README.md``); text is NFC, codes are text. A column the file lacks is
    absent; an empty value is missing (None/NaN), never a guess. Every geometry is valid.
    """

    name: str
    spec: VectorSpec
    frame: gpd.GeoDataFrame
    source: SourceFile

    @property
    def crs(self) -> CRS:
        """CRS of ``frame``."""
        return self.frame.crs


class Raster(Protocol):
    """What the program needs of a raster layer, whether it is held in memory or read by windows.

    North-up; ``transform`` maps (col, row) corners to x, y of ``crs``.
    """

    @property
    def name(self) -> str:
        """Name of the layer in the project."""

    @property
    def spec(self) -> RasterSpec:
        """What the project file says of it."""

    @property
    def crs(self) -> CRS:
        """CRS of its cells."""

    @property
    def transform(self) -> Affine:
        """(col, row) corners to x, y; row 0 northernmost."""

    @property
    def source(self) -> SourceFile:
        """The file it came from."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    @property
    def unit(self) -> tuple[int, int]:
        """Rows and columns stored together: the best step to read in."""

    def read(
        self, row: int, col: int, height: int, width: int
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Values of a window and where they are known, both (height, width).

        Metres or shares (float64) or codes (int64). Land outside the raster is unknown.
        """


@dataclass(frozen=True)
class RasterLayer:
    """A raster layer on its own grid, north-up, held in memory (:class:`Raster`).

    ``values`` is (rows, cols): metres for a DEM (float64), share 0–1 for canopy (float64), integer
    for codes. ``known`` is False where the file has nodata, NaN or an impossible value; the value
    there is meaningless. ``transform`` maps (col, row) corners to x, y of ``crs``.
    """

    name: str
    spec: RasterSpec
    values: NDArray[np.float64] | NDArray[np.int64]
    known: NDArray[np.bool_]
    crs: CRS
    transform: Affine
    source: SourceFile

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.known.shape
        return rows, cols

    @property
    def unit(self) -> tuple[int, int]:
        """All of it: it is in memory."""
        return self.shape

    def read(
        self, row: int, col: int, height: int, width: int
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """See :class:`Raster`."""
        values: NDArray[Any] = np.zeros((height, width), dtype=self.values.dtype)
        known = np.zeros((height, width), dtype=bool)
        r0, r1 = max(row, 0), min(row + height, self.shape[0])
        c0, c1 = max(col, 0), min(col + width, self.shape[1])
        if r0 < r1 and c0 < c1:
            here = slice(r0 - row, r1 - row), slice(c0 - col, c1 - col)
            values[here], known[here] = self.values[r0:r1, c0:c1], self.known[r0:r1, c0:c1]
        return values, known


def whole(raster: Raster) -> RasterLayer:
    """A raster with all its cells in memory, for what does not yet read by windows."""
    if isinstance(raster, RasterLayer):
        return raster
    r, cells = raster, raster.read(0, 0, *raster.shape)
    return RasterLayer(r.name, r.spec, *cells, r.crs, r.transform, r.source)


@dataclass(frozen=True)
class Layers:
    """Every layer of a project, read and checked; ``project_crs`` is where hectares are measured.

    ``vectors`` and ``rasters`` hold all layers by name, ``communes`` and ``dem`` among them.
    """

    project_crs: CRS
    communes: VectorLayer
    dem: Raster
    vectors: Mapping[str, VectorLayer]
    rasters: Mapping[str, Raster]
