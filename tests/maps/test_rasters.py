"""Rasters beside the map: only when asked for, cloud-optimised, checked like every product."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import CRS
from rasterio.errors import RasterioIOError
from rasterio.shutil import copy

from gis.errors import NuongError
from gis.grid.aspect import aspect_of
from gis.grid.blocks import Block, blocks_of
from gis.grid.grid import Grid, grid_of
from gis.grid.terrain import terrain_of
from gis.maps import cloud_raster, publish
from gis.maps.check.verify import verify_outputs
from gis.maps.cloud_raster import CloudRaster, layout_faults
from gis.maps.contents import OUTPUTS
from gis.maps.publish import write_outputs
from gis.maps.rasters import asked_rasters, class_colours
from gis.maps.record import output_of
from gis.maps.results import Results
from gis.maps.stages import AspectStage, ClassStage, SlopeStage
from tests import land
from tests.maps.results import little_results

FILES = ["slope.tif", "slope_classes.tif", "aspect.tif"]
LARGE = Grid(CRS(land.VN2000), Affine(30, 0, land.WEST, 0, -30, land.NORTH), (700, 1100))


def stepped() -> Results:
    """The little run over 40 columns that fall south: 20° in the west, 30° from column 20 on.

    Row 0 and column 0 are unknown, so slope is known on rows and columns 2 to 38.
    """
    results = little_results()
    dem = results.layers.dem
    heights = np.where(
        np.arange(40) < 20, land.plane(20, 180, (40, 40)), land.plane(30, 180, (40, 40))
    )
    steps = replace(dem, values=heights)
    rasters = {**results.layers.rasters, dem.name: steps}
    return replace(results, layers=replace(results.layers, dem=steps, rasters=rasters))


@pytest.fixture(autouse=True)
def _quick_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "map_parts", lambda results, lang, *, tiles: ["<!doctype html>"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_outputs(stepped(), tmp_path / "kết quả", rasters=["aspect", "classes", "slope"])
    return tmp_path / "kết quả"


def codes(folder: Path) -> list[str]:
    return sorted({p.code.removeprefix("maps.") for p in verify_outputs(folder)})


def test_without_being_asked_none_is_written(tmp_path: Path) -> None:
    record = write_outputs(stepped(), tmp_path / "out")
    assert set(record.outputs) == {p.name for p in (tmp_path / "out").iterdir()} == set(OUTPUTS)


def test_all_three_stand_in_the_folder_and_in_the_record(folder: Path) -> None:
    assert {p.name for p in folder.iterdir()} == {*OUTPUTS, *FILES}
    said = json.loads((folder / "run.json").read_text("utf-8"))
    tables = {name: said["outputs"][name]["tables"] for name in FILES}
    # 37 × 37 known cells of 40 × 40; columns 2–18 are plain 20° (class IV), the rest is steeper.
    assert tables["slope.tif"]["known"]["rows"] == 37 * 37
    assert tables["slope.tif"]["unknown"]["rows"] == 1600 - 37 * 37
    classes = {name: count["rows"] for name, count in tables["slope_classes.tif"].items()}
    assert classes["4"] == 17 * 37
    assert classes["6"] + classes.get("5", 0) == 20 * 37
    assert classes["unknown"] == 1600 - 37 * 37
    assert verify_outputs(folder) == []


def test_values_units_and_place_are_read_back(folder: Path) -> None:
    with rasterio.open(folder / "slope.tif") as file:
        slope = file.read(1)
        assert (file.dtypes, file.crs.to_epsg()) == (("float32",), 9205)
        assert np.isnan(file.nodata)
        assert file.transform == grid_of(little_results().layers.dem).transform
        assert file.tags()["dem"] == "plane"
        assert "Horn" in file.tags()["method"]
        assert file.tags()["notice"].startswith("DỮ LIỆU MINH HOẠ")
    assert slope[10, 10] == pytest.approx(20, abs=1e-4)
    assert slope[10, 30] == pytest.approx(30, abs=1e-4)
    assert np.isnan(slope[0]).all()
    with rasterio.open(folder / "aspect.tif") as file:
        assert file.read(1)[10, 10] == pytest.approx(180, abs=1e-4)
    with rasterio.open(folder / "slope_classes.tif") as file:
        found = file.read(1)
        assert (file.dtypes, file.nodata) == (("uint8",), 255)
        assert (found[10, 10], found[10, 30], found[0, 0]) == (4, 6, 255)
        assert file.colormap(1)[6] == (158, 32, 38, 255)
        assert "VI · >\u00a025°" in file.tags()["classes"]


def test_a_run_without_rasters_replaces_one_with_them(folder: Path) -> None:
    (folder / "slope.tif.aux.xml").write_text("<PAMDataset/>")  # QGIS was looking
    write_outputs(stepped(), folder)
    assert {p.name for p in folder.iterdir()} == set(OUTPUTS)


def test_the_same_results_give_the_same_rasters(folder: Path, tmp_path: Path) -> None:
    write_outputs(stepped(), tmp_path / "b", rasters=["slope", "classes", "aspect"])
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_raster_that_was_changed_lost_or_added_is_named(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data + b"\n")
    assert codes(folder) == ["output_altered"]
    (folder / name).unlink()
    assert codes(folder) == ["output_missing"]
    (folder / name).write_bytes(data)
    said = json.loads((folder / "run.json").read_text("utf-8"))
    del said["outputs"][name]
    (folder / "run.json").write_text(json.dumps(said), "utf-8")
    assert codes(folder) == ["output_not_recorded"]


def reseal(folder: Path, name: str) -> None:
    said = json.loads((folder / "run.json").read_text("utf-8"))
    new = output_of(folder / name, {})
    said["outputs"][name] |= {"bytes": new.bytes, "sha256": new.sha256}
    (folder / "run.json").write_text(json.dumps(said), "utf-8")


def test_cells_that_are_others_than_recorded_are_named(folder: Path) -> None:
    shutil.copy(folder / "slope_classes.tif", folder / "aspect.tif")
    reseal(folder, "aspect.tif")
    assert codes(folder) == ["rows_differ"]


@pytest.mark.parametrize(
    "data", [b"", b"II*\x00", b"no raster at all", b"II*\x00\x08\x00\x00\x00\x01\x00"]
)
def test_what_is_no_tiff_is_named(folder: Path, data: bytes) -> None:
    (folder / "slope.tif").write_bytes(data)
    reseal(folder, "slope.tif")
    assert codes(folder) == ["raster_unreadable"]


def test_a_file_cut_short_is_named(folder: Path) -> None:
    data = (folder / "slope.tif").read_bytes()
    (folder / "slope.tif").write_bytes(data[: len(data) - 400])
    reseal(folder, "slope.tif")
    assert codes(folder) == ["raster_unreadable"]


def test_a_file_another_program_rewrote_in_strips_is_named(folder: Path) -> None:
    copy(folder / "slope.tif", folder.parent / "x.tif", driver="GTiff")
    shutil.move(folder.parent / "x.tif", folder / "slope.tif")
    reseal(folder, "slope.tif")
    assert "raster_not_tiled" in codes(folder)


class Drawn:
    """Random values, cut out of one picture block by block."""

    def __init__(self, dtype: str) -> None:
        self.values = np.random.default_rng(7).uniform(0, 40, LARGE.shape).astype(dtype)

    def __call__(self, block: Block) -> np.ndarray:
        return self.values[block.row :, block.col :][: block.height, : block.width]


def large(dtype: str = "float32") -> CloudRaster:
    nodata = 255 if dtype == "uint8" else np.nan
    return CloudRaster(Drawn(dtype), dtype, nodata, "thử", {"title": "đồi"})


def written(raster: CloudRaster, file: Path, **how: object) -> bytes:
    for values in raster.write(LARGE, file, **how):
        assert values.dtype == raster.dtype
    return file.read_bytes()


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_a_large_raster_has_overviews_and_gdal_agrees(tmp_path: Path, dtype: str) -> None:
    raster = large(dtype)
    data = written(raster, tmp_path / "x.tif")
    assert layout_faults(data) == []
    assert [p.name for p in tmp_path.iterdir()] == ["x.tif"]
    with rasterio.open(tmp_path / "x.tif") as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.overviews(1) == [2, 4]  # 1100 / 4 = 275: one tile
        np.testing.assert_array_equal(file.read(1), raster.stage.values)
        np.testing.assert_array_equal(file.block_shapes, [(512, 512)])


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_blocks_and_workers_change_no_byte(tmp_path: Path, dtype: str) -> None:
    whole = written(large(dtype), tmp_path / "whole.tif", cells=10**9)
    with ThreadPoolExecutor(3) as pool:
        for n, cells in enumerate((1, 600_000)):
            assert written(large(dtype), tmp_path / f"{n}.tif", executor=pool, cells=cells) == whole


def test_what_the_stages_show_does_not_depend_on_blocks() -> None:
    ground = stepped().ground
    terrain = terrain_of(ground.dem)
    whole = ground.grid.whole
    stages = SlopeStage(ground), ClassStage(ground, (8.0, 25.0)), AspectStage(ground)
    np.testing.assert_array_equal(stages[2](whole), aspect_of(terrain).astype(np.float32))
    for stage in stages:
        full = stage(whole)
        for block in blocks_of(whole_shape := ground.grid.shape, (7, 9), 70):
            here = np.s_[block.row : block.row + block.height, block.col : block.col + block.width]
            np.testing.assert_array_equal(stage(block), full[here])
        assert full.shape == whole_shape


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"tiled": True, "blockxsize": 256, "blockysize": 256}, {"raster_no_overviews"}),
        ({"tiled": False}, {"raster_not_tiled", "raster_no_overviews"}),
        ({"tiled": True, "bigtiff": "YES"}, {"raster_no_overviews"}),
    ],
)
def test_plain_geotiffs_are_not_cloud_optimised(
    tmp_path: Path, options: dict[str, object], codes: set[str]
) -> None:
    written(large(), tmp_path / "a.tif")
    copy(
        tmp_path / "a.tif", tmp_path / "b.tif", driver="GTiff", copy_src_overviews=False, **options
    )
    assert set(layout_faults((tmp_path / "b.tif").read_bytes())) >= codes


def test_overviews_put_in_afterwards_stand_in_the_wrong_place(tmp_path: Path) -> None:
    written(large(), tmp_path / "a.tif")
    copy(tmp_path / "a.tif", tmp_path / "b.tif", driver="GTiff", tiled=True)
    with rasterio.open(tmp_path / "b.tif", "r+") as file:
        file.build_overviews([2, 4])
    assert layout_faults((tmp_path / "b.tif").read_bytes()) == ["raster_order"]


def test_names_are_taken_once_in_our_order_and_strange_ones_refused(tmp_path: Path) -> None:
    assert asked_rasters(["aspect", "slope", "slope"]) == ("slope", "aspect")
    with pytest.raises(NuongError) as error:
        write_outputs(stepped(), tmp_path / "out", rasters=["hillshade"])
    assert [p.code for p in error.value.problems] == ["maps.raster_unknown"]
    assert list(tmp_path.iterdir()) == []


def test_colours_run_from_green_over_yellow_to_red() -> None:
    assert class_colours(3) == {
        1: (38, 122, 84, 255), 2: (244, 224, 130, 255), 3: (158, 32, 38, 255), 255: (0, 0, 0, 0),
    }  # fmt: skip
    assert len(class_colours(12)) == 13


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(plain: Path, file: Path, **form: object) -> None:
        file.write_bytes(b"II*")
        raise RasterioIOError("No space left on device")

    monkeypatch.setattr(cloud_raster, "copy", full)
    with pytest.raises(NuongError) as error:
        write_outputs(stepped(), tmp_path / "out", rasters=["slope"])
    assert [p.code for p in error.value.problems] == ["maps.not_written"]
    assert list(tmp_path.iterdir()) == []
