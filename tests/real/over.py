"""Projects over real files: the parts all of them share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

SAID = {"source": "dữ liệu thật dùng để thử", "dated": date(2025, 6, 30)}


def project_over(crs: str, communes: Path, dem: Path, **dem_said: Any) -> dict[str, Any]:
    """A project of one commune layer and one DEM; more layers and rules are put in by the test."""
    columns = {"code": "ma_xa", "name": "ten_xa"}
    return {
        "format": 1,
        "area": {
            "id": "thu",
            "title": {"vi": "Vùng thử"},
            "crs": crs,
            "communes_as_of": date(2025, 6, 30),
        },
        "layers": {
            "communes": {"kind": "communes", "path": str(communes), "columns": columns, **SAID},
            "dem": {"kind": "dem", "path": str(dem), "name": dem.stem, **dem_said, **SAID},
        },
        "criteria": {
            "steep": {"test": "slope", "above_deg": 25.0},
            "gentle": {"test": "slope", "at_most_deg": 25.0},
        },
    }


def cassava_on(path: Path) -> dict[str, Any]:
    """A layer of plots, all of them cassava."""
    return {
        "kind": "plots",
        "path": str(path),
        "crop": "cassava",
        "state": "planted",
        "columns": {"id": "id"},
        **SAID,
    }


STEEP_FLAG = {"plots": "cassava", "when": ["steep"], "cites": "000 III.2"}
