"""The shelf of ``tests.layers`` with a project file over it; the command line in this process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from gis.cli.main import main
from tests.end_to_end.toml_text import write_project
from tests.layers.shelf import Shelf


def written(shelf: Shelf) -> Path:
    """Write the project file of a shelf, with a flag rule and a zone rule over its layers."""
    area = {
        "id": "a",
        "title": {"vi": "Thử", "en": "Test"},
        "crs": shelf.crs,
        "communes_as_of": shelf.as_of,
    }
    said = {
        "format": 1,
        "plans": ["000", "002"],
        "area": area,
        "layers": shelf.layers,
        "criteria": {
            "steep": {"test": "slope", "above_deg": 25.0, "valid_from": date(2024, 1, 1)},
            "shade": {"test": "canopy_cover", "from_share": 0.7},
            "wood": {"test": "code", "layer": "forest", "column": "ldlr", "any_of": ["TXG"]},
        },
        "flags": {
            "steep": {
                "plots": "plots", "crop": "cassava", "when": ["steep"], "cites": "000 III.2",
            }
        },
        "zones": {
            "ginseng": {
                "crop": "ginseng", "method": "under_canopy", "require": ["shade", "wood"],
                "exclude": ["steep"], "min_area_ha": 0.5,
            }
        },
    }  # fmt: skip
    return write_project(shelf.folder / "project.toml", said)


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    code: int
    out: str
    err: str


def nuong(capsys: pytest.CaptureFixture[str], *words: object) -> Said:
    """Run a command line here: as a person would, but without a second to start."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    told = capsys.readouterr()
    return Said(int(left.value.code or 0), told.out, told.err)
