"""Which CRS a layer is in: what its file carries, what the project states, where they disagree."""

from __future__ import annotations

from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.layers.findings import Findings
from gis.layers.source import crs_text

# Central meridian → EPSG code of the VN-2000 / TM-3 zone (k 0.9999, false easting 500 km); the
# meridians of the provinces as EPSG records them.
TM3_ZONES = {
    102.0: 5896,
    103.0: 9205,
    104.0: 9206,
    104.5: 9207,
    104.75: 9208,
    105.0: 5897,
    105.5: 9209,
    105.75: 9210,
    106.0: 9211,
    106.25: 9212,
    106.5: 9213,
    107.0: 9214,
    107.25: 9215,
    107.5: 9216,
    107.75: 5899,
    108.0: 5898,
    108.25: 9217,
    108.5: 9218,
}
# On these meridians k 0.9996 over WGS 84 is plain UTM (zones 48 and 49), not a look-alike.
_UTM_MERIDIANS = (105.0, 111.0)


def parse_crs(text: str, found: Findings) -> CRS | None:
    """A CRS as the project file writes it (``EPSG:9205``, or WKT)."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        found.error("crs_unknown", crs=text)
        return None


def choose_crs(stated: str | None, own: CRS | None, found: Findings) -> CRS | None:
    """The CRS of a layer.

    The file's own CRS stands; the project may state one only for a file without any, or the same
    again. One exception, because such files circulate: a transverse Mercator zone of Viet Nam
    written over the datum WGS 84 or an unknown one is taken to be VN-2000 *when the project
    states so* (read as written it lies 222 m off), and the findings keep a warning.

    Args:
        stated: ``crs`` of the layer in the project file.
        own: what the file carries; ``None`` for nothing.
        found: takes a missing, unknown or contradicted CRS.

    Returns:
        The horizontal CRS, or ``None`` when the findings say why there is none.
    """
    said = None if stated is None else parse_crs(stated, found)
    if stated is not None and said is None:
        return None
    if own is None:
        if said is None:
            found.error("crs_missing")
        return said and horizontal(said)
    own = horizontal(own)
    if said is not None:
        return _stated_beside_own(horizontal(said), own, found)
    if looks_like_vn2000(own):
        found.error("crs_lookalike", crs=own.name, likely=_likely_zone(own))
        return None
    return own


def _stated_beside_own(said: CRS, own: CRS, found: Findings) -> CRS | None:
    if same_crs(said, own):
        return own
    if looks_like_vn2000(own) and _projection(said) == _projection(own):
        found.warning("crs_stated_wins", stated=crs_text(said), own=own.name)
        return said
    found.error("crs_differs", stated=crs_text(said), own=crs_text(own))
    return None


def horizontal(crs: CRS) -> CRS:
    """The horizontal part of a CRS that also carries a vertical one."""
    return crs.sub_crs_list[0] if crs.is_compound else crs


def same_crs(one: CRS, other: CRS) -> bool:
    """Whether two CRS mean the same places, whatever text they were written in."""
    if one.equals(other, ignore_axis_order=True):
        return True
    code = one.to_epsg()
    return code is not None and code == other.to_epsg()


def looks_like_vn2000(crs: CRS) -> bool:
    """Whether a CRS is a zone of Viet Nam whose datum was lost: WGS 84 or one PROJ cannot name."""
    if crs.is_bound or crs.to_epsg() is not None or not _datum_is_lost(crs):
        return False
    projection = _projection(crs)
    if projection is None:
        return False
    meridian, scale, easting = projection
    if scale == 0.9996 and meridian in _UTM_MERIDIANS:
        return False
    return meridian in TM3_ZONES and scale in (0.9999, 0.9996) and easting == 500_000.0


def _datum_is_lost(crs: CRS) -> bool:
    name = crs.datum.name if crs.datum else "unknown"
    return "1984" in name or "WGS" in name or "unknown" in name.lower()


def _projection(crs: CRS) -> tuple[float, float, float] | None:
    """Central meridian (degrees), scale factor and false easting of a transverse Mercator CRS."""
    operation = crs.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    value = {p.name: float(p.value) for p in operation.params}
    meridian = value.get("Longitude of natural origin", float("nan"))
    scale = value.get("Scale factor at natural origin", float("nan"))
    return round(meridian, 6), round(scale, 6), round(value.get("False easting", 0.0), 3)


def _likely_zone(crs: CRS) -> str:
    projection = _projection(crs)
    if projection is None or projection[1] != 0.9999:
        return "?"
    return f"EPSG:{TM3_ZONES[projection[0]]}"
