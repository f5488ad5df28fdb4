"""Bad input from the project file to the terminal: named with its rows, nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from shapely.geometry import Polygon

import gis
from gis.errors import NuongError, Problem
from tests.end_to_end.country import Country
from tests.end_to_end.office import nuong, written
from tests.end_to_end.toml_text import write_project
from tests.land import NORTH, WEST, square
from tests.layers.shelf import GRID, Shelf, heights
from tests.layers.test_faults import FAULTS, without_the_east
from tests.layers.test_odd_files import huge
from tests.layers.virtual import halves

BOWTIE = Polygon(
    [(WEST, NORTH), (WEST + 100, NORTH - 100), (WEST + 100, NORTH), (WEST, NORTH - 100)]
)


@dataclass(frozen=True)
class Bad:
    """``rows`` are the rows the message must name; ``stops`` is False for a warning."""

    code: str
    spoil: Callable[[Shelf], object]
    rows: tuple[str, ...] = ()
    stops: bool = True


def cut(path: str, share: float) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        content = (shelf.folder / path).read_bytes()
        (shelf.folder / path).write_bytes(content[: int(share * len(content))])

    return spoil


def no_plots(shelf: Shelf) -> None:
    shelf.vector("lô.gpkg", [], ma_lo=[], cay=[], dien_tich=[], nam=[])


def vrt_behind_tif(shelf: Shelf) -> None:
    (shelf.folder / "dem.tif").write_text('<VRTDataset rasterXSize="9" rasterYSize="9"/>')


BAD = {
    "a missing file": Bad("file_missing", lambda s: (s.folder / "dem.tif").unlink()),
    "a wrong CRS": Bad("crs_differs", lambda s: s.say("plots", crs="EPSG:9215")),
    "metres called degrees": Bad("crs_not_degrees", lambda s: s.plots(crs="EPSG:4326")),
    "no CRS": Bad("crs_missing", lambda s: s.plots(crs=None)),
    "an empty layer": Bad("layer_empty", no_plots),
    "a polygon that crosses itself": Bad(
        "geometry_invalid", lambda s: s.plots(square(0, 0, 9), BOWTIE), ("L2",)
    ),
    "an id twice": Bad("key_twice", lambda s: s.plots(ma_lo=["L1", "L1", "L3"]), ("L1",)),
    "a DEM elsewhere": Bad(
        "raster_beside",
        lambda s: s.raster("dem.tif", heights(), transform=Affine.translation(0, 50_000) @ GRID),
    ),
    "text for a number": Bad(
        "number_expected", lambda s: s.plots(nam=["2021", "hai nghìn", "2020"]), ("L2",)
    ),
    "a cut GeoTIFF": Bad("file_unreadable", cut("dem.tif", 0.6)),
    "a cut GeoPackage": Bad("file_unreadable", cut("lô.gpkg", 0.6)),
    "a VRT named .tif": Bad("file_content", vrt_behind_tif),
    "a VRT with a missing part": Bad("mosaic_parts_missing", without_the_east),
    "a VRT of two kinds of nodata": Bad("mosaic_parts_nodata", lambda s: halves(s, nodata=-1.0)),
    "a huge DEM without data": Bad(
        "raster_void", lambda s: huge(s.folder / "dem.tif", 40_000, nodata=-9999.0)
    ),
    "half a DEM": Bad(
        "raster_covers_part", lambda s: s.raster("dem.tif", heights()[:, :110]), stops=False
    ),
    "areas ten times off": Bad(
        "area_factor", lambda s: s.plots(dien_tich=[10.0, 10.1, 9.9]), stops=False
    ),
    "one area off": Bad(
        "area_rows", lambda s: s.plots(dien_tich=[1.0, 1.5, 1.1]), ("L2",), stops=False
    ),
}


def told(project: Path, code: str) -> Problem:
    return next(p for p in gis.check_project(project) if p.code == f"layers.{code}")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", BAD)
def test_it_is_named_and_nothing_is_left(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    bad = BAD[name]
    bad.spoil(shelf)
    project, out = written(shelf), shelf.folder.parent / "kết quả" / "a"
    said = nuong(capsys, "run", project, "--out", out, "--lang", lang)
    problem = told(project, bad.code)
    assert problem.text(lang) in said.err
    assert problem.part("must", "vi") != problem.part("must", "en")
    for row in bad.rows:
        assert row in problem.where.rows
        assert row in said.err
    assert "Traceback" not in said.err
    assert said.code == (1 if bad.stops else 0)
    left = [p.name for p in out.parent.iterdir()] if out.parent.exists() else []
    assert left == ([] if bad.stops else ["a"])
    if not bad.stops:
        assert gis.verify_outputs(out) == []
        record = json.loads((out / "run.json").read_text("utf-8"))
        (kept,) = [p for p in record["problems"] if p["code"] == problem.code]
        assert (kept["vi"], kept["en"]) == (problem.text("vi"), problem.text("en"))
        assert kept["rows"] == list(problem.where.rows)


def test_an_error_leaves_an_earlier_run_as_it_was(shelf: Shelf) -> None:
    out = shelf.folder.parent / "a"
    gis.run(written(shelf), out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    shelf.plots(ma_lo=["L1", "L1", "L3"])
    with pytest.raises(NuongError):
        gis.run(written(shelf), out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert {p.name for p in out.parent.iterdir()} == {shelf.folder.name, "a"}


def test_all_faults_are_told_at_once(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    shelf.plots(crs=None)
    (shelf.folder / "dem.tif").unlink()
    shelf.forest(MALDLR=["ba", "14"])
    said = nuong(capsys, "check", written(shelf), "--lang", "vi")
    assert said.code == 1
    for file in ("lô.gpkg", "dem.tif", "rừng.gpkg"):
        assert file in said.err


@pytest.mark.parametrize("name", [n for n, f in FAULTS.items() if f.level == "warning"])
def test_a_doubtful_layer_still_makes_a_whole_run(shelf: Shelf, name: str) -> None:
    FAULTS[name].spoil(shelf)
    results = gis.compute(written(shelf))
    assert f"layers.{FAULTS[name].code}" in {p.code for p in results.problems}
    assert all(c.holds for c in results.ledger.closures)


@pytest.mark.parametrize("path", ["xã.gpkg", "lô.gpkg", "rừng.gpkg", "dem.tif", "tàn_che.tif"])
def test_a_file_cut_anywhere_is_never_taken_for_whole(shelf: Shelf, path: str) -> None:
    file, project = shelf.folder / path, written(shelf)
    content = file.read_bytes()
    # The last 8 rows of 120 (30 m each) lie beyond the window around the communes: a raster that
    # lacks only those is read as before.
    needed = len(content) * 0.93 if path.endswith(".tif") else len(content)
    places = np.linspace(0, needed, 25, endpoint=False).astype(int)
    ends = [int(needed) - n for n in (1, 2, 100, 5000)]
    for size in (*places, *ends):
        file.write_bytes(content[:size])
        problems = gis.check_project(project)
        assert any(p.level == "error" and p.where.file == path for p in problems), size


def test_a_raster_that_lacks_only_rows_nobody_reads_is_read_as_before(shelf: Shelf) -> None:
    file, project = shelf.folder / "dem.tif", written(shelf)
    whole = gis.read_layers(gis.load_project(project), shelf.folder)[0].dem
    content = file.read_bytes()
    file.write_bytes(content[:-100])
    short = gis.read_layers(gis.load_project(project), shelf.folder)[0].dem
    np.testing.assert_array_equal(short.values, whole.values)
    np.testing.assert_array_equal(short.known, whole.known)
    assert short.source.sha256 != whole.source.sha256


def test_check_finds_what_only_the_criteria_would_stumble_over(tmp_path: Path) -> None:
    country = Country()
    project, said = country.write(tmp_path), country.said()
    lost = {"test": "code", "layer": "communes", "column": "khong_co", "any_of": ["x"]}
    write_project(project, said | {"criteria": said["criteria"] | {"lost": lost}})
    errors = [p for p in gis.check_project(project) if p.level == "error"]
    assert [p.code for p in errors] == ["criteria.column_missing"]
    assert "khong_co" in errors[0].text("vi")
