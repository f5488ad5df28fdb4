"""A run of the little country with what plots say filled in, and hostile names where asked."""

from __future__ import annotations

from pathlib import Path

import pyogrio

from gis.main_job import compute
from gis.maps.results import Results
from tests.end_to_end.country import Country

HOSTILE = {
    "00001": "=cmd|' /C calc'!A0",
    "00002": "'[Xã]:*?/\\ B\x01 tên dài hơn ba mươi mốt ký tự",
}


def project(folder: Path, names: dict[str, str] | None = None) -> Path:
    """The country on disk: every third plot unknown, the others yes and no in turn."""
    path = Country(**({"names": names} if names else {})).write(folder)
    plots = pyogrio.read_dataframe(folder / "lô.gpkg")
    turns = [float("nan"), 1.0, 0.0]
    for column in ("standard_variety", "intensive"):
        plots[column] = [turns[n % 3] for n in range(len(plots))]
    (folder / "lô.gpkg").unlink()
    pyogrio.write_dataframe(plots, folder / "lô.gpkg")
    return path


def district(folder: Path, names: dict[str, str] | None = None) -> Results:
    return compute(project(folder, names))
