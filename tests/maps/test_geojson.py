"""GeoJSON for the web: RFC 7946, hectares of the project CRS, no names of people."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon, box

from gis.maps.geojson import FLAG_PROPERTIES, ZONE_PROPERTIES, flags_geojson, zones_geojson
from gis.maps.lonlat import to_lonlat
from tests import land
from tests.maps.results import COMMUNES, little_results

HOSTILE = "{{ 7*7 }}</script> ${x} =1+1 ../../etc \u202e\x01\u2028'\""


def test_zones_are_all_there_with_the_hectares_of_the_project_crs() -> None:
    zones = json.loads("".join(zones_geojson(little_results(), "vi")))["features"]
    # 120 m squared + 240 m squared + 150 m squared = 1.44 + 5.76 + 2.25 = 9.45 ha
    assert sum(z["properties"]["area_ha"] for z in zones) == pytest.approx(9.45, abs=1e-9)
    assert [z["id"] for z in zones] == [z["properties"]["zone_id"] for z in zones]
    assert all(tuple(z["properties"]) == ZONE_PROPERTIES for z in zones)


def test_flags_are_only_the_plots_to_review() -> None:
    (only,) = json.loads("".join(flags_geojson(little_results(), "vi")))["features"]
    assert only["properties"]["plot_id"] == "P1"
    assert only["properties"]["flagged_ha"] == 0.8  # 80 % of 1 ha
    assert tuple(only["properties"]) == FLAG_PROPERTIES


def test_names_of_people_stay_in_the_office() -> None:
    results = little_results(owner="Giàng A Páo")
    text = "".join([*flags_geojson(results, "vi"), *zones_geojson(results, "vi")])
    assert "Páo" not in text
    assert "Ban quản lý" not in text
    assert "owner" not in text


def test_unknown_is_null_and_never_a_number() -> None:
    zones = json.loads("".join(zones_geojson(little_results(), "vi")))["features"]
    assert zones[2]["properties"]["canopy_mean_share"] is None
    assert zones[2]["properties"]["forest_state"] is None
    assert "NaN" not in "".join(zones_geojson(little_results(), "vi"))


def test_form_follows_rfc_7946() -> None:
    text = "".join(zones_geojson(little_results(), "en"))
    zones = json.loads(text)
    assert "crs" not in zones
    assert not re.search(r"\[\d+\.\d{8,}|,\d+\.\d{8,}\]", text)
    for zone in zones["features"]:
        (ring,) = zone["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        # Shoelace by hand: twice the signed area is positive for counter-clockwise rings.
        assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_a_zone_lies_where_epsg_says() -> None:
    zones = json.loads("".join(zones_geojson(little_results(), "vi")))["features"]
    (ring,) = zones[0]["geometry"]["coordinates"]
    # north-west corner of u-1: 300 m east, 60 m south of the origin
    lon, lat = Transformer.from_crs(land.VN2000, 4326, always_xy=True).transform(
        land.WEST + 300, land.NORTH - 60
    )
    nearest = min(ring, key=lambda p: abs(p[0] - lon) + abs(p[1] - lat))
    assert nearest == pytest.approx([lon, lat], abs=0.6e-7)


def test_one_feature_per_line_and_the_same_text_twice() -> None:
    text = "".join(zones_geojson(little_results(), "vi"))
    assert len(text.splitlines()) == 3 + 2
    assert text == "".join(zones_geojson(little_results(), "vi"))


def test_the_file_says_that_it_is_illustrative() -> None:
    said = json.loads("".join(zones_geojson(little_results(), "vi")))["nuong"]
    assert said["illustrative"].startswith("DỮ LIỆU MINH HOẠ")
    assert said["hectares_crs"] == "EPSG:9205"
    real = json.loads("".join(zones_geojson(little_results(illustrative=False), "vi")))["nuong"]
    assert real["illustrative"] is None


def test_hostile_texts_come_back_unchanged() -> None:
    communes = (("03199", HOSTILE), *COMMUNES[1:])
    results = little_results(communes=communes, plot_id=HOSTILE, title=HOSTILE)
    flags = json.loads("".join(flags_geojson(results, "vi")))
    assert flags["features"][0]["properties"]["plot_id"] == HOSTILE
    assert flags["features"][0]["properties"]["commune"] == HOSTILE
    assert flags["nuong"]["title"] == HOSTILE


WEST, NORTH = land.WEST, land.NORTH
NECK = Polygon([  # two triangles 1 mm above the base: plain rounding makes the ring touch itself
    (WEST, NORTH), (WEST + 10, NORTH), (WEST + 10, NORTH + 10), (WEST + 5.001, NORTH + 0.0004),
    (WEST + 5, NORTH + 10), (WEST, NORTH + 10),
])  # fmt: skip


def _lonlat(*shapes: object) -> np.ndarray:
    return to_lonlat(gpd.GeoSeries(list(shapes), crs=land.VN2000))


def test_a_shape_that_rounding_breaks_is_snapped_and_stays_valid() -> None:
    exact = gpd.GeoSeries([NECK], crs=land.VN2000).to_crs(4326).to_numpy()
    plain = shapely.transform(exact, lambda xy: np.round(xy, 7))
    assert not shapely.is_valid(plain)[0]
    (snapped,) = _lonlat(NECK)
    assert snapped.is_valid
    assert snapped.area == pytest.approx(exact[0].area, rel=0.01)
    assert (np.round(shapely.get_coordinates(snapped), 7) == shapely.get_coordinates(snapped)).all()


def test_a_thread_thinner_than_a_decimal_has_no_shape_but_keeps_its_place() -> None:
    thread = box(WEST, NORTH, WEST + 0.001, NORTH + 0.001)  # 1 mm; 1e-7° is about 11 mm
    square = box(WEST, NORTH, WEST + 10, NORTH + 10)
    shapes = _lonlat(thread, square, Polygon(), MultiPolygon([square, thread]))
    assert [s is None for s in shapes] == [True, False, True, False]
    assert shapes[3].geom_type == "Polygon"


def test_holes_run_clockwise() -> None:
    ring = box(WEST, NORTH, WEST + 100, NORTH + 100) - box(
        WEST + 40, NORTH + 40, WEST + 60, NORTH + 60
    )
    (shape,) = _lonlat(ring)
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw


def test_no_rows_give_an_empty_collection() -> None:
    assert to_lonlat(gpd.GeoSeries([], crs=land.VN2000)).size == 0
