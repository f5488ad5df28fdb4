"""Names of products, refused before anything is computed."""

from __future__ import annotations

from pathlib import Path

from gis.errors import NuongError, Problem, Where

TABLE_SUFFIXES, SLIP_SUFFIXES = (".csv", ".geojson"), (".pdf",)


def check_table_name(path: Path) -> None:
    """Refuse a table that is neither CSV nor GeoJSON.

    Raises:
        NuongError: by its name it is something else.
    """
    if path.suffix.lower() not in TABLE_SUFFIXES:
        raise NuongError([Problem("site.table_suffix", Where(str(path)))])


def check_slip_name(path: Path) -> None:
    """Refuse a slip that is no PDF.

    Raises:
        NuongError: by its name it is something else.
    """
    if path.suffix.lower() not in SLIP_SUFFIXES:
        raise NuongError([Problem("site.slip_suffix", Where(str(path)))])
