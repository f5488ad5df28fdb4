"""Small facts of a run as an office writes them: the CRS, a setting, the size of a cell."""

from __future__ import annotations

from gis.maps.results import Results
from gis.messages import Lang
from gis.units import number_text


def crs_name(results: Results) -> str:
    """The project CRS with its name: ``VN-2000 / TM-3 103-00 (EPSG:9205)``."""
    crs = results.layers.project_crs
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else str(crs.name)


def short_number(value: float, lang: Lang) -> str:
    """A setting without needless zeros: ``25``, ``0,3``, ``1.400``."""
    whole, mark, rest = number_text(value, lang, 9).partition("," if lang == "vi" else ".")
    return whole + (mark + rest.rstrip("0") if rest.strip("0") else "")


def cell_size(results: Results) -> tuple[float, float]:
    """Width and height of a cell of the analysis grid, in units of its CRS."""
    transform = results.evaluation.grid.transform
    return transform.a, -transform.e
