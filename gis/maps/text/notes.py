"""Small facts of a run: the CRS by its name, the size of a cell."""

from __future__ import annotations

from pyproj import CRS

from gis.maps.results import Results


def crs_name(results: Results) -> str:
    """The project CRS with its name: ``VN-2000 / TM-3 103-00 (EPSG:9205)``."""
    return named_crs(results.layers.project_crs)


def named_crs(crs: CRS) -> str:
    """A CRS with its name and, where it has one, its code."""
    authority = crs.to_authority()
    return f"{crs.name} ({':'.join(authority)})" if authority else str(crs.name)


def cell_size(results: Results) -> tuple[float, float]:
    """Width and height of a cell of the analysis grid, in units of its CRS."""
    transform = results.grid.transform
    return transform.a, -transform.e
