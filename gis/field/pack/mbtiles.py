"""The base map for a phone without a network: shaded relief, land over 25° in red, in MBTiles."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer
from rasterio.warp import Resampling

from gis.field.manifest import Base
from gis.field.pack.ground import PhoneGround
from gis.field.pack.tile_grid import (
    Bounds,
    Tile,
    pixel_m,
    tile_grid,
    tiles,
    zooms,
)
from gis.grid.grid import Grid
from gis.grid.shapes import cell_size_m
from gis.maps.page.base import MERCATOR, height_range, relief, warp

# A phone of an office takes this; finer zooms are left out beyond it, and the pack says so.
MAX_BYTES = 80 * 2**20
MAX_TILES = 6_000
_RED, _STRENGTH = np.array([196.0, 40.0, 28.0]), 0.42
_COLOURS = 96
# One pixel more on every side, so that the light does not stop at a tile's edge.
_MARGIN = 1
_MBTILES = 0x4D504258


@dataclass(frozen=True)
class Painter:
    """Terrain ready to be painted tile by tile; the tint is one for all tiles."""

    ground: PhoneGround
    tint_m: tuple[float, float]
    cell_m: float

    def __call__(self, tile: Tile) -> bytes | None:
        """A tile as PNG; None where it has no land of the DEM."""
        rgba = self.picture(tile)
        if not rgba[..., 3].any():
            return None
        return _png(rgba)

    def picture(self, tile: Tile) -> NDArray[np.uint8]:
        """Red, green, blue and opacity of a tile, (256, 256, 4)."""
        grid, source = tile_grid(tile, _MARGIN), self.ground.heights
        shrinks = pixel_m(tile[0]) > 2 * self.cell_m
        smooth = Resampling.average if shrinks else Resampling.bilinear
        height_m = np.full(grid.shape, np.nan, dtype=np.float32)
        warp(source.height_m, height_m, source.grid, grid, smooth, np.nan)
        share, inside = (np.zeros(grid.shape, dtype=np.float32) for _ in range(2))
        hard = Resampling.average if shrinks else Resampling.nearest
        warp(self.ground.steep_share, share, source.grid, grid, hard, -1)
        warp(np.ones_like(source.height_m), inside, source.grid, grid, Resampling.nearest, 0)
        rgb = relief(height_m, grid, self.tint_m).astype(np.float64)
        mix = (_STRENGTH * np.clip(share, 0, 1))[..., None]
        painted = np.clip(rgb * (1 - mix) + _RED * mix, 0, 255)
        cut = np.s_[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
        opaque = np.where(inside > 0, 255, 0)
        return np.dstack([painted, opaque]).astype(np.uint8)[cut]


def write_mbtiles(
    ground: PhoneGround, bounds: Bounds, path: Path, about: Mapping[str, str]
) -> Base:
    """Write the base map; whole zooms only, as fine as the terrain and the limits allow.

    Args:
        ground: the terrain.
        bounds: the land to show: west, south, east, north in Web Mercator metres.
        path: a new file.
        about: name, description and attribution for the file's metadata.

    Returns:
        Zooms, tiles and bytes. Land without a height is hatched, land outside the DEM transparent.

    Raises:
        OSError: the disk refused.
    """
    cell_m = cell_size_m(ground.heights.grid)
    paint = Painter(ground, height_range(ground.heights.height_m), cell_m)
    coarsest, finest = zooms(bounds, cell_m)
    with closing(sqlite3.connect(path, isolation_level=None)) as sql:
        _make(sql)
        sql.execute("BEGIN")
        reached, count, size = coarsest - 1, 0, 0
        for zoom in range(coarsest, finest + 1):
            added = _write_zoom(sql, paint, bounds, zoom, (count, size))
            if added is None:
                break
            reached, count, size = zoom, count + added[0], size + added[1]
        _metadata(sql, about, bounds, (coarsest, reached))
        sql.execute("COMMIT")
        sql.execute("VACUUM")
    return Base(min_zoom=coarsest, max_zoom=reached, tiles=count, bytes=path.stat().st_size,
                limited=reached < finest)  # fmt: skip


def _write_zoom(
    sql: sqlite3.Connection, paint: Painter, bounds: Bounds, zoom: int, before: tuple[int, int]
) -> tuple[int, int] | None:
    """Tiles and bytes of a zoom; None, and nothing of it written, where it would be too much."""
    wanted = list(tiles(bounds, zoom))
    count, size = before
    if count and count + len(wanted) > MAX_TILES:
        return None
    added, grown = 0, 0
    for tile in wanted:
        data = paint(tile)
        if data is None:
            continue
        added, grown = added + 1, grown + len(data)
        if count and size + grown > MAX_BYTES:
            sql.execute("DELETE FROM tiles WHERE zoom_level = ?", [zoom])
            return None
        # Rows of MBTiles are counted from the south.
        row = [zoom, tile[1], 2**zoom - 1 - tile[2], data]
        sql.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", row)
    return added, grown


def _make(sql: sqlite3.Connection) -> None:
    sql.execute("PRAGMA synchronous = OFF")
    sql.execute(f"PRAGMA application_id = {_MBTILES}")
    sql.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
    sql.execute(
        "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, "
        "tile_data BLOB)"
    )
    sql.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")


def _metadata(
    sql: sqlite3.Connection, about: Mapping[str, str], bounds: Bounds, zoom: tuple[int, int]
) -> None:
    to_lonlat = Transformer.from_crs(MERCATOR, 4326, always_xy=True)
    west, south = to_lonlat.transform(*bounds[:2])
    east, north = to_lonlat.transform(*bounds[2:])
    middle = ((west + east) / 2, (south + north) / 2, (zoom[0] + zoom[1]) // 2)
    said = {
        **about, "format": "png", "type": "baselayer", "version": "1",
        "bounds": ",".join(f"{v:.7f}" for v in (west, south, east, north)),
        "center": f"{middle[0]:.7f},{middle[1]:.7f},{middle[2]}",
        "minzoom": str(zoom[0]), "maxzoom": str(zoom[1]),
    }  # fmt: skip
    sql.executemany("INSERT INTO metadata VALUES (?, ?)", list(said.items()))


def _png(rgba: NDArray[np.uint8]) -> bytes:
    picture = Image.fromarray(rgba, "RGBA").quantize(_COLOURS, Image.Quantize.FASTOCTREE)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def mercator_bounds(bounds: Bounds, grid: Grid) -> Bounds:
    """Bounds in a grid's CRS as Web Mercator metres."""
    move = Transformer.from_crs(grid.crs, MERCATOR, always_xy=True)
    west, south, east, north = move.transform_bounds(*bounds, densify_pts=21)
    return west, south, east, north
