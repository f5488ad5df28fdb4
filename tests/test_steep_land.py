"""Steep hectares streamed from a file: the digits never move, and they are those of the whole."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from scipy import ndimage
from shapely.geometry import Polygon, box

import gis
from gis.criteria.mask import Mask
from gis.criteria.slope import above
from gis.errors import NuongError
from gis.grid.coverage import cover
from gis.grid.terrain import terrain_of
from gis.project.layers_model import DemLayer
from tests.land import NORTH, VN2000, WEST, plane, raster, square

NODATA = -9999.0


def hills(shape: tuple[int, int] = (150, 190)) -> np.ndarray:
    noise = np.random.default_rng(11).normal(size=shape)
    z = ndimage.gaussian_filter(noise, 3) * 900 + 1500
    z[20:31, 40:55] = NODATA
    return z.astype(np.float32)


def write(file: Path, z: np.ndarray, *, crs=VN2000, transform=None, **profile) -> Path:
    kept = {"tiled": True, "blockxsize": 32, "blockysize": 16, "compress": "deflate"} | profile
    with rasterio.open(
        file, "w", driver="GTiff", height=z.shape[0], width=z.shape[1], count=1,
        dtype=z.dtype, crs=crs, transform=transform or Affine(30, 0, WEST, 0, -30, NORTH),
        nodata=NODATA, **kept,
    ) as out:  # fmt: skip
        out.write(z, 1)
    return file


def land() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Fields from 3 m to the whole raster, one over its edge, one far away, one with a hole, one
    in the void, one without area; four communes that reach beyond the raster.
    """
    turned = shapely.affinity.rotate(square(2000, 1500, 90), 30)
    flat = Polygon([(WEST, NORTH), (WEST + 9, NORTH - 9), (WEST, NORTH)])
    fields = [square(100 + 400 * i, 300 + 350 * i, 3 * 2**i) for i in range(8)]
    others = [
        turned, square(-40, -50, 120), square(90_000, 0, 60), square(1250, 650, 200),
        square(3000, 900, 900).difference(square(3200, 1100, 300)), flat,
        box(WEST, NORTH - 4500, WEST + 5700, NORTH),
    ]  # fmt: skip
    plots = gpd.GeoDataFrame(geometry=[*fields, *others], crs=VN2000)
    quarters = [square(x, y, 3000) for x in (-100, 2900) for y in (-100, 2900)]
    return plots, gpd.GeoDataFrame(geometry=quarters, crs=VN2000).set_axis(list("abcd"))


def test_the_hectares_are_those_of_the_whole_raster(tmp_path):
    """Slope of the whole DEM, exact coverage of the whole DEM: the same shares to 1e-9."""
    z = hills()
    plots, communes = land()
    found = gis.stream_steep_land(
        write(tmp_path / "d.tif", z), plots, communes, VN2000, block_cells=900
    )
    terrain = terrain_of(raster("dem", z.astype(float), known=z != NODATA))
    mask = Mask(above(terrain.slope_deg, 25.0), terrain.slope_known)
    for table, frame in ((found.plots, plots), (found.communes, communes)):
        shares = np.array(cover(frame.geometry, terrain.grid).shares(mask)).T
        expected = shares * (frame.area.to_numpy() / 1e4)[:, None]
        got = table[["steep_ha", "not_steep_ha", "unknown_ha"]].to_numpy()
        np.testing.assert_allclose(got, expected, atol=1e-8)
        np.testing.assert_allclose(got.sum(axis=1), table["area_ha"], atol=1e-9)
    assert found.plots["steep_ha"].sum() > 10
    assert list(found.communes.index) == list("abcd")


def test_a_plane_by_pencil(tmp_path):
    """A plane of 30°, 10 × 10 cells of 30 m. A field of 60 m inside is all steep: 0.36 ha. One
    over the rim cell (its slope is unknown) and the one beside it: half each of 0.18 ha.
    """
    file = write(tmp_path / "d.tif", plane(30, 45, (10, 10)))
    plots = gpd.GeoDataFrame(
        geometry=[square(90, 90, 60), box(WEST, NORTH - 150, WEST + 60, NORTH - 120)], crs=VN2000
    )
    rows = gis.stream_steep_land(file, plots, plots, VN2000).plots
    assert rows.loc[0].tolist() == pytest.approx([0.36, 0.36, 0, 0])
    assert rows.loc[1].tolist() == pytest.approx([0.18, 0.09, 0, 0.09])
    gentle = gis.stream_steep_land(file, plots, plots, VN2000, above_deg=31).plots
    assert gentle.loc[0].tolist() == pytest.approx([0.36, 0, 0.36, 0])


