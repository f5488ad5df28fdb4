"""A raster read by windows is the raster read whole, to the last bit."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS

from gis.errors import NuongError
from gis.layers import read_raster
from gis.layers.findings import Findings
from gis.layers.model import Raster, whole
from gis.layers.raster_file import RasterFile
from gis.project.layers_model import CanopyLayer, CodesLayer, DemLayer, RasterSpec
from tests.land import VN2000, communes, square
from tests.layers.shelf import CELL_M, GRID, SHAPE, Shelf, heights

# The communes need rows 8 to 111 and columns 8 to 211 of the file.
ROWS, COLS = slice(8, 112), slice(8, 212)
US_FOOT = 1200.0 / 3937.0
SPECS: dict[str, Callable[..., RasterSpec]] = {
    "metres": partial(DemLayer, kind="dem", name="x"),
    "feet": partial(DemLayer, kind="dem", name="x", unit="us_ft"),
    "percent": partial(CanopyLayer, kind="canopy", unit="percent"),
    "share": partial(CanopyLayer, kind="canopy", unit="share"),
    "codes": partial(CodesLayer, kind="codes"),
}


@pytest.fixture(autouse=True)
def in_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is small enough to be kept, and small tiles are few together."""
    monkeypatch.setattr(read_raster, "KEPT_CELLS", 0)
    monkeypatch.setattr("gis.layers.lattice.UNIT_CELLS", 3000)


def expected(
    stored: NDArray[Any], known: NDArray[np.bool_], unit: str, scale: float, offset: float
) -> NDArray[Any]:
    """What the whole array means, written out."""
    if unit == "codes":
        return np.where(known, stored, 0).astype(np.int64)
    numbers = np.full(stored.shape, np.nan)
    numbers[known] = stored[known]
    values = numbers * scale + offset
    if unit in ("metres", "feet"):
        return values * (US_FOOT if unit == "feet" else 1.0)
    return values / (100.0 if unit == "percent" else 1.0)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
@pytest.mark.parametrize("unit", SPECS)
def test_values_are_those_of_the_whole_file(tmp_path: Path, unit: str, dtype: str) -> None:
    rng = np.random.default_rng(7)
    whole_numbers = dtype[0] in "iu" or unit == "codes"
    for masked, south_up, stated in itertools.product((False, True), (False, True), (None, 1)):
        z = rng.uniform(0, 1 if unit == "share" else 90, SHAPE)
        z = (np.rint(z) if whole_numbers else z).astype(dtype)
        z[rng.random(SHAPE) < 0.05] = 1 if masked else 99
        if z.dtype.kind == "f":
            z[rng.random(SHAPE) < 0.05], z[20, 20], z[21, 21] = np.nan, np.inf, -0.0
        seen = rng.random(SHAPE) < 0.8 if masked else z != 99
        known = seen & np.isfinite(z)
        if stated is not None and masked:
            known &= z != stated
        scaling = (0.5, 3.0) if unit in ("metres", "percent") else (1.0, 0.0)
        write(tmp_path, z, None if masked else 99, seen if masked else None, scaling, south_up)
        raster = read(tmp_path, unit, stated if masked else None)
        assert isinstance(raster, RasterFile)
        same_cells(raster, expected(z, known, unit, *scaling)[ROWS, COLS], known[ROWS, COLS])


def read(folder: Path, unit: str, nodata: int | None) -> Raster | None:
    """The second band of ``r.tif`` around the communes of the shelf."""
    form = {"path": "r.tif", "source": "invented for a test", "dated": date(2025, 6, 30)}
    spec = SPECS[unit](band=2, nodata=nodata, **form)
    land = communes(square(0, 0, 3000), square(3000, 0, 3000)).frame
    crs, found = CRS(VN2000), Findings()
    raster = read_raster.read_raster("r", spec, folder, land, land.geometry, crs, found)
    assert not found.failed
    return raster


def write(
    folder: Path,
    z: NDArray[Any],
    nodata: float | None,
    seen: NDArray[np.bool_] | None,
    scaling: tuple[float, float],
    south_up: bool,
) -> None:
    """The second of two bands, in tiles of 16 x 32."""
    south = Affine(CELL_M, 0, GRID.c, 0, CELL_M, GRID.f - CELL_M * SHAPE[0])
    turn = slice(None, None, -1) if south_up else slice(None)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        Shelf(folder).raster(
            "r.tif", np.stack([np.zeros_like(z), z])[:, turn], nodata=nodata, compress="deflate",
            tiled=True, blockysize=16, blockxsize=32, transform=south if south_up else GRID,
        )  # fmt: skip
        with rasterio.open(folder / "r.tif", "r+") as target:
            target.scales, target.offsets = (1.0, scaling[0]), (0.0, scaling[1])
            if seen is not None:
                target.write_mask(seen[turn])


