"""How much of the communes a raster speaks about, and how coarsely."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio.features import rasterize
from shapely.geometry import mapping

from gis.layers.findings import Findings
from gis.layers.lattice import Box, common
from gis.layers.model import Raster
from gis.layers.raster_file import Piece
from gis.project.layers_model import DemLayer
from gis.units import area_ha

# Slope needs cells well below the width of a field; above 1 km it says nothing about one.
COARSE_M, VERY_COARSE_M = 100.0, 1000.0
# A strip thinner than this is the rounding of coordinates.
_ROUNDING_HA = 0.01
# Edges of a raster's box are cut into this many pieces before they are taken to another CRS.
_EDGE_PIECES = 64
# Cells whose communes are drawn at once (16 MB).
_STRIPE_CELLS = 1 << 22


class VoidCount:
    """Counts the void cells of communes while a raster is looked at piece by piece.

    Cells count where their centres lie. As long as nothing is void nothing is drawn.

    Args:
        raster: the window around the land asked for.
        communes: valid polygons with ``name``, in any CRS.
    """

    def __init__(self, raster: Raster, communes: gpd.GeoDataFrame) -> None:
        self.communes = communes
        self._raster = raster
        self._void = np.zeros(len(communes), dtype=np.int64)
        self._boxes: list[Box] = []

    def add(self, piece: Piece) -> None:
        """Count the voids of a piece; one without any known cell is counted at the end."""
        if piece.void:
            self._boxes.append(piece.box)
        elif not piece.known.all():
            self._void += self._count(self._numbers(piece.box)[~piece.known])

    def shares(self) -> NDArray[np.float64]:
        """Share of each commune's cells that are void."""
        if not self._boxes and not self._void.any():
            return np.zeros(len(self.communes))
        cells, void = np.zeros_like(self._void), self._void.copy()
        rows, cols = self._raster.shape
        height = max(_STRIPE_CELLS // cols, 1)
        for row in range(0, rows, height):
            stripe = (row, 0, min(height, rows - row), cols)
            numbers = self._numbers(stripe)
            cells += self._count(numbers)
            for box in self._boxes:
                if box[0] < row + height and row < box[0] + box[2]:
                    void += self._count(numbers[common(stripe, box)[0]])
        return void / np.maximum(cells, 1)

    def _count(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.bincount(numbers.ravel(), minlength=len(self.communes) + 1)[1:]

    def _numbers(self, box: Box) -> NDArray[np.int32]:
        """The commune of each cell of a window, counted from 1; 0 outside all."""
        bounds, drawn = self._drawn
        transform = self._raster.transform @ Affine.translation(box[1], box[0])
        (west, north), (east, south) = transform @ (0, 0), transform @ (box[3], box[2])
        near = (bounds[:, 0] < east) & (bounds[:, 2] > west)
        near &= (bounds[:, 1] < north) & (bounds[:, 3] > south)
        if not near.any():
            return np.zeros(box[2:], dtype=np.int32)
        shapes = [(drawn[i], i + 1) for i in np.flatnonzero(near)]
        return rasterize(shapes, out_shape=box[2:], transform=transform, fill=0, dtype="int32")

    @cached_property
    def _drawn(self) -> tuple[NDArray[np.float64], list[dict[str, Any]]]:
        """Bounds of the communes and the communes in the raster's CRS."""
        shapes = self.communes.geometry.to_crs(self._raster.crs)
        return shapes.bounds.to_numpy(), [mapping(shape) for shape in shapes]


def check_cover(raster: Raster, voids: VoidCount, project_crs: CRS, found: Findings) -> None:
    """Warn of communes a raster covers in part or not at all, of voids in them, of a bare rim.

    Args:
        raster: the window around the land asked for.
        voids: of its communes, every piece counted.
        project_crs: where hectares are measured.
        found: takes the warnings with rough hectares; the ledger has the exact ones.
    """
    shapes = voids.communes.geometry.to_crs(project_crs)
    names = voids.communes["name"].to_numpy(dtype=object)
    total_ha = area_ha(shapes)
    inside = shapes.intersection(_box(raster, 0, project_crs))
    lacking_ha = total_ha - area_ha(inside)
    if lacking_ha.sum() > _ROUNDING_HA:
        found.warning("raster_covers_part", **_amounts(lacking_ha, total_ha, names))
    if isinstance(raster.spec, DemLayer):
        rim_ha = area_ha(inside) - area_ha(shapes.intersection(_box(raster, 1, project_crs)))
        if rim_ha.sum() > _ROUNDING_HA:
            found.warning("dem_rim", **_amounts(rim_ha, total_ha, names))
    void_ha = voids.shares() * area_ha(inside)
    if void_ha.sum() > 0:
        found.warning("raster_voids", **_amounts(void_ha, total_ha, names))


def check_cell_size(raster: Raster, found: Findings) -> None:
    """Warn of cells too coarse to say anything about single fields.

    Args:
        raster: its cell is measured on the ellipsoid at the middle of the raster.
        found: takes the warning.
    """
    cell_m = max(cell_metres(raster.crs, raster.transform, raster.shape))
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


def _box(raster: Raster, ring: int, project_crs: CRS) -> shapely.Geometry:
    """The raster's box less some rings of cells, in the project CRS."""
    rows, cols = raster.shape
    if min(rows, cols) <= 2 * ring:
        return shapely.Polygon()
    west, north = raster.transform @ (ring, ring)
    east, south = raster.transform @ (cols - ring, rows - ring)
    edge = max(east - west, north - south) / _EDGE_PIECES
    box = shapely.segmentize(shapely.box(west, south, east, north), edge)
    return gpd.GeoSeries([box], crs=raster.crs).to_crs(project_crs).iloc[0]
