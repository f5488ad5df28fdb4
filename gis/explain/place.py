"""A place on the ground, in every CRS it is asked in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS, Transformer
from shapely.geometry import Point

from gis.errors import NuongError, Problem
from gis.grid.grid import Grid
from gis.layers.model import VectorLayer

WGS84 = CRS("EPSG:4326")


@dataclass(frozen=True)
class Place:
    """A point by longitude and latitude, WGS 84 degrees.

    Raises:
        NuongError: the numbers are no longitude and latitude.
    """

    lon_deg: float
    lat_deg: float

    def __post_init__(self) -> None:
        if not (abs(self.lon_deg) <= 180 and abs(self.lat_deg) <= 90):  # NaN is turned away too
            values = {"lon": self.lon_deg, "lat": self.lat_deg}
            raise NuongError([Problem("run.not_a_place", values=values)])

    def point(self, crs: CRS) -> Point:
        """The place in a CRS, east before north.

        Raises:
            NuongError: the CRS does not reach so far.
        """
        x, y = Transformer.from_crs(WGS84, crs, always_xy=True).transform(
            self.lon_deg, self.lat_deg
        )
        if not (math.isfinite(x) and math.isfinite(y)):
            values = {"lon": self.lon_deg, "lat": self.lat_deg, "crs": crs.to_string()}
            raise NuongError([Problem("run.place_too_far", values=values)])
        return Point(x, y)

    def cell(self, grid: Grid) -> tuple[int, int] | None:
        """(row, col) of the cell that holds the place; None outside the grid."""
        point = self.point(grid.crs)
        col, row = (math.floor(v) for v in ~grid.transform @ (point.x, point.y))
        rows, cols = grid.shape
        return (row, col) if 0 <= row < rows and 0 <= col < cols else None

    def features(self, layer: VectorLayer) -> gpd.GeoDataFrame:
        """The features of a layer that hold the place, borders included, in file order."""
        return layer.frame[layer.frame.geometry.intersects(self.point(layer.crs))]
