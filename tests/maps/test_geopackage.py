"""The office's GeoPackage: every plot and table, hectares as measured, the same bytes twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest

from gis.maps.geopackage import LISTS, SHAPES, write_geopackage
from tests.maps.results import COMMUNES, little_results

HOSTILE = "{{ 7*7 }}'; DROP TABLE plots; -- ../../x \x01\t\n=1+1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("Văn phòng xã") / "layers.gpkg"
    write_geopackage(little_results(), path, "vi")
    return path


def ask(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(query).fetchall()


def test_every_table_is_there_with_its_declared_columns(office: Path) -> None:
    tables = {name: tuple(pyogrio.read_info(office, layer=name)["fields"]) for name in SHAPES}
    assert tables == SHAPES
    assert {n: tuple(pyogrio.read_info(office, layer=n)["fields"]) for n in LISTS} == LISTS


@pytest.mark.parametrize(
    ("table", "rows", "hectares"),
    [
        ("communes", 3, 108.0),  # three squares of 600 m: 3 × 36 ha
        ("plots", 8, 8 - 1.0),  # P2 is two pieces of half a hectare, all others are 1 ha
        ("judged", 6, 5.0),  # five cassava plots of 1 ha, P2 in two rows
        ("zones", 3, 9.45),  # 1.44 + 5.76 + 2.25
        ("overlaps", 1, 0.5),
    ],
)
def test_rows_and_hectares(office: Path, table: str, rows: int, hectares: float) -> None:
    ((count, total),) = ask(office, f"SELECT count(*), sum(area_ha) FROM {table}")  # noqa: S608
    assert count == rows
    assert total == pytest.approx(hectares, abs=1e-9)


def test_judged_holds_every_verdict_and_the_office_file_holds_owners(office: Path) -> None:
    verdicts = ask(office, "SELECT DISTINCT verdict FROM judged ORDER BY 1")
    assert verdicts == [("clear",), ("insufficient_data",), ("review",)]
    assert ask(office, "SELECT DISTINCT owner FROM judged") == [("Giàng A Páo",)]


def test_shapes_lie_in_the_project_crs_as_drawn(office: Path) -> None:
    zones = pyogrio.read_dataframe(office, layer="zones")
    assert zones.crs.to_authority() == ("EPSG", "9205")
    assert zones.area.tolist() == pytest.approx([14_400.0, 57_600.0, 22_500.0], abs=1e-6)


def test_unknown_is_null(office: Path) -> None:
    query = "SELECT slope_mean_deg FROM judged WHERE verdict = 'insufficient_data'"
    assert ask(office, query) == [(None,)]
    assert ask(office, "SELECT held FROM ledger_targets WHERE basis = 'reported'") == [(None,)]


def test_years_and_answers_keep_their_type(office: Path) -> None:
    query = "SELECT planted_year, gi, typeof(planted_year) FROM plots WHERE plot_id = 'G1'"
    assert ask(office, query) == [(2021, 1, "integer")]
    assert ask(office, "SELECT gi FROM plots WHERE plot_id = 'P3'") == [(None,)]


def test_the_notice_stands_on_every_table(office: Path) -> None:
    described = ask(office, "SELECT description FROM gpkg_contents")
    assert len(described) == len(SHAPES) + len(LISTS)
    assert all(text.startswith("DỮ LIỆU MINH HOẠ") for (text,) in described)


def test_same_results_same_bytes_and_gdal_is_left_as_it_was(office: Path, tmp_path: Path) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2001-01-01T00:00:00.000Z"})
    try:
        write_geopackage(little_results(), tmp_path / "again.gpkg", "vi")
        assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == "2001-01-01T00:00:00.000Z"
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    assert (tmp_path / "again.gpkg").read_bytes() == office.read_bytes()
    # Data of 30 June 2025, so that is the date GDAL writes.
    assert ask(office, "SELECT DISTINCT substr(last_change, 1, 10) FROM gpkg_contents") == [
        ("2025-06-30",)
    ]


def test_hostile_texts_come_back_unchanged(tmp_path: Path) -> None:
    communes = (("03199", HOSTILE), *COMMUNES[1:])
    results = little_results(communes=communes, plot_id=HOSTILE, owner=HOSTILE, title=HOSTILE)
    write_geopackage(results, tmp_path / "x.gpkg", "vi")
    assert ask(tmp_path / "x.gpkg", "SELECT commune FROM communes")[0] == (HOSTILE,)
    query = "SELECT plot_id, owner FROM judged WHERE verdict = 'review'"
    assert ask(tmp_path / "x.gpkg", query) == [(HOSTILE, HOSTILE)]


def test_a_place_gdal_cannot_write_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="layers"):
        write_geopackage(little_results(), tmp_path / "nowhere" / "layers.gpkg", "vi")


def test_writing_leaves_the_results_alone(tmp_path: Path) -> None:
    results = little_results()
    before = results.plots.pieces.frame.copy()
    write_geopackage(results, tmp_path / "x.gpkg", "en")
    assert results.plots.pieces.frame.equals(before)