def same_cells(raster: Raster, values: NDArray[Any], known: NDArray[np.bool_]) -> None:
    """All of it, and windows that reach over every edge, bit for bit."""
    layer = whole(raster)
    assert layer.values.dtype == values.dtype
    assert layer.values.tobytes() == np.ascontiguousarray(values).tobytes()
    assert (layer.known == known).all()
    for window in ((-3, -5, 40, 60), (10, 20, 7, 170), (90, 150, 30, 70), (500, 0, 3, 3)):
        for mine, theirs in zip(raster.read(*window), layer.read(*window), strict=True):
            assert mine.tobytes() == theirs.tobytes()


def test_threads_and_other_processes_read_the_same(shelf: Shelf) -> None:
    dem = shelf.read()[0].dem
    assert isinstance(dem, RasterFile)
    windows = [(r, c, 30, 40) for r in range(-10, 110, 20) for c in range(-10, 210, 30)]
    alone = [dem.read(*w)[0].tobytes() for w in windows]
    sent = pickle.loads(pickle.dumps(dem))  # noqa: S301 - our own
    with ThreadPoolExecutor(4) as pool:
        assert [v.tobytes() for v, _ in pool.map(lambda w: sent.read(*w), windows)] == alone


def test_a_process_opens_a_file_once_for_all_its_jobs(shelf: Shelf) -> None:
    """Jobs are sent one by one; they share what is open and decoded, until the file changes."""
    dem = shelf.read()[0].dem
    assert isinstance(dem, RasterFile)
    first, second = (pickle.loads(pickle.dumps(dem)) for _ in range(2))  # noqa: S301 - our own
    assert first.band is second.band
    shelf.raster("dem.tif", heights() + np.float32(1), nodata=-9999.0)
    changed = pickle.loads(pickle.dumps(shelf.read()[0].dem))  # noqa: S301 - our own
    assert changed.band is not first.band
    assert changed.read(0, 0, 1, 1)[0] == 1009.0


def test_a_small_raster_is_kept_a_large_one_is_not(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 104 x 204 = 21 216 cells
    monkeypatch.setattr(read_raster, "KEPT_CELLS", 21_215)
    assert isinstance(shelf.read()[0].dem, RasterFile)
    monkeypatch.setattr(read_raster, "KEPT_CELLS", 21_216)
    kept = shelf.read()[0].dem
    assert not isinstance(kept, RasterFile)
    assert whole(kept) is kept


@pytest.mark.parametrize("found", ["nodata_unstated", "elevation_implausible", "codes_not_whole"])
def test_odd_cells_are_counted_over_all_pieces(shelf: Shelf, found: str) -> None:
    """Seven odd cells in tiles far apart; the one told is the northernmost, then westernmost."""
    z, odd = heights(), {"nodata_unstated": 65535.0, "elevation_implausible": 9500.0}
    at = [(100, 10), (9, 200), (9, 30), (50, 50), (50, 51), (80, 100), (110, 211)]
    for n, (row, col) in enumerate(at):
        z[row, col] = odd.get(found, 1000.5 + n)
    kept = {"tiled": True, "blockysize": 16, "blockxsize": 16}
    shelf.raster("x.tif", z, nodata=-9999.0, **kept)
    shelf.say("dem", path="x.tif")
    if found == "codes_not_whole":
        shelf.say("dem", path="dem.tif")
        shelf.declare("cover", "codes", "x.tif")
    (told,) = shelf.problems()
    assert (told.code, told.values["n"]) == (f"layers.{found}", 7)
    if found == "codes_not_whole":
        assert told.values["value"] == "1002.5"  # the third of the list
    if found == "elevation_implausible":
        assert (told.values["low"], told.values["high"]) == (1008, 9500)


def test_voids_are_counted_over_all_pieces(shelf: Shelf) -> None:
    """25 x 40 void cells of 0.09 ha in the west, one in the east: 90 ha and 0.09 ha."""
    z = heights()
    z[30:55, 20:60], z[100, 200] = -9999.0, -9999.0
    shelf.raster("dem.tif", z, nodata=-9999.0, tiled=True, blockysize=16, blockxsize=16)
    (told,) = shelf.problems()
    assert told.code == "layers.raster_voids"
    assert (told.values["ha"], told.values["communes"]) == (90.1, "Xã A, Xã B")


def test_a_file_spoiled_after_it_was_checked_is_named(shelf: Shelf) -> None:
    z = np.random.default_rng(0).normal(1000, 9, SHAPE).astype("float32")
    shelf.raster("dem.tif", z, nodata=-9999.0, compress="deflate")
    dem = shelf.read()[0].dem
    file = shelf.folder / "dem.tif"
    file.write_bytes(file.read_bytes()[:30_000])
    with pytest.raises(NuongError) as caught:
        whole(pickle.loads(pickle.dumps(dem)))  # noqa: S301 - our own; opened anew
    (told,) = caught.value.problems
    assert (told.code, told.where.file) == ("layers.file_unreadable", "dem.tif")
