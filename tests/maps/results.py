"""One small, complete run one can check by pencil: 1.2 km × 1.2 km, three communes of 36 ha.

    A │ B      the south-east quarter belongs to no commune;
    ──┼──      row 0 and column 0 of the DEM are unknown.
    C │ ·

Only type modules are used: the figures are written down here, not computed by other stages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from gis.errors import Problem, Where
from gis.layers.model import Layers, VectorLayer
from gis.maps.results import Results
from gis.project.base import LocalText
from gis.project.criteria_model import ElevationTest, SlopeTest
from gis.project.model import Area, FlagRule, Project, ZoneRule
from gis.zones.tables import (
    FLAG_COLUMNS,
    OVERLAP_COLUMNS,
    PIECE_COLUMNS,
    FeatureTable,
    PlotLand,
)
from tests import land
from tests.maps.results_tables import QUOTE, doubt_land, ledger, table, zone_land

COMMUNES = (("03199", "Xã Sin Suối Hồ"), ("03172", "Xã Mường So"), ("03158", "Thị trấn Phong Thổ"))
DATED = date(2025, 6, 30)


def little_results(
    *,
    title: str = "Phong Thổ (minh hoạ)",
    communes: Sequence[tuple[str, str]] = COMMUNES,
    plot_id: str = "P1",
    owner: str = "Giàng A Páo",
    illustrative: bool = True,
    names_on_map: bool = True,
) -> Results:
    """Five cassava plots, two ginseng plots, three zones; texts may be replaced by hostile ones."""
    layers = _layers(communes, plot_id, owner)
    pieces = _pieces(communes, plot_id, owner)
    return Results(
        project=_project(layers, title, illustrative, names_on_map),
        layers=layers,
        plots=_plot_land(pieces, plot_id),
        flags=_flags(pieces, communes, plot_id, owner),
        doubt=doubt_land(pieces, communes, plot_id),
        zones=zone_land(communes),
        ledger=ledger(communes),
        problems=(
            Problem(
                "common.more_rows", Where(None, "cassava", None, (plot_id,)), {"n": 3}, "warning"
            ),
        ),
    )


def _layers(names: Sequence[tuple[str, str]], plot_id: str, owner: str) -> Layers:
    squares = [land.square(0, 0, 600), land.square(600, 0, 600), land.square(0, 600, 600)]
    place = land.vector(
        "communes", "communes", squares, code=[c for c, _ in names], name=[n for _, n in names]
    )
    height = land.plane(20.0, 180.0, (40, 40))
    known = np.ones((40, 40), bool)
    known[0, :] = known[:, 0] = False
    cassava = _plot_layer("cassava", CASSAVA, plot_id, owner)
    ginseng = _plot_layer("ginseng", GINSENG, plot_id, owner)
    stream = LineString([(land.WEST + 100, land.NORTH), (land.WEST + 700, land.NORTH - 1200)])
    streams = land.vector("lines", "streams", [stream], name=["Nậm So"])
    return land.layers(land.raster("dem", height, known=known), place, cassava, ginseng, streams)


# name: (east m, south m, side m, method, state)
CASSAVA = {
    "P1": (100, 100, 100, None, "planted"),
    "P2": (550, 200, 100, None, "planted"),  # half in A, half in B
    "P3": (200, 700, 100, None, "planted"),
    "P4": (800, 800, 100, None, "planted"),  # outside every commune
    "P5": (150, 100, 100, None, "planted"),  # shares 50 m × 100 m = 0.5 ha with P1
}
GINSENG = {
    "G1": (300, 300, 100, "under_canopy", "planted"),
    "G2": (700, 100, 100, "open_land", "planned"),
}


def _plot_layer(
    crop: str,
    plots: Mapping[str, tuple[float, float, float, str | None, str]],
    first: str,
    who: str,
) -> VectorLayer:
    ids = [first if key == "P1" else key for key in plots]
    return land.vector(
        "plots",
        crop,
        [land.square(*plots[key][:3]) for key in plots],
        id=ids,
        crop=[crop] * len(ids),
        method=[p[3] for p in plots.values()],
        state=[p[4] for p in plots.values()],
        owner=[who] * len(ids),
    )


def _project(layers: Layers, title: str, illustrative: bool, names_on_map: bool) -> Project:
    steep = SlopeTest(test="slope", above_deg=25.0, title=LocalText(vi="Đất dốc trên 25°"))
    high = ElevationTest(test="elevation", from_m=1400.0, to_m=2200.0)
    rule = FlagRule(plots="cassava", when=("steep",), min_area_ha=0.05, cites="000 III.2")
    shade = ZoneRule(
        crop="ginseng", method="under_canopy", require=("high",), min_area_ha=0.5, cites="002 III.1"
    )
    open_land = ZoneRule(
        crop="ginseng", method="open_land", require=("high",), exclude=("steep",), min_area_ha=0.5
    )
    return Project(
        format=1,
        area=Area(
            id="phong-tho",
            title=LocalText(vi=title, en=title),
            crs=land.VN2000,
            communes_as_of=DATED,
            illustrative=illustrative,
            names_on_map=names_on_map,
        ),
        layers={x.name: x.spec for x in (*layers.vectors.values(), *layers.rasters.values())},
        criteria={"steep": steep, "high": high},
        flags={"cassava_on_steep_land": rule},
        zones={"ginseng_under_canopy": shade, "ginseng_open_land": open_land},
        plans=("000", "002"),
    )


def _pieces(names: Sequence[tuple[str, str]], plot_id: str, owner: str) -> FeatureTable:
    # layer, plot, commune (None = outside), west m, south m, width m, height m, counted ha
    drawn = [
        ("cassava", plot_id, 0, 100, 100, 100, 100, 1.0),
        ("cassava", "P2", 0, 550, 200, 50, 100, 0.5),
        ("cassava", "P2", 1, 600, 200, 50, 100, 0.5),
        ("cassava", "P3", 2, 200, 700, 100, 100, 1.0),
        ("cassava", "P4", None, 800, 800, 100, 100, 1.0),
        ("cassava", "P5", 0, 150, 100, 100, 100, 0.5),
        ("ginseng", "G1", 0, 300, 300, 100, 100, 1.0),
        ("ginseng", "G2", 1, 700, 100, 100, 100, 1.0),
    ]
    rows, shapes = [], []
    for layer, plot, place, x, y, width, height, counted in drawn:
        code, name = (None, None) if place is None else names[place]
        method, state = GINSENG[plot][3:] if layer == "ginseng" else (None, "planted")
        rows.append({
            "piece_id": f"{layer}/{plot}/{code or '-'}", "layer": layer, "plot_id": plot,
            "crop": layer, "method": method, "state": state, "owner": owner,
            "commune_code": code, "commune": name, "area_ha": width * height / 10_000,
            "counted_ha": counted, "plot_area_ha": 1.0,
            "planted_year": 2021 if plot == "G1" else None,
            "planting_area_code": "VN-LC-0001" if plot == "G1" else None,
            "gi": True if plot == "G1" else None,
        })  # fmt: skip
        shapes.append(_rectangle(x, y, width, height))
    return table(PIECE_COLUMNS, rows, shapes)


def _rectangle(x_m: float, y_m: float, width_m: float, height_m: float) -> BaseGeometry:
    whole = land.square(x_m, y_m, max(width_m, height_m))
    west, _, _, north = whole.bounds
    return whole.intersection(
        type(whole)([
            (west, north), (west + width_m, north),
            (west + width_m, north - height_m), (west, north - height_m),
        ])
    )  # fmt: skip


def _plot_land(pieces: FeatureTable, plot_id: str) -> PlotLand:
    counted = pieces.frame.geometry.copy()
    shared = _rectangle(150, 100, 50, 100)
    twin = pieces.frame.index[pieces.frame.plot_id == "P5"][0]
    counted.loc[twin] = counted.loc[twin].difference(shared)
    row = {
        "overlap_id": "overlap-1", "layer": "cassava", "plot_id": plot_id,
        "other_layer": "cassava", "other_plot_id": "P5", "crop": "cassava",
        "other_crop": "cassava", "same_crop": True, "area_ha": 0.5,
    }  # fmt: skip
    return PlotLand(pieces, counted, table(OVERLAP_COLUMNS, [row], [shared]))


def _flags(
    pieces: FeatureTable, names: Sequence[tuple[str, str]], plot_id: str, owner: str
) -> FeatureTable:
    # plot: flagged share, unknown share, verdict; the whole plot is 1 ha
    judged = {
        plot_id: (0.8, 0.0, "review"),
        "P2": (0.0, 0.0, "clear"),
        "P3": (0.0, 1.0, "insufficient_data"),
        "P4": (0.0, 0.0, "clear"),
        "P5": (0.0, 0.0, "clear"),
    }
    cassava = pieces.frame[pieces.frame.layer == "cassava"]
    kept = [c for c in PIECE_COLUMNS if c in FLAG_COLUMNS]
    rows = []
    for piece in cassava[kept].to_dict("records"):
        flagged, unknown, verdict = judged[piece["plot_id"]]
        row = dict(piece) | {
            "flag_id": f"cassava_on_steep_land/{piece['piece_id']}",
            "rule": "cassava_on_steep_land", "plot_flagged_ha": flagged,
            "plot_unknown_ha": unknown, "plot_flagged_share": flagged, "verdict": verdict,
            "cites": "000 III.2", "quote_vi": QUOTE,
            "slope_mean_deg": None if unknown else 20.0 + 10 * flagged,
            "slope_max_deg": None if unknown else 24.0 + 10 * flagged,
        }  # fmt: skip
        for head, whole in (("", piece["area_ha"]), ("counted_", piece["counted_ha"])):
            row[f"{head}flagged_ha"] = flagged * whole
            row[f"{head}unknown_ha"] = unknown * whole
            row[f"{head}clear_ha"] = (1 - flagged - unknown) * whole
        rows.append(row)
    return table(FLAG_COLUMNS, rows, cassava.geometry)
