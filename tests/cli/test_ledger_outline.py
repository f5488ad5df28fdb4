"""``nuong ledger correct --outline`` as typed, on a folder an office would have."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gis.cli.main import _run
from tests.history.books import new_ledger, plot, state
from tests.history.test_record import record
from tests.land import VN2000, square
from tests.project.office import SOUND, written

DAY = date(2025, 6, 1)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two communes of a square kilometre, a hectare of cassava in the western one."""
    written(tmp_path, SOUND)
    communes = {"ma_xa": ["03550", "03571"], "ten_xa": ["Sì Lở Lầu", "Dào San"]}
    shapes = [square(0, 0, 1000), square(1000, 0, 1000)]
    gpd.GeoDataFrame(communes, geometry=shapes, crs=VN2000).to_file(tmp_path / "communes.gpkg")
    file = new_ledger(tmp_path / "ledger.gpkg")
    record(file, state(DAY, {"PT-1": plot(1, "03550", x_m=800), "PT-2": plot(1, "03550")}))
    file.close()
    return tmp_path


def rectangle(x_m: float, length_m: float) -> shapely.Polygon:
    west, south, _, north = square(x_m, 0, 100).bounds
    return shapely.box(west, south, west + length_m, north)


def drawn(folder: Path, file: str = "vẽ lại.gpkg", crs: str | None = VN2000, **ids: object) -> Path:
    shapes = [rectangle(850, 300), rectangle(300, 100)]
    rows = len(next(iter(ids.values()))) if ids else 1  # type: ignore[arg-type]
    frame = gpd.GeoDataFrame(ids, geometry=shapes[:rows], crs=crs)
    frame.to_file(folder / file)
    return folder / file


def correct(office: Path, *words: object, who: str = "Minh") -> int:
    line = ["ledger", "correct", "PT-1", "--who", who, "--why", "đo GPS", "--lang", "vi"]
    line += ["--project", str(office), *map(str, words)]
    return _run(line, "vi", debug=True)


def hectares(office: Path, capsys, *words: str) -> dict[str, float]:
    capsys.readouterr()
    line = ["ledger", "at", "2025-06-01", "--project", str(office), "--json", *words]
    assert _run(line, "vi", debug=True) == 0
    return {r["commune"]: r["held_ha"] for r in json.loads(capsys.readouterr().out)}


def test_a_plot_is_drawn_anew(office, capsys):
    assert correct(office, "--outline", drawn(office, id=["PT-1", "PT-2"])) == 0
    said = capsys.readouterr().out
    # 3 ha in all: 150 m of 300 lie before the border, 150 m behind it.
    assert "1,0000" in said
    assert said.count("1,5000") == 4
    assert hectares(office, capsys) == {"Sì Lở Lầu": 2.5, "Dào San": 1.5}
    assert hectares(office, capsys, "--known", "2025-01-02") == {"Sì Lở Lầu": 2.0}


def test_a_shape_alone_needs_no_id(office, capsys):
    assert correct(office, "--outline", drawn(office)) == 0
    assert hectares(office, capsys)["Dào San"] == 1.5


def test_degrees_become_the_projects_metres(office, capsys):
    shape = gpd.GeoSeries([rectangle(850, 300)], crs=VN2000).segmentize(10).to_crs("EPSG:4326")
    gpd.GeoDataFrame({"id": ["PT-1"]}, geometry=shape).to_file(office / "a.geojson")
    assert correct(office, "--outline", office / "a.geojson") == 0
    assert hectares(office, capsys)["Dào San"] == pytest.approx(1.5, abs=1e-4)


@pytest.mark.parametrize(
    ("ids", "words", "said"),
    [
        ({"id": ["PT-1", "PT-1"]}, [], "2 trong 2 hình"),
        ({"id": ["PT-2", "PT-3"]}, [], "0 trong 2 hình"),
        ({"name": ["a", "b"]}, [], "không có cột này và có 2 hình"),
        ({"id": ["PT-1"]}, ["--outline-id", "thua"], None),  # one shape, no column "thua"
        ({"thua": ["PT-1", "x"]}, ["--outline-id", "thua"], None),
    ],
)
def test_which_row_is_the_plot_is_never_guessed(office, capsys, ids, words, said):
    code = correct(office, "--outline", drawn(office, **ids), *words)
    assert code == (0 if said is None else 1)
    assert (said or "") in capsys.readouterr().err


def test_a_file_without_crs_is_asked_for_one(office, capsys):
    with pytest.warns(UserWarning, match="crs"):
        path = drawn(office, "a.gpkg", crs=None, id=["PT-1"])
    assert correct(office, "--outline", path) == 1
    assert "EPSG:9205" in capsys.readouterr().err
    assert hectares(office, capsys) == {"Sì Lở Lầu": 2.0}
    assert correct(office, "--outline", path, "--outline-crs", "EPSG:9205") == 0


def test_a_bow_tie_is_refused_and_nothing_is_written(office, capsys):
    west, south, east, north = square(850, 0, 100).bounds
    tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    gpd.GeoDataFrame({"id": ["PT-1"]}, geometry=[tie], crs=VN2000).to_file(office / "b.gpkg")
    assert correct(office, "--outline", office / "b.gpkg") == 1
    assert hectares(office, capsys) == {"Sì Lở Lầu": 2.0}


def test_lost_and_drawn_anew_at_once_is_misuse(office, capsys):
    assert correct(office, "--outline", drawn(office), "--lost") == 2


def test_a_far_outline_is_told(office, capsys):
    far = square(30_000, 0, 100)
    gpd.GeoDataFrame({"id": ["PT-1"]}, geometry=[far], crs=VN2000).to_file(office / "b.gpkg")
    assert correct(office, "--outline", office / "b.gpkg") == 1
    assert "km" in capsys.readouterr().err
