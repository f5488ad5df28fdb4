"""The zone table against PROJ's EPSG registry."""

from __future__ import annotations

import pytest
from pyproj import CRS
from pyproj.transformer import TransformerGroup

from gis.layers.datum.recognise import plane_of
from gis.reference.vn2000 import Zone, shift, zone_at, zones


@pytest.mark.parametrize("zone", zones(), ids=lambda z: str(z.epsg))
def test_a_zone_is_what_epsg_says(zone: Zone) -> None:
    crs = CRS.from_epsg(zone.epsg)
    plane = plane_of(crs)
    assert plane is not None
    assert (plane.meridian_deg, plane.scale) == (zone.meridian_deg, zone.scale)
    assert (plane.easting_m, plane.northing_m) == (500_000.0, 0.0)
    assert crs.name.replace("zone ", "") == f"VN-2000 / {zone.name}"
    assert zone_at(zone.meridian_deg, zone.scale) == zone


def test_every_code_and_every_province_once() -> None:
    codes = {3405, 3406, *range(5896, 5900), *range(9205, 9219)}
    assert {z.epsg for z in zones()} == codes
    provinces = [p for z in zones() for p in z.provinces]
    assert len(provinces) == len(set(provinces)) == 63
    assert {"Lai Châu": 9205, "Lạng Sơn": 9215}.items() <= {
        p: z.epsg for z in zones() for p in z.provinces
    }.items()


def test_the_shift_is_that_of_the_decree() -> None:
    """PROJ's default operation has the same seven numbers, turning the coordinate frame."""
    definition = TransformerGroup(4756, 4326).transformers[0].definition
    s = shift()
    words = (f"x={s.x_m}", f"y={s.y_m}", f"z={s.z_m}", f"rx={s.rx_sec}", f"ry={s.ry_sec}",
             f"rz={s.rz_sec}", f"s={s.scale_ppm}", "convention=coordinate_frame")  # fmt: skip
    assert all(w in definition for w in words), definition
