"""Allocated land by pencil: 100 m cells of one hectare, lots in columns, a plane that falls east.

From west to east: 3 columns of watershed protection forest (512/1/1), 3 of production (512/1/2),
2 of farm land outside planning (513/01/3), 2 of no lot. Commune 00001 has columns 0-4 of the upper
half, 00003 of the lower, 00002 columns 5-9. Slope is known in the inner 8 × 8 cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from shapely.geometry import Polygon, box

from gis.criteria.judge import prepare
from gis.layers.model import Layers, VectorLayer
from gis.project.model import Project
from gis.zones.allocation.survey import AuditLand, Survey
from gis.zones.one_pass import one_pass
from tests.land import NORTH, WEST, communes, layers, plane, raster, square, vector
from tests.zones.asked import project

KEYS = {"W": ("512", "1", "1"), "P": ("512", "1", "2"), "F": ("513", "01", "3")}


def patch(west: float, east: float, north: float = 0, south: float = 1000) -> Polygon:
    return box(WEST + west, NORTH - south, WEST + east, NORTH - north)


def lots(*more: tuple[Polygon, tuple[str, str, str], dict[str, Any]]) -> VectorLayer:
    """The three lots, and others with their keys and columns."""
    rows = [
        (patch(0, 300), KEYS["W"], {"ldlr": "TXB", "malr3": 1, "mamdsd": 1, "nqh": 0}),
        (patch(300, 600), KEYS["P"], {"ldlr": "RTG", "malr3": 3, "mamdsd": 10, "nqh": 0}),
        (patch(600, 800), KEYS["F"], {"ldlr": "NN", "malr3": None, "mamdsd": None, "nqh": 1}),
        *more,
    ]
    columns: dict[str, list[Any]] = {
        name: [said.get(name) for _, _, said in rows] for name in ("ldlr", "malr3", "mamdsd", "nqh")
    }
    for n, name in enumerate(("tk", "khoanh", "lo")):
        columns[name] = [key[n] for _, key, _ in rows]
    return vector("forest", "forest", [shape for shape, _, _ in rows], **columns)


def given(rows: Sequence[tuple[str, Polygon, dict[str, Any]]], name: str = "given") -> VectorLayer:
    """An allocations layer: id, shape, and what is said of it."""
    columns: dict[str, list[Any]] = {"id": [row[0] for row in rows]}
    for column in ("owner", "contract", "form", "purpose", "commune_code", "paper_ha"):
        columns[column] = [row[2].get(column) for row in rows]
    for n, column in enumerate(("tk", "khoanh", "lo")):
        columns[column] = [(row[2].get("key") or (None,) * 3)[n] for row in rows]
    columns["contract_date"] = [row[2].get("contract_date") for row in rows]
    return vector("allocations", name, [row[1] for row in rows], **columns)


def country(
    *more: VectorLayer, slope_deg: float = 31.0, forest: VectorLayer | None = None
) -> Layers:
    dem = raster("dem", plane(slope_deg, 90.0, (10, 10), 100.0), cell_m=100.0)
    place = communes(square(0, 0, 500), patch(500, 1000), patch(0, 500, 500))
    return layers(dem, place, forest or lots(), *more)


def asked_of(land: Layers, **parts: object) -> Project:
    return project(*land.vectors.values(), *land.rasters.values(), **parts)


def surveyed(land: Layers, *, block_cells: int = 1 << 19, **parts: object) -> AuditLand:
    survey = Survey(asked_of(land, **parts), land)
    judge = prepare(survey.asked, land)
    one_pass(judge, survey.tallies(judge), block_cells=block_cells)
    return survey.land_found()


DAY = date(2019, 5, 12)
ROWS = [
    ("A1", square(100, 100, 100), {"owner": "Giàng A Páo", "form": "allocated", "key": KEYS["W"],
                                   "paper_ha": 1.0, "purpose": "medicinal"}),
    # Half of A1 is A2's too: 50 m × 100 m = 0.5 ha.
    ("A2", square(150, 100, 100), {"owner": "Lý Chin Sủ", "form": "allocated", "key": KEYS["W"],
                                   "paper_ha": 1.0, "purpose": "protection"}),
    # Half in the watershed, half in the production lot it names.
    ("A3", square(250, 300, 100), {"owner": "Bản Khe Sâu", "form": "contracted",
                                   "key": KEYS["P"], "paper_ha": None}),
    # 130 m × 100 m = 1.3 ha drawn, 1.0 on paper.
    ("A4", patch(650, 780, 300, 400), {"owner": "Giàng A Páo", "form": "leased",
                                       "key": KEYS["F"], "paper_ha": 1.0}),
    # In no lot; its key lacks a zero.
    ("A5", square(850, 300, 100), {"owner": None, "form": None, "key": ("513", "1", "3"),
                                   "paper_ha": 1.0}),
    # Half in commune 00001, half in 00002.
    ("A6", square(450, 300, 100), {"owner": "UBND xã", "form": "allocated",
                                   "key": KEYS["P"], "paper_ha": 0.97}),
]  # fmt: skip
