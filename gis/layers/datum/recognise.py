"""What a CRS really is: VN-2000 with its datum, one of its look-alikes, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pyproj import CRS, Geod, Transformer

from gis.reference.vn2000 import FALSE_EASTING_M, GEOGRAPHIC, meridians, shift, zone_at

# "lost": a zone of Viet Nam over WGS 84 or a nameless datum (222 m off as written).
# "rotation_sign": the seven parameters with the rotations of the decree put into a
# position-vector text (0.8 m off). "parameters": other parameters than the official ones.
Datum = Literal["vn2000", "wgs84", "lost", "rotation_sign", "parameters", "other"]

# Where the error of a wrong shift is measured: the middle of the north, it changes little.
_PLACE = (103.5, 22.0)
# Translations this near the official ones (metres) mean VN-2000, whatever the other parameters.
_NEAR_M = 5.0
# "MIF 9999," ellipsoid, seven parameters, meridian; or "using towgs84=" and seven parameters.
_SEVEN = r"(?P<values>(-?[0-9.]+(e-?[0-9]+)?,){6}-?[0-9.]+(e-?[0-9]+)?)"
_NAMED = re.compile(rf"((?P<mapinfo>MIF 9999,[0-9]+,)|towgs84=){_SEVEN}")
# Parameters as files round them.
_TOLERANCE = (1e-3, 1e-3, 1e-3, 1e-6, 1e-6, 1e-6, 1e-6)


@dataclass(frozen=True)
class Plane:
    """A transverse Mercator plane: degrees, unitless, metres."""

    meridian_deg: float
    scale: float
    easting_m: float
    northing_m: float

    @property
    def is_vietnamese(self) -> bool:
        """Whether maps of Viet Nam are drawn in it."""
        falls = (self.easting_m, self.northing_m) == (FALSE_EASTING_M, 0.0)
        return self.meridian_deg in meridians() and self.scale in (0.9999, 0.9996) and falls

    @property
    def is_utm(self) -> bool:
        """Whether it is a plane of the world-wide UTM too."""
        return self.scale == 0.9996 and (self.meridian_deg + 3.0) % 6.0 == 0.0


def plane_of(crs: CRS) -> Plane | None:
    """The transverse Mercator plane of a CRS; ``None`` for any other projection or none."""
    flat = crs.source_crs if crs.is_bound else crs
    operation = flat.coordinate_operation if flat is not None else None
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    value = {p.name: float(p.value) for p in operation.params}
    return Plane(
        round(value.get("Longitude of natural origin", float("nan")), 6),
        round(value.get("Scale factor at natural origin", float("nan")), 6),
        round(value.get("False easting", 0.0), 3),
        round(value.get("False northing", 0.0), 3),
    )


def datum_of(crs: CRS) -> Datum:
    """What a horizontal CRS says of its datum, judged by name, parameters and plane."""
    own = parameters_of(crs)
    if own is not None and any(own):
        return _datum_by_parameters(own)
    name = "WGS 84" if own is not None else crs.datum.name if crs.datum else "unknown"
    if any(word in name.lower() for word in ("vietnam", "vn-2000", "vn_2000")):
        return "vn2000"
    world = "1984" in name or "WGS" in name
    if not world and "unknown" not in name.lower():
        return "other"
    return _datum_by_plane(plane_of(crs), world=world)


def _datum_by_plane(plane: Plane | None, *, world: bool) -> Datum:
    if plane is None or not plane.is_vietnamese or (plane.is_utm and world):
        return "wgs84" if world else "other"
    return "lost"


def parameters_of(crs: CRS) -> tuple[float, ...] | None:
    """The seven parameters to WGS 84 a CRS carries, position vector; ``None`` when it has none."""
    if not crs.is_bound or crs.coordinate_operation is None:
        return None
    written = _written_in_name(crs)
    if written is not None:
        return written
    values = [float(p.value) for p in crs.coordinate_operation.params]
    if len(values) != 7:
        return tuple(values + [0.0] * (7 - len(values))) if len(values) == 3 else None
    if abs(values[6] - 1.0) < 1e-3:  # a factor near one instead of parts per million
        values[6] = (values[6] - 1.0) * 1e6
    if "Coordinate Frame" in (crs.coordinate_operation.method_name or ""):
        values[3:6] = [-r for r in values[3:6]]
    return tuple(values)


def _written_in_name(crs: CRS) -> tuple[float, ...] | None:
    """The parameters a file wrote, where its reader keeps them in the datum's name.

    GDAL puts the numbers of a MapInfo datum or a PROJ text there, and may mend those beside it
    without a word: what the file says is what is judged.
    """
    name = crs.source_crs.datum.name if crs.source_crs and crs.source_crs.datum else ""
    found = _NAMED.search(name)
    if found is None:
        return None
    values = [float(v) for v in found["values"].split(",")]
    if found["mapinfo"]:  # rotations of the coordinate frame
        values[3:6] = [-r for r in values[3:6]]
    return tuple(values)


def official(crs: CRS) -> CRS:
    """A CRS that spells VN-2000 out in seven right parameters as its EPSG code, where it has one;
    any other unchanged. The places are the same.
    """
    if datum_of(crs) != "vn2000" or not crs.is_bound:
        return crs
    plane = plane_of(crs)
    if plane is None:
        geographic = crs.source_crs is not None and crs.source_crs.is_geographic
        return CRS.from_epsg(GEOGRAPHIC) if geographic else crs
    zone = zone_at(plane.meridian_deg, plane.scale) if plane.is_vietnamese else None
    return crs if zone is None else CRS.from_epsg(zone.epsg)


def likely_zone(crs: CRS) -> CRS | None:
    """The VN-2000 zone on the plane of a CRS, if EPSG has it."""
    plane = plane_of(crs)
    if plane is None or not plane.is_vietnamese:
        return None
    zone = zone_at(plane.meridian_deg, plane.scale)
    return None if zone is None else CRS.from_epsg(zone.epsg)


def parameters_off_m(crs: CRS) -> float:
    """How far the parameters a CRS carries lead from the official place, metres on the ground."""
    own = parameters_of(crs)
    if own is None:
        return float("nan")
    there = [_in_wgs84(p) for p in (own, shift().position_vector())]
    return Geod(ellps="WGS84").inv(*there[0], *there[1])[2]


def _in_wgs84(parameters: tuple[float, ...]) -> tuple[float, float]:
    """Longitude and latitude at which a place of VN-2000 comes to lie."""
    x, y, z, rx, ry, rz, s = parameters
    step = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart"
        f" +ellps=WGS84 +step +proj=helmert +x={x} +y={y} +z={z} +rx={rx} +ry={ry} +rz={rz}"
        f" +s={s} +convention=position_vector +step +inv +proj=cart +ellps=WGS84"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lon, lat, _height = step.transform(*_PLACE, 0.0)
    return lon, lat


def _datum_by_parameters(own: tuple[float, ...]) -> Datum:
    if _same(own, shift().position_vector()):
        return "vn2000"
    if _same(own, shift().parameters()):
        return "rotation_sign"
    apart = np.abs(np.array(own[:3]) - shift().parameters()[:3]).max()
    return "parameters" if apart < _NEAR_M else "other"


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) <= t for a, b, t in zip(one, other, _TOLERANCE, strict=True))
