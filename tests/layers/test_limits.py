"""Size limits, shown with small ones."""

from __future__ import annotations

import pytest

from gis.layers import files, open_raster, raster_window
from tests.layers.shelf import Shelf


def test_a_file_above_the_limit_is_not_opened(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(files.MAX_BYTES, "GPKG", 1000)
    assert {p.code for p in shelf.problems()} == {"layers.file_too_large"}


def test_a_window_above_the_limit_is_not_read(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # communes need 104 x 204 = 21 216 cells, the canopy the same
    monkeypatch.setattr(raster_window, "MAX_CELLS", 21_215)
    told = [p.where.layer for p in shelf.problems() if p.code == "layers.raster_too_large"]
    assert told == ["dem", "canopy"]
    monkeypatch.setattr(raster_window, "MAX_CELLS", 120 * 220)
    assert shelf.problems() == []


def test_a_huge_stored_block_is_not_decoded(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    # one block of 1 024 x 1 024 cells around a raster of 120 x 220: decoding costs the block
    block = {"tiled": True, "blockxsize": 1024, "blockysize": 1024, "compress": "deflate"}
    shelf.raster("tàn_che.tif", np.full((120, 220), 75, dtype="uint8"), nodata=255, **block)
    monkeypatch.setattr(open_raster, "MAX_TILE_BYTES", 1024 * 1024 - 1)
    assert [p.code for p in shelf.problems()] == ["layers.raster_tile_too_large"]
    monkeypatch.setattr(open_raster, "MAX_TILE_BYTES", 1024 * 1024)
    assert shelf.problems() == []
    # three bands stored pixel by pixel are decoded together
    bands = np.full((3, 120, 220), 75, dtype="uint8")
    shelf.raster("tàn_che.tif", bands, nodata=255, interleave="pixel", **block)
    assert [p.code for p in shelf.problems()] == ["layers.raster_tile_too_large"]
