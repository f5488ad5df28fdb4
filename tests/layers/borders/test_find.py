"""Border faults by pencil: squares of 1 km (100 ha) that should meet, and do not."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.layers.borders.find import border_faults
from gis.layers.borders.model import BorderFault
from tests.land import NORTH, VN2000, WEST, square

LETTERS = "ABCDEFGH"


def found(
    *shapes: BaseGeometry, crs: str = VN2000, sliver_width_m: float = 100.0
) -> Sequence[BorderFault]:
    columns = {
        "code": [f"0000{n}" for n in range(len(shapes))],
        "name": list(LETTERS[: len(shapes)]),
    }
    communes = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=VN2000).to_crs(crs)
    return border_faults(communes, CRS(VN2000), sliver_width_m)


def at(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    """A box by metres east and south of the origin."""
    return box(WEST + x0, NORTH - y1, WEST + x1, NORTH - y0)


def test_squares_that_meet_have_no_fault() -> None:
    assert found(square(0, 0, 1000), square(1000, 0, 1000)) == ()


def test_a_sliver_overlap_says_hectares_width_names_and_place() -> None:
    # 10 m × 1 000 m = 1 ha; 2 · 10 000 m² / 2 020 m = 9.90 m
    (one,) = found(square(0, 0, 1000), square(990, 0, 1000))
    assert (one.kind, one.sliver, one.names, one.codes) == (
        "overlap", True, ("A", "B"), ("00000", "00001"),
    )  # fmt: skip
    assert one.area_ha == pytest.approx(1.0)
    assert one.width_m == pytest.approx(20_000 / 2_020)
    inside = gpd.GeoSeries([square(990, 0, 1000)], crs=VN2000).to_crs(4326)
    assert inside.total_bounds[0] < one.lon < inside.total_bounds[0] + 0.0002


def test_a_compact_overlap_is_no_sliver_however_narrow() -> None:
    # 80 m × 80 m: 40 m by the measure, under the 100 m set, but as long as wide
    (one,) = found(square(0, 0, 1000), at(920, 920, 1500, 1500))
    assert one.width_m == pytest.approx(40.0)
    assert not one.sliver
    assert one.area_ha == pytest.approx(0.64)


@pytest.mark.parametrize(("setting", "sliver"), [(66.0, False), (67.0, True)])
def test_the_setting_divides_slivers_from_land(setting: float, sliver: bool) -> None:
    # 71 m × 1 000 m: 142 000 m² / 2 142 m = 66.29 m
    (one,) = found(square(0, 0, 1000), square(929, 0, 1000), sliver_width_m=setting)
    assert one.sliver is sliver


def test_a_gap_is_named_by_the_communes_around_it() -> None:
    # a ring of four around a hole of 1 000 m × 10 m = 1 ha
    (one,) = found(
        at(0, 0, 1200, 100), at(0, 110, 1200, 200), at(0, 100, 100, 110), at(1100, 100, 1200, 110)
    )
    assert (one.kind, one.sliver, one.names) == ("gap", True, ("A", "B", "C", "D"))
    assert one.area_ha == pytest.approx(1.0)


def test_a_lake_left_out_of_one_commune_is_a_gap_in_it() -> None:
    # 300 m × 300 m = 9 ha; 150 m by the measure
    (one,) = found(square(0, 0, 1000).difference(square(300, 300, 300)))
    assert (one.kind, one.sliver, one.names) == ("gap", False, ("A",))
    assert one.area_ha == pytest.approx(9.0)


def test_pieces_apart_from_their_commune_and_outside_all_land() -> None:
    # A's second piece touches B, 1 000 m from A; its third is 3 000 m beyond B
    a = MultiPolygon([square(0, 0, 1000), square(2000, 0, 100), at(5000, 0, 5200, 200)])
    apart, outside = found(a, square(1000, 0, 1000))
    assert (apart.kind, apart.names, apart.away_m) == ("apart", ("A",), 1000.0)
    assert apart.area_ha == pytest.approx(1.0)
    assert (outside.kind, outside.names) == ("outside", ("A",))
    # from the end of the second piece, at 2 100 m
    assert outside.away_m == pytest.approx(2900.0)
    assert outside.area_ha == pytest.approx(4.0)


def test_a_ring_that_crosses_itself_is_listed_with_what_a_repair_would_leave() -> None:
    # a bow tie of two triangles of 1 000 m × 500 m / 2 = 25 ha each; as drawn they cancel
    corners = [(0, 0), (1000, 1000), (1000, 0), (0, 1000)]
    bow = Polygon([(WEST + x, NORTH - y) for x, y in corners])
    (one,) = found(bow)
    assert (one.kind, one.reason) == ("ring", "Self-intersection")
    assert one.area_ha == pytest.approx(0.0, abs=1e-6)
    assert one.repaired_ha == pytest.approx(50.0)
    middle = gpd.GeoSeries([square(500, 500, 0.001).centroid], crs=VN2000).to_crs(4326)[0]
    assert (one.lon, one.lat) == pytest.approx((middle.x, middle.y), abs=1e-5)


def test_a_square_metre_is_rounding() -> None:
    # 1 mm × 1 000 m = 1 m²; 2 mm is listed
    assert found(square(0, 0, 1000), at(999.999, 0, 2000, 1000)) == ()
    assert len(found(square(0, 0, 1000), at(999.998, 0, 2000, 1000))) == 1


def test_degrees_and_kinds_and_ranks() -> None:
    """Largest first within a kind, overlaps before gaps, whatever the CRS of the file."""
    told = found(square(0, 0, 1000), square(990, 0, 1000), square(1970, 0, 1000), crs="EPSG:4326")
    assert [(f.names, round(f.area_ha, 3)) for f in told] == [(("B", "C"), 2.0), (("A", "B"), 1.0)]
