"""Exact shares of cells under polygons, by exactextract.

Everything here is in cells: x grows east from the grid's west edge, y grows north from its north
edge (so the grid's own rows lie below 0) and every cell is a unit square.
exactextract keeps fractions in single precision: 6e-8 of a cell, or of a smaller polygon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import RasterSource
from exactextract.writer import Writer
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Geometries = NDArray[np.object_]
Bounds = tuple[int, int, int, int]


def fractions(polygons: Geometries) -> tuple[Ints, Ints, Ints, Floats]:
    """The fraction of every cell that every polygon covers.

    Args:
        polygons: polygons or multipolygons with an area, in cells, (n,).

    Returns:
        Four columns, polygon after polygon: number of the polygon, row and column of the cell
        (any sign: the plane has no edge), fraction of the cell covered (0-1].
    """
    if not len(polygons):
        none = np.empty(0, dtype=np.int64)
        return none, none, none, np.empty(0)
    plane = _Plane(_frame(polygons))
    found = _Columns()
    exact_extract(plane, _Polygons(polygons), ["cell_id", "coverage"], output=found)
    cell, cols = np.concatenate(found.cell), plane.cols
    number = np.repeat(np.arange(len(found.cell)), [len(c) for c in found.cell])
    west, north = plane.bounds[0], plane.bounds[3]
    return number, cell // cols - north, cell % cols + west, np.concatenate(found.fraction)


def _frame(polygons: Geometries) -> Bounds:
    west, south, east, north = shapely.total_bounds(polygons)
    low, high = np.floor([west, south]).astype(int), np.ceil([east, north]).astype(int)
    return int(low[0]) - 1, int(low[1]) - 1, int(high[0]) + 1, int(high[1]) + 1


class _Plane(RasterSource):
    """A raster of nothing, as wide as the polygons: only its cells matter, so none is kept."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self.bounds = bounds
        self.cols = bounds[2] - bounds[0]

    def res(self) -> tuple[float, float]:
        return 1.0, 1.0

    def extent(self) -> Bounds:
        return self.bounds

    def srs_wkt(self) -> None:
        return None

    def nodata_value(self) -> None:
        return None

    def read_window(self, _x: int, _y: int, cols: int, rows: int) -> NDArray[np.uint8]:
        return np.zeros((rows, cols), dtype=np.uint8)


class _Polygon(Feature):
    """A polygon on its way in, a row of results on its way out."""

    def __init__(self, wkb: bytes = b"") -> None:
        super().__init__()
        self.wkb = wkb
        self.values: dict[str, Any] = {}

    def geometry(self) -> bytes:
        return self.wkb

    def set_geometry(self, _wkb: bytes) -> None:
        return None

    def set_geometry_format(self) -> str:
        return "wkb"

    def fields(self) -> list[str]:
        return []

    def set(self, name: str, value: object) -> None:
        self.values[name] = value


class _Polygons(FeatureSource):
    def __init__(self, polygons: Geometries) -> None:
        super().__init__()
        self.wkb = shapely.to_wkb(polygons)

    def count(self) -> int:
        return len(self.wkb)

    def __iter__(self) -> Iterator[_Polygon]:
        return (_Polygon(wkb) for wkb in self.wkb)

    def srs_wkt(self) -> None:
        return None


class _Columns(Writer):
    """Results as they come, in the polygons' order; a polygon without cells has empty arrays."""

    def __init__(self) -> None:
        super().__init__()
        self.cell: list[Ints] = []
        self.fraction: list[Floats] = []

    def add_operation(self, _operation: object) -> None:
        return None

    def write(self, feature: Any) -> None:
        row = _Polygon()
        feature.copy_to(row)
        self.cell.append(row.values.get("cell_id", np.empty(0, dtype=np.int64)))
        self.fraction.append(row.values.get("coverage", np.empty(0)))

    def features(self) -> None:
        return None
