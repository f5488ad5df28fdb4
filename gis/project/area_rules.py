"""The planning area's CRS: hectares need a projected one that does not stretch land."""

from __future__ import annotations

from collections.abc import Iterator

from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.errors import Problem, Where
from gis.project.declared import Declared

# Metre, international foot, US survey foot.
_METRES = (1.0, 0.3048, 1200 / 3937)


def area_faults(declared: Declared) -> Iterator[Problem]:
    """Faults of ``[area] crs``; whether it fits the layers is asked when they are read."""
    if not declared.left_out("area"):
        yield from crs_faults(declared.project.area.crs)


def _parsed(text: str) -> CRS | None:
    """The CRS a text names (``EPSG:9205``, WKT, a PROJ string); None when it names none.

    The old ``+init=`` form is not taken: it reads definition files by path.
    """
    if "+init" in text:
        return None
    try:
        return CRS.from_user_input(text)
    except CRSError:
        return None


def crs_faults(text: str, asked: str = "[area] crs") -> Iterator[Problem]:
    """Why hectares cannot be measured in a CRS: unknown, in degrees, Web Mercator, in odd units.

    Args:
        text: names the CRS (``EPSG:9205``, WKT, a PROJ string).
        asked: where it was written.
    """
    crs = _parsed(text)
    if crs is None:
        yield _fault("project.crs_unknown", asked, text)
    elif not crs.is_projected:
        yield _fault("project.crs_not_projected", asked, text, crs.name)
    elif _is_web_mercator(crs):
        yield _fault("project.crs_web_mercator", asked, text, crs.name)
    elif not any(abs(crs.axis_info[0].unit_conversion_factor - m) < 1e-9 for m in _METRES):
        unit = crs.axis_info[0].unit_name
        yield _fault("project.crs_unit", asked, text, f"{crs.name}, {unit}")


def _is_web_mercator(crs: CRS) -> bool:
    operation = crs.coordinate_operation
    return operation is not None and "Pseudo Mercator" in operation.method_name


def _fault(code: str, asked: str, given: str, name: str = "") -> Problem:
    return Problem(code, Where(column=asked), {"given": given, "name": name})