def test_block_size_order_and_workers_change_no_digit(tmp_path):
    file = write(tmp_path / "d.tif", hills())
    plots, communes = land()
    one = gis.stream_steep_land(file, plots, communes, VN2000)
    for cells in (500, 1100, 7000):
        same(one, gis.stream_steep_land(file, plots, communes, VN2000, block_cells=cells))
        with ThreadPoolExecutor(4) as pool:
            same(one, gis.stream_steep_land(
                file, plots, communes, VN2000, 25.0, pool, block_cells=cells
            ))  # fmt: skip


def test_processes_give_the_same_digits(tmp_path):
    file = write(tmp_path / "d.tif", hills())
    plots, communes = land()
    one = gis.stream_steep_land(file, plots, communes, VN2000)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        other = gis.stream_steep_land(
            file, plots, communes, VN2000, executor=pool, block_cells=9000
        )
    same(one, other)


def same(one, other) -> None:
    for a, b in ((one.plots, other.plots), (one.communes, other.communes)):
        assert (a.to_numpy() == b.to_numpy()).all()


@pytest.mark.parametrize(
    "kept",
    [
        {"tiled": False, "blockxsize": None, "blockysize": None},
        {"tiled": False, "blockxsize": None, "blockysize": 150},
        {"blockxsize": 256, "blockysize": 256},
        {"blockxsize": 16, "blockysize": 16, "predictor": 3},
        {"compress": None},
    ],
)
def test_the_way_a_file_is_stored_changes_no_digit(tmp_path, kept):
    plots, communes = land()
    z = hills()
    one = gis.stream_steep_land(write(tmp_path / "a.tif", z), plots, communes, VN2000)
    kept = {k: v for k, v in kept.items() if v is not None or k == "compress"}
    other = write(tmp_path / "b.tif", z, **kept)
    same(one, gis.stream_steep_land(other, plots, communes, VN2000, block_cells=3000))


def test_a_south_up_file_and_whole_numbers_are_read_right(tmp_path):
    plots, communes = land()
    z = np.round(hills()).astype(np.int16)
    one = gis.stream_steep_land(write(tmp_path / "a.tif", z), plots, communes, VN2000)
    up = Affine(30, 0, WEST, 0, 30, NORTH - 30 * z.shape[0])
    flipped = write(tmp_path / "b.tif", z[::-1], transform=up)
    same(one, gis.stream_steep_land(flipped, plots, communes, VN2000, block_cells=2000))


def test_feet_are_taken_for_feet(tmp_path):
    """10 ft per 30 m cell is tan = 0.1016; read as metres it would be 0.333: 18.4°."""
    cols = np.indices((10, 10))[1]
    write(tmp_path / "d.tif", (10.0 * cols).astype(np.float32))
    field = gpd.GeoDataFrame(geometry=[square(90, 90, 60)], crs=VN2000)
    feet, metres = (
        DemLayer(
            kind="dem",
            path=str(tmp_path / "d.tif"),
            name="d",
            source="invented for a test",
            dated=date(2025, 6, 30),
            unit=unit,
        )
        for unit in ("ft", "m")
    )
    steep = [
        gis.stream_steep_land(d, field, field, VN2000, above_deg=10).plots["steep_ha"][0]
        for d in (feet, metres)
    ]
    assert steep == [0.0, pytest.approx(0.36)]


def test_longitude_latitude_and_another_crs_of_the_plots(tmp_path):
    """Cells of one second near Phong Thổ, plots in VN-2000: as by the whole raster."""
    second = 1 / 3600
    t = Affine(second, 0, 103.0, 0, -second, 22.62)
    z = hills((120, 120))
    file = write(tmp_path / "d.tif", z, crs="EPSG:4326", transform=t)
    middle = gpd.GeoSeries([shapely.Point(103.016, 22.604)], crs=4326).to_crs(VN2000).iloc[0]
    plots = gpd.GeoDataFrame(geometry=[middle.buffer(r) for r in (20, 90, 900)], crs=VN2000)
    found = gis.stream_steep_land(file, plots, plots, VN2000, block_cells=1500).plots
    terrain = terrain_of(
        raster("dem", z.astype(float), known=z != NODATA, crs="EPSG:4326", transform=t)
    )
    mask = Mask(above(terrain.slope_deg, 25.0), terrain.slope_known)
    expected = cover(plots.geometry, terrain.grid).shares(mask)[0] * plots.area / 1e4
    assert found["steep_ha"].to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-7)


