"""Which CRS a layer is in: what its file carries, what the project states, where they disagree."""

from __future__ import annotations

from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.layers.datum.likely import Bounds, zone_words, zones_that_fit
from gis.layers.datum.recognise import (
    datum_of,
    likely_zone,
    official,
    parameters_off_m,
    plane_of,
)
from gis.layers.findings import Findings
from gis.layers.source import crs_text
from gis.project.layers_model import DatumRepair

# Repairs of a datum or a plane: the CRS the project states takes the place of the file's.
_OF_CRS = ("datum", "meridian", "scale_factor", "units")
_TWISTED = ("lost", "rotation_sign", "parameters")


def parse_crs(text: str, found: Findings) -> CRS | None:
    """A CRS as the project file writes it (``EPSG:9205``, or WKT)."""
    try:
        return CRS.from_user_input(text)
    except CRSError:
        found.error("crs_unknown", crs=text)
        return None


def choose_crs(
    stated: str | None,
    own: CRS | None,
    found: Findings,
    *,
    repair: DatumRepair | None = None,
    bounds: Bounds | None = None,
    project_crs: CRS | None = None,
) -> CRS | None:
    """The CRS of a layer.

    The file's own CRS stands; the project may state one for a file without any, or the same
    again, or VN-2000 beside a file that carries VN-2000's plane without its datum or with wrong
    parameters (a doubt the file cannot settle). Any other contradiction needs ``datum_repair``,
    which must name what is wrong; the findings keep a warning of every repair.

    Args:
        stated: ``crs`` of the layer in the project file.
        own: what the file carries; ``None`` for nothing.
        found: takes a missing, unknown, doubtful or contradicted CRS.
        repair: ``datum_repair`` of the layer.
        bounds: of the coordinates as written; a message about a missing CRS names the zones they
            fit.
        project_crs: narrows those zones.

    Returns:
        The horizontal CRS, or ``None`` when the findings say why there is none.
    """
    said = None if stated is None else parse_crs(stated, found)
    if stated is not None and said is None:
        return None
    said = said and official(horizontal(said))
    if said is not None and not sound_datum(said, found):
        return None
    if own is None:
        if said is None:
            fitting = () if bounds is None else zones_that_fit(bounds, project_crs)
            found.error("crs_missing", likely=zone_words(fitting))
        elif repair in _OF_CRS:
            found.error("repair_needless", repair=repair)
            return None
        return said
    own = official(horizontal(own))
    if repair in _OF_CRS:
        return _repaired(said, own, repair, found)
    if said is not None:
        return _stated_beside_own(said, own, found)
    return own if sound_datum(own, found, accepted=repair == "as_written") else None


def sound_datum(crs: CRS, found: Findings, *, accepted: bool = False) -> bool:
    """Note a CRS that is VN-2000 without its datum or with a wrong shift to WGS 84.

    Args:
        crs: horizontal.
        found: takes the fault: an error, or a warning when it was accepted as written.
        accepted: the project says ``datum_repair = "as_written"``.

    Returns:
        True when the CRS may be used.
    """
    datum = datum_of(crs)
    if datum not in _TWISTED:
        return True
    zone = likely_zone(crs)
    values = {"crs": crs.name, "likely": "?" if zone is None else crs_text(zone)}
    note = found.warning if accepted else found.error
    if datum == "lost":
        note("crs_lookalike", **values)
    elif datum == "rotation_sign":
        note("crs_rotation_sign", metres=round(parameters_off_m(crs), 2), **values)
    else:
        note("crs_parameters", metres=round(parameters_off_m(crs), 2), **values)
    return accepted


def difference(own: CRS, said: CRS) -> DatumRepair | None:
    """What ``datum_repair`` calls the difference between two CRS; ``None`` for the same places."""
    if same_crs(own, said):
        return None
    if own.is_geographic != said.is_geographic:
        return "units"
    here, there = plane_of(own), plane_of(said)
    if here == there:
        return "datum"
    if here is None or there is None or here.meridian_deg != there.meridian_deg:
        return "meridian"
    return "scale_factor"


def _repaired(said: CRS | None, own: CRS, repair: DatumRepair, found: Findings) -> CRS | None:
    if said is None:
        found.error("repair_needs_crs", repair=repair)
        return None
    kind = difference(own, said)
    if kind is None:
        found.error("repair_needless", repair=repair)
    elif kind != repair:
        values = {"own": crs_text(own), "stated": crs_text(said)}
        found.error("repair_other", repair=repair, kind=kind, **values)
    else:
        found.repaired(repair, f"{own.name} -> {crs_text(said)}")
        found.warning("crs_repaired", repair=repair, own=own.name, stated=crs_text(said))
        return said
    return None


def _stated_beside_own(said: CRS, own: CRS, found: Findings) -> CRS | None:
    if same_crs(said, own):
        return own
    twisted = datum_of(own) in _TWISTED and plane_of(own) == plane_of(said)
    if twisted and datum_of(said) == "vn2000":
        found.repaired("datum", f"{own.name} -> {crs_text(said)}")
        found.warning("crs_stated_wins", stated=crs_text(said), own=own.name)
        return said
    kind = difference(own, said) or "datum"
    found.error("crs_differs", stated=crs_text(said), own=crs_text(own), kind=kind)
    return None


def horizontal(crs: CRS) -> CRS:
    """The horizontal part of a CRS that also carries a vertical one."""
    return crs.sub_crs_list[0] if crs.is_compound else crs


def same_crs(one: CRS, other: CRS) -> bool:
    """Whether two CRS mean the same places, whatever text they were written in."""
    # PROJ takes a nameless datum to equal any, and finds a code by likeness.
    if datum_of(one) != datum_of(other):
        return False
    if one.equals(other, ignore_axis_order=True):
        return True
    code = one.to_epsg()
    if code is not None or other.to_epsg() is not None:
        return code == other.to_epsg()
    plane = plane_of(one)
    return datum_of(one) == "vn2000" and plane is not None and plane == plane_of(other)
