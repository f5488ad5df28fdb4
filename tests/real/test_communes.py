"""The recorded sets against published outlines, which come from other sources than the tables."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.layers.commune_check import check_generation
from gis.layers.findings import Findings
from gis.reference.admin import (
    PROVINCES,
    Province,
    districts,
    find_commune,
    merged_into,
    same_commune,
    units,
)
from gis.reference.admin.tables import rows
from tests.real.conftest import Report
from tests.real.shared import real

pytestmark = pytest.mark.real_data

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize("province", ["lai_chau", "lang_son"])
def test_every_published_commune_of_2025_is_recorded(province: Province) -> None:
    published = gpd.read_file(real(f"{province}_communes_2025.gpkg"))
    recorded = {u.code: u for u in units(province, AFTER)}
    assert set(published["code"]) == set(recorded)
    for code, name, unit_type in published[["code", "name", "unit_type"]].itertuples(index=False):
        assert same_commune(name, recorded[code].name), (code, name)
        assert unit_type.casefold() == recorded[code].unit_type
    found = Findings(layer="communes")
    check_generation(published, AFTER, found)
    assert found.problems == []
    check_generation(published, BEFORE, found)
    assert [p.code for p in found.problems] == ["layers.communes_generation"]


@pytest.mark.parametrize(
    ("province", "least_found", "elsewhere"),
    [
        # The city's wards changed after these outlines of 2013; every other unit lies, for more
        # than four fifths, in the unit the crosswalk names.
        ("lai_chau", 100, {"03389"}),
        ("lang_son", 180, set()),
    ],
)
def test_old_outlines_lie_in_the_units_the_crosswalk_names(
    province: Province, least_found: int, elsewhere: set[str], report: Report
) -> None:
    old = gpd.read_file(real(f"{province}_communes_2013_census2009.gpkg")).to_crs("EPSG:32648")
    new = gpd.read_file(real(f"{province}_communes_2025.gpkg")).to_crs("EPSG:32648")
    texts = old["full_name"] + ", " + old["district"]
    matches = [find_commune(text, BEFORE, province).unit for text in texts]
    old = old.assign(geometry=old.make_valid(), old_code=[u and u.code for u in matches])
    laid = gpd.overlay(
        old.dropna(subset="old_code")[["old_code", "geometry"]],
        new[["code", "geometry"]],
        how="intersection",
        keep_geom_type=True,
    )
    laid = laid.assign(area=laid.area)
    wrong = {
        str(code)
        for code, land in laid.groupby("old_code")
        if land.loc[_named(land, str(code)), "area"].sum() < 0.8 * land["area"].sum()
    }
    report(province, outlines=len(old), found=laid["old_code"].nunique(), elsewhere=len(wrong))
    assert laid["old_code"].nunique() >= least_found
    assert wrong == elsewhere


def _named(land: gpd.GeoDataFrame, code: str) -> list[bool]:
    return land["code"].isin({m.new_code for m in merged_into(code)}).to_list()


def test_hong_phong_of_binh_gia_is_nowhere_near_dong_dang(report: Report) -> None:
    # One source puts a part of it there; see the disagreements.
    new = gpd.read_file(real("lang_son_communes_2025.gpkg")).to_crs("EPSG:32648").set_index("code")
    apart_km = new.geometry["06079"].distance(new.geometry["06184"]) / 1000
    report("Hồng Phong to Đồng Đăng", km=apart_km)
    assert apart_km > 20


def test_the_outlines_name_the_recorded_districts() -> None:
    old = gpd.read_file(real("lang_son_communes_2013_census2009.gpkg"))
    recorded = {d.label().casefold() for d in districts("lang_son", BEFORE)}
    assert {name.casefold() for name in old["district"]} == recorded


def test_every_recorded_centre_lies_in_the_outlines_that_verified_it(report: Report) -> None:
    new = pd.concat([gpd.read_file(real(f"{p}_communes_2025.gpkg")) for p in PROVINCES])
    of_2025 = new.set_index("code").geometry
    old = gpd.read_file(real("lai_chau_communes_2013_census2009.gpkg"))
    of_2013 = old.dropna(subset="gso_code_2025_03").set_index("gso_code_2025_03").geometry
    centres = rows("centres.csv")
    for row in centres:
        point = shapely.Point(float(row["centre_lon"]), float(row["centre_lat"]))
        if row["verified_by"] == "2025 outline":
            assert of_2025[row["code"]].contains(point), row
        else:
            assert row["verified_by"] == "2013 and 2025 outlines"
            (into,) = merged_into(row["code"])
            assert of_2025[into.new_code].contains(point), row
            assert of_2013[row["code"]].contains(point), row
    report("centres in their outlines", n=len(centres))
