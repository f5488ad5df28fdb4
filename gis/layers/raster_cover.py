"""How much of the communes a raster speaks about, and how coarsely."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.features import rasterize

from gis.layers.findings import Findings
from gis.layers.model import RasterLayer
from gis.project.layers_model import DemLayer
from gis.units import area_ha

# Slope needs cells well below the width of a field; above 1 km it says nothing about one.
COARSE_M, VERY_COARSE_M = 100.0, 1000.0
# A strip thinner than this is the rounding of coordinates.
_ROUNDING_HA = 0.01
# Edges of a raster's box are cut into this many pieces before they are taken to another CRS.
_EDGE_PIECES = 64


def check_cover(
    raster: RasterLayer, communes: gpd.GeoDataFrame, project_crs: CRS, found: Findings
) -> None:
    """Warn of communes a raster covers in part or not at all, of voids in them, of a bare rim.

    Args:
        raster: as read (the window around the land asked for).
        communes: valid polygons with ``name``, in any CRS.
        project_crs: where hectares are measured.
        found: takes the warnings with rough hectares; the ledger has the exact ones.
    """
    shapes = communes.geometry.to_crs(project_crs)
    names = communes["name"].to_numpy(dtype=object)
    total_ha = area_ha(shapes)
    inside = shapes.intersection(_box(raster, 0, project_crs))
    lacking_ha = total_ha - area_ha(inside)
    if lacking_ha.sum() > _ROUNDING_HA:
        found.warning("raster_covers_part", **_amounts(lacking_ha, total_ha, names))
    if isinstance(raster.spec, DemLayer):
        rim_ha = area_ha(inside) - area_ha(shapes.intersection(_box(raster, 1, project_crs)))
        if rim_ha.sum() > _ROUNDING_HA:
            found.warning("dem_rim", **_amounts(rim_ha, total_ha, names))
    void_ha = _void_share(raster, communes) * area_ha(inside)
    if void_ha.sum() > 0:
        found.warning("raster_voids", **_amounts(void_ha, total_ha, names))


def check_cell_size(raster: RasterLayer, found: Findings) -> None:
    """Warn of cells too coarse to say anything about single fields.

    Args:
        raster: as read; its cell is measured on the ellipsoid at the middle of the raster.
        found: takes the warning.
    """
    cell_m = max(cell_metres(raster.crs, raster.transform, raster.known.shape))
    if cell_m > VERY_COARSE_M:
        found.warning("cell_very_coarse", metres=round(cell_m))
    elif cell_m > COARSE_M:
        found.warning("cell_coarse", metres=round(cell_m))


def cell_metres(crs: CRS, transform: Affine, shape: tuple[int, ...]) -> tuple[float, float]:
    """Width and height in metres, on the ellipsoid, of the middle cell of a grid."""
    row, col = shape[0] // 2, shape[1] // 2
    corners = [transform @ p for p in ((col, row), (col + 1, row), (col, row + 1))]
    to_lonlat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    x, y = zip(*corners, strict=True)
    lon, lat = to_lonlat.transform(x, y)
    geod = crs.get_geod() or Geod(ellps="WGS84")
    _, _, width = geod.inv(lon[0], lat[0], lon[1], lat[1])
    _, _, height = geod.inv(lon[0], lat[0], lon[2], lat[2])
    return width, height


def _amounts(
    part_ha: NDArray[np.float64], total_ha: NDArray[np.float64], names: NDArray[np.object_]
) -> dict[str, Any]:
    """Hectares, share of all land, and the communes concerned, the largest first."""
    order = np.argsort(-part_ha)
    touched = [str(names[i]) for i in order if part_ha[i] > _ROUNDING_HA]
    listed = ", ".join(touched[:6]) + (" …" if len(touched) > 6 else "")
    percent = 100.0 * float(part_ha.sum() / total_ha.sum())
    return {
        "ha": round(float(part_ha.sum()), 1),
        "percent": float(f"{percent:.2g}"),
        "n": str(len(touched)),
        "communes": listed,
    }


def _box(raster: RasterLayer, ring: int, project_crs: CRS) -> shapely.Geometry:
    """The raster's box less some rings of cells, in the project CRS."""
    rows, cols = raster.known.shape
    if min(rows, cols) <= 2 * ring:
        return shapely.Polygon()
    west, north = raster.transform @ (ring, ring)
    east, south = raster.transform @ (cols - ring, rows - ring)
    edge = max(east - west, north - south) / _EDGE_PIECES
    box = shapely.segmentize(shapely.box(west, south, east, north), edge)
    return gpd.GeoSeries([box], crs=raster.crs).to_crs(project_crs).iloc[0]


def _void_share(raster: RasterLayer, communes: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Share of each commune's cells (by their centres) that are void."""
    if raster.known.all():
        return np.zeros(len(communes))
    shapes = communes.geometry.to_crs(raster.crs)
    numbers = rasterize(
        zip(shapes, range(1, len(shapes) + 1), strict=True),
        out_shape=raster.known.shape,
        transform=raster.transform,
        fill=0,
        dtype="int32",
    )
    size = len(shapes) + 1
    cells = np.bincount(numbers.ravel(), minlength=size)[1:]
    void = np.bincount(numbers[~raster.known], minlength=size)[1:]
    return void / np.maximum(cells, 1)