def test_heights_that_cannot_be_land_are_an_undeclared_nodata(tmp_path):
    z = hills()
    z[z == NODATA] = -32768
    with pytest.raises(NuongError) as caught:
        gis.stream_steep_land(write(tmp_path / "d.tif", z), *land(), VN2000)
    assert caught.value.problems[0].code == "grid.heights_implausible"


def test_a_file_cut_short_is_named(tmp_path):
    file = write(tmp_path / "d.tif", hills((600, 600)), compress=None)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NuongError) as caught:
        gis.stream_steep_land(file, *land(), VN2000)
    assert caught.value.problems[0].code == "layers.file_unreadable"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NuongError) as caught:
        gis.stream_steep_land(tmp_path / "none.tif", *land(), VN2000)
    assert caught.value.problems[0].code == "layers.file_missing"


def test_each_cell_is_decoded_once(tmp_path, monkeypatch):
    """160 × 1100 cells in blocks of two tiles of 16 × 512: rims come from the blocks before."""
    from gis.layers.band import Band

    read: list[int] = []
    of_part = Band._of_part

    def counted(band, part, box, **how):
        read.append(box[2] * box[3])
        return of_part(band, part, box, **how)

    monkeypatch.setattr("gis.layers.lattice.UNIT_CELLS", 1)
    monkeypatch.setattr(Band, "_of_part", counted)
    kept = {"blockxsize": 512, "blockysize": 16}
    file = write(tmp_path / "d.tif", np.zeros((160, 1100), np.float32), **kept)
    plots = gpd.GeoDataFrame(geometry=[box(WEST, NORTH - 4800, WEST + 33_000, NORTH)], crs=VN2000)
    with ThreadPoolExecutor(1) as pool:
        gis.stream_steep_land(file, plots, plots, VN2000, executor=pool, block_cells=512 * 32)
    assert sum(read) == 160 * 1100
    assert len(read) == 3 * 5


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_plots_from_a_file_have_the_digits_of_the_frame(tmp_path, suffix):
    file = write(tmp_path / "d.tif", hills())
    fields = [square(100 + 400 * i, 300 + 350 * i, 3 * 2**i) for i in range(8)]
    plots = gpd.GeoDataFrame({"id": range(8)}, geometry=fields, crs=VN2000)
    if suffix == "geojson":
        plots = plots.to_crs(4326)
    kept = tmp_path / f"plots.{suffix}"
    plots.to_file(kept)
    plots = gpd.read_file(kept)
    one = gis.stream_steep_land(file, plots, plots, VN2000)
    same(one, gis.stream_steep_land(file, kept, kept, VN2000))
    assert one.plots["steep_ha"].sum() > 0


def test_a_file_of_plots_is_guarded_as_a_layer_is(tmp_path):
    """A bow tie has no hectares; what is not of an allowed format is not opened."""
    dem = write(tmp_path / "d.tif", hills())
    tie = Polygon([(WEST, NORTH - 90), (WEST + 90, NORTH), (WEST + 90, NORTH - 90), (WEST, NORTH)])
    good, bad = tmp_path / "good.gpkg", tmp_path / "bad.gpkg"
    gpd.GeoDataFrame(geometry=[square(90, 90, 60)], crs=VN2000).to_file(good)
    gpd.GeoDataFrame(geometry=[square(90, 90, 60), tie], crs=VN2000).to_file(bad)
    pipe = tmp_path / "plots.vrt"
    pipe.write_text("<OGRVRTDataSource/>")
    for plots, code, rows in (
        (bad, "layers.geometry_invalid", ("2",)),
        (pipe, "layers.file_suffix", ()),
        (tmp_path / "none.gpkg", "layers.file_missing", ()),
    ):
        with pytest.raises(NuongError) as caught:
            gis.stream_steep_land(dem, plots, good, VN2000)
        assert [p.code for p in caught.value.problems] == [code]
        assert caught.value.problems[0].where.rows == rows
