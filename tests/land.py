"""Land one can check by pencil: planes, squares and little layers, built in memory.

The origin (500 000, 2 500 000) lies on the central meridian of EPSG:9205 near Phong Thổ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import Polygon, box

from gis.layers.model import Layers, RasterLayer, SourceFile, VectorLayer
from gis.project.layers_model import (
    AllocationsLayer,
    CanopyLayer,
    CodesLayer,
    CommunesLayer,
    DemLayer,
    ForestLayer,
    LinesLayer,
    PlotsLayer,
    PolygonsLayer,
)

WEST, NORTH = 500_000.0, 2_500_000.0
VN2000 = "EPSG:9205"
SPECS = {
    "communes": CommunesLayer,
    "plots": PlotsLayer,
    "forest": ForestLayer,
    "allocations": AllocationsLayer,
    "polygons": PolygonsLayer,
    "lines": LinesLayer,
}


def source(name: str, crs: str = VN2000) -> SourceFile:
    return SourceFile(f"{name}.gpkg", 1, "0" * 64, crs, date(2025, 6, 30), "invented for a test")


def square(x_m: float, y_m: float, side_m: float) -> Polygon:
    """A square by its offset east and *south* of the origin (as rows run), and its side."""
    return box(WEST + x_m, NORTH - y_m - side_m, WEST + x_m + side_m, NORTH - y_m)


def vector(
    kind: str, layer: str, shapes: Sequence[object], *, crs: str = VN2000, **columns: object
) -> VectorLayer:
    """A vector layer with standard columns, one value per shape."""
    spec = SPECS[kind](
        kind=kind, path=f"{layer}.gpkg", source="invented for a test", dated=date(2025, 6, 30)
    )
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    return VectorLayer(layer, spec, frame, source(layer, crs))


def communes(*squares: Polygon, crs: str = VN2000) -> VectorLayer:
    """Communes coded 00001, 00002 … and named "Xã A", "Xã B" …"""
    n = len(squares)
    return vector(
        "communes",
        "communes",
        squares,
        crs=crs,
        code=[f"{i + 1:05d}" for i in range(n)],
        name=[f"Xã {chr(65 + i)}" for i in range(n)],
    )


def plane(
    slope_deg: float, azimuth_deg: float, shape: tuple[int, int], cell_m: float = 30.0
) -> NDArray[np.float64]:
    """Heights (m) of a plane that falls ``slope_deg`` towards an azimuth (0 = north, 90 = east)."""
    rows, cols = np.indices(shape)
    east, south = (cols + 0.5) * cell_m, (rows + 0.5) * cell_m
    a = math.radians(azimuth_deg)
    return 2000.0 - math.tan(math.radians(slope_deg)) * (east * math.sin(a) - south * math.cos(a))


def raster(
    name: str,
    values: NDArray,
    *,
    kind: str = "dem",
    known: NDArray[np.bool_] | None = None,
    crs: str = VN2000,
    transform: Affine | None = None,
    cell_m: float = 30.0,
) -> RasterLayer:
    """A raster layer whose north-west corner is the origin unless a transform is given."""
    common = {"path": f"{name}.tif", "source": "invented for a test", "dated": date(2025, 6, 30)}
    spec = {
        "dem": lambda: DemLayer(kind="dem", name="plane", **common),
        "canopy": lambda: CanopyLayer(kind="canopy", unit="share", **common),
        "codes": lambda: CodesLayer(kind="codes", **common),
    }[kind]()
    grid = transform or Affine(cell_m, 0, WEST, 0, -cell_m, NORTH)
    seen = np.isfinite(values) if known is None else known
    return RasterLayer(name, spec, values, seen, CRS(crs), grid, source(name, crs))


def layers(dem: RasterLayer, place: VectorLayer, *others: VectorLayer | RasterLayer) -> Layers:
    """All layers of a little project; hectares are measured in EPSG:9205."""
    everything = [dem, place, *others]
    return Layers(
        project_crs=CRS(VN2000),
        communes=place,
        dem=dem,
        vectors={x.name: x for x in everything if isinstance(x, VectorLayer)},
        rasters={x.name: x for x in everything if isinstance(x, RasterLayer)},
    )
