"""Rasters stored oddly, cut short, or declared huge with nothing in them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine

from gis.layers import raster_window, read_raster
from gis.layers.model import whole
from tests.land import NORTH, VN2000, WEST
from tests.layers.shelf import GRID, SHAPE, Shelf, heights

STORED: dict[str, dict[str, Any]] = {
    "strips of one row": {"blockysize": 1, "tiled": False},
    "strips of seven rows": {"blockysize": 7, "tiled": False},
    "one strip": {"blockysize": SHAPE[0], "tiled": False},
    "tiles of 16": {"tiled": True, "blockxsize": 16, "blockysize": 16},
    "tall tiles": {"tiled": True, "blockxsize": 16, "blockysize": 128},
    "tiles larger than the image": {"tiled": True, "blockxsize": 512, "blockysize": 256},
    "a band beside another": {"interleave": "band", "count": 2},
    "pixel by pixel": {"interleave": "pixel", "count": 2, "tiled": True,
                       "blockxsize": 32, "blockysize": 32},
}  # fmt: skip


@pytest.mark.parametrize("kept", [0, read_raster.KEPT_CELLS], ids=["in its file", "in memory"])
@pytest.mark.parametrize("name", STORED)
def test_the_way_a_file_is_stored_changes_no_bit(
    shelf: Shelf, name: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_raster, "KEPT_CELLS", kept)
    z = heights()
    z[50, 50] = -9999.0
    form = dict(STORED[name])
    bands = np.stack([z] * form.pop("count", 1))
    shelf.raster("dem.tif", bands, nodata=-9999.0, compress="deflate", **form)
    layers, (told,) = shelf.read()
    assert told.code == "layers.raster_voids"
    layer = whole(layers.dem)
    seen = z[8:112, 8:212] != -9999.0
    assert (layer.known == seen).all()
    assert (layer.values[seen] == z[8:112, 8:212][seen]).all()


def test_two_ways_to_be_void_and_two_bands(shelf: Shelf) -> None:
    """-9999 is declared, NaN means nothing anyway; the other band has its voids elsewhere."""
    z = heights()
    z[50, 50], z[51, 51] = -9999.0, np.nan
    other = heights()
    other[60:70, 60:70] = -9999.0
    shelf.raster("dem.tif", np.stack([other, z]), nodata=-9999.0)
    shelf.say("dem", band=2)
    known = whole(shelf.read()[0].dem).known
    assert [tuple(at) for at in np.argwhere(~known)] == [(42, 42), (43, 43)]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("form", ["deflate", "lzw", None])
def test_a_file_cut_in_the_middle_of_a_tile_is_named(
    shelf: Shelf, form: str | None, share: float
) -> None:
    z = np.random.default_rng(0).normal(1000, 9, SHAPE).astype("float32")
    shelf.raster("dem.tif", z, tiled=True, blockxsize=64, blockysize=64, compress=form)
    file = shelf.folder / "dem.tif"
    whole_file = file.read_bytes()
    file.write_bytes(whole_file[: int(share * len(whole_file))])
    (told,) = shelf.problems()
    assert (told.code, told.where.file, told.where.layer) == (
        "layers.file_unreadable", "dem.tif", "dem",
    )  # fmt: skip
    assert "dem.tif" in str(told.values["reason"])


def huge(file: Path, side: int, **form: object) -> None:
    """A DEM of side x side cells of which none was written."""
    cell = 8_000.0 / side
    profile = {
        "driver": "GTiff", "height": side, "width": side, "count": 1, "dtype": "float32",
        "crs": VN2000, "transform": Affine(cell, 0, WEST - 500, 0, -cell, NORTH + 500),
        "tiled": True, "blockxsize": 512, "blockysize": 512, "sparse_ok": True, **form,
    }  # fmt: skip
    with rasterio.open(file, "w", **profile):
        pass


def test_a_huge_dem_with_nothing_in_it_is_named_at_once(shelf: Shelf) -> None:
    """6 km x 3 km in cells of 0.2 m: 450 million cells, 1.8 GB if they were decoded."""
    huge(shelf.folder / "dem.tif", 40_000, nodata=-9999.0)
    before = time.process_time()
    (told,) = shelf.problems()
    assert told.code == "layers.raster_void"
    assert time.process_time() - before < 5.0


def test_a_dem_of_more_cells_than_can_be_looked_at_is_named(shelf: Shelf) -> None:
    """6 km x 3 km in cells of 0.08 m: 2.8 thousand million cells."""
    huge(shelf.folder / "dem.tif", 100_000, nodata=-9999.0)
    (told,) = shelf.problems()
    assert told.code == "layers.raster_too_large"
    assert told.values["limit"] == raster_window.MAX_CELLS // 10**6


def test_tiles_left_out_are_void_or_zero_as_the_file_says(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first two rows of tiles are written; the rest is nodata, and without it 0 m."""
    monkeypatch.setattr("gis.layers.lattice.UNIT_CELLS", 1)
    monkeypatch.setattr(read_raster, "KEPT_CELLS", 0)
    form = {"tiled": True, "blockxsize": 64, "blockysize": 32, "sparse_ok": True}
    for nodata in (-9999.0, None):
        profile = {"driver": "GTiff", "height": SHAPE[0], "width": SHAPE[1], "count": 1,
                   "dtype": "float32", "crs": VN2000, "transform": GRID, **form}  # fmt: skip
        with rasterio.open(shelf.folder / "dem.tif", "w", nodata=nodata, **profile) as target:
            window = rasterio.windows.Window(0, 0, SHAPE[1], 64)
            target.write(heights()[:64], 1, window=window)
        layers, told = shelf.read()
        layer = whole(layers.dem)
        assert layer.known[: 64 - 8].all()
        assert layer.known[64 - 8 :].all() == (nodata is None)
        if nodata is None:
            assert told == []
            assert (layer.values[64 - 8 :] == 0).all()
        else:
            # communes reach from row 10 to row 110 of the file: 46 of 100 rows are void
            assert told[0].values["percent"] == 46
