"""What stands in the folder: the same bytes for the same input, and names that stay names."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

import gis
from tests.end_to_end.country import Country

TABLES = ("ledger.csv", "flags.geojson", "zones.geojson")
# A template that would make a folder, a formula with markup, a literal of JavaScript.
MKDIR = "{{ cycler.__init__.__globals__.os.mkdir(dict(canary=0)|join) }}"
FORMULA = "=cmd|'/C calc'!A0</script><script>alert(1)</script>${alert(2)}"
PATH = '../../x"><img src=x onerror=alert(3)>{% raw %}'


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    home = tmp_path_factory.mktemp("plain")
    gis.run(Country().write(home / "in"), home / "out")
    return contents(home / "out")


def test_the_same_input_gives_the_same_bytes(plain: dict[str, bytes], tmp_path: Path) -> None:
    gis.run(Country().write(tmp_path / "in"), tmp_path / "out")
    # The layers are written anew, and a GeoPackage carries the time of its writing: what is the
    # same in both is their content, so it is the record that may differ, in digests of inputs.
    for name in (*TABLES, "layers.gpkg", "map.html"):
        assert contents(tmp_path / "out")[name] == plain[name], name


def test_rows_in_another_order_give_the_same_tables(
    plain: dict[str, bytes], tmp_path: Path
) -> None:
    gis.run(Country().reordered().write(tmp_path / "in"), tmp_path / "out")
    for name in TABLES:
        assert contents(tmp_path / "out")[name] == plain[name], name


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hostile")
    country = Country()
    plots = {(PATH if k == "S03" else k): shape for k, shape in country.plots.items()}
    drawn = replace(country, names={"00001": MKDIR, "00002": FORMULA}, plots=plots)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        gis.run(drawn.write(home / "in"), home / "out")
    return home


def test_a_hostile_name_does_nothing(hostile: Path) -> None:
    assert {p.name for p in hostile.iterdir()} == {"in", "out"}
    assert gis.verify_outputs(hostile / "out") == []


@pytest.mark.parametrize("name", ["flags.geojson", "zones.geojson"])
def test_geojson_holds_the_name_as_it_is(hostile: Path, name: str) -> None:
    features = json.loads((hostile / "out" / name).read_text("utf-8"))["features"]
    assert {MKDIR, FORMULA} <= {f["properties"]["commune"] for f in features}


def test_the_geopackage_holds_the_name_as_it_is(hostile: Path) -> None:
    path = hostile / "out" / "layers.gpkg"
    names, ids = set(), set()
    for table, _ in pyogrio.list_layers(path):
        frame = pyogrio.read_dataframe(path, layer=table, read_geometry=False)
        for column in frame.columns.intersection(["name", "commune"]):
            names |= set(frame[column].dropna())
        if "plot_id" in frame:
            ids |= set(frame["plot_id"].dropna())
    assert {MKDIR, FORMULA} <= names
    assert PATH in ids


def test_no_cell_of_the_table_is_a_formula(hostile: Path) -> None:
    text = (hostile / "out" / "ledger.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row]
    assert MKDIR in cells
    assert any(FORMULA in cell for cell in cells)
    numbers = [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert all(cell == "-" or _is_number(cell) for cell in numbers), numbers


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_the_page_holds_the_name_only_as_data(hostile: Path) -> None:
    page = (hostile / "out" / "map.html").read_text("utf-8")
    assert "cycler.__init__" in page  # shown, not run and not lost
    for markup in ("<script>alert", "<img src=x", "</script><script"):
        assert markup not in page


def test_the_record_is_whole(hostile: Path) -> None:
    record = json.loads((hostile / "out" / "run.json").read_text("utf-8"))
    assert record["program"] == "nuong"
    assert set(record["outputs"]) == {p.name for p in (hostile / "out").iterdir()} - {"run.json"}
