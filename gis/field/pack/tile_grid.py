"""Tiles of Web Mercator: which there are over some land, and the grid of each."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, cosh, floor, log2, pi

from affine import Affine

from gis.grid.grid import Grid
from gis.maps.page.base import MERCATOR

TILE_PX = 256
_RADIUS_M = 6_378_137.0
HALF_M = pi * _RADIUS_M
COARSEST, FINEST = 5, 16
_WAY = 3

Tile = tuple[int, int, int]
Bounds = tuple[float, float, float, float]


def pixel_m(zoom: int) -> float:
    """Side of a pixel in Web Mercator metres."""
    return 2 * HALF_M / TILE_PX / 2**zoom


def zooms(bounds: Bounds, cell_m: float) -> tuple[int, int]:
    """A zoom that shows all land at once, and the finest the terrain fills.

    Args:
        bounds: west, south, east, north in Web Mercator metres.
        cell_m: side of a cell of the terrain on the ground.
    """
    west, south, east, north = bounds
    wide = max(east - west, north - south)
    coarsest = floor(log2(2 * HALF_M / wide)) if wide > 0 else FINEST
    stretch = cosh((south + north) / 2 / _RADIUS_M)
    # Pixels not smaller than half a cell: finer ones would show nothing more.
    finest = floor(log2(pixel_m(0) / (cell_m * stretch / 2)))
    finest = min(max(finest, COARSEST), FINEST)
    # Some zooms for the way there: they cost next to nothing.
    return max(min(coarsest, finest - _WAY), COARSEST), finest


def tiles(bounds: Bounds, zoom: int) -> Iterator[Tile]:
    """Tiles (zoom, column, row from the north) that touch some land, in order."""
    west, south, east, north = bounds
    side = TILE_PX * pixel_m(zoom)
    first, last = floor((west + HALF_M) / side), ceil((east + HALF_M) / side)
    top, bottom = floor((HALF_M - north) / side), ceil((HALF_M - south) / side)
    for row in range(top, max(bottom, top + 1)):
        for col in range(first, max(last, first + 1)):
            yield zoom, col, row


def tile_grid(tile: Tile, margin: int) -> Grid:
    """The pixels of a tile and some around it."""
    zoom, col, row = tile
    px = pixel_m(zoom)
    west = -HALF_M + (col * TILE_PX - margin) * px
    north = HALF_M - (row * TILE_PX - margin) * px
    size = TILE_PX + 2 * margin
    return Grid(MERCATOR, Affine(px, 0, west, 0, -px, north), (size, size))
