"""Layers as the rest of the program sees them: clean columns, a checked CRS, known next to value.

Only modules of ``gis.layers`` open input files; everything to the right receives these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from gis.project.layers_model import RasterSpec, VectorSpec


@dataclass(frozen=True)
class SourceFile:
    """What ``run.json`` says about an input: path from the project, size, digest, CRS, date."""

    path: str
    size_bytes: int
    sha256: str
    crs: str
    dated: date
    source: str


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


@dataclass(frozen=True)
class RasterLayer:
    """A raster layer on its own grid, north-up.

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


@dataclass(frozen=True)
class Layers:
    """Every layer of a project, read and checked; ``project_crs`` is where hectares are measured.

    ``vectors`` and ``rasters`` hold all layers by name, ``communes`` and ``dem`` among them.
    """

    project_crs: CRS
    communes: VectorLayer
    dem: RasterLayer
    vectors: Mapping[str, VectorLayer]
    rasters: Mapping[str, RasterLayer]
