"""Polygons judged as plots of the project are: the same sums, the same doubt, the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.grid.blocks import Block
from gis.layers.model import Layers, VectorLayer
from gis.reference.forest import CodeName
from gis.reference.law import VERDICTS, Verdict
from gis.site.asked_project import LAYER, STEEP_DEG, site_layer, steep_rule
from gis.site.cells import cells_at
from gis.site.communes import communes_at
from gis.site.land import SiteLand
from gis.site.lots import Lots
from gis.site.model import PolygonLand, Rule, SteepLand
from gis.site.points import places_of
from gis.units import area_ha
from gis.zones.doubt import DoubtTally, widest_piece
from gis.zones.flag import FlagTally
from gis.zones.legal import LEAST_HA
from gis.zones.legal_plots import LegalTally
from gis.zones.pieces import cut_plots
from gis.zones.plot_cells import cell_boxes
from gis.zones.plot_ground import plot_ground
from gis.zones.tables import LEGAL_HA, PlotLand

# Rows of doubt by rule and polygon.
Rows = Mapping[str, Mapping[str, Mapping[Any, Any]]]
# Land is judged by squares of so many cells of fixed place, as far as polygons reach there.
SIDE = 512


def polygon_answers(
    land: SiteLand, shapes: NDArray[np.object_], _accuracy_m: NDArray[np.float64], lots: Lots
) -> Iterator[dict[str, object]]:
    """What is said of polygons, as fields of :class:`gis.site.model.SiteAnswer`, in their order.

    Every polygon is judged as a plot with its outline would be; a plot's own outline gives the
    plot's own probability, to the digit.

    Args:
        land: the project's.
        shapes: valid polygons in the project CRS.
        lots: describes the forest lots.
    """
    plots = _as_plots(land, shapes)
    flags, doubt, legal = _tallies(land, plots)
    for block in _blocks(land, plots):
        judged = land.judge(block)
        flags.add(flags.part(block, judged))
        doubt.add(doubt.part(block, judged))
        legal.add(legal.part(block, judged))
    table = flags.table()
    by_rule = _by_rule(table.frame, doubt.doubt(table).plots.frame)
    said = pd.DataFrame(legal.land({}).plots.frame.drop(columns="geometry"))
    pieces: dict[str, list[dict[str, Any]]] = {}
    for piece in said.to_dict("records"):
        pieces.setdefault(piece["plot_id"], []).append(dict(piece))  # type: ignore[arg-type]
    inner = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(inner), shapely.get_y(inner)
    places, communes = places_of(land, x, y), communes_at(land, inner)
    inner_cells = cells_at(land, x, y)
    hectares = area_ha(gpd.GeoSeries(shapes, crs=land.layers.project_crs))
    for at, shape in enumerate(shapes):
        name = _id(at)
        own = pieces[name]
        yield {
            "place": places[at],
            "commune": communes[at],
            "in_dem": bool(inner_cells.inside[at]),
            "polygon": _land(land, name, float(hectares[at]), by_rule, own, lots, shape),
        }


def _by_rule(flags: pd.DataFrame, doubted: pd.DataFrame) -> Rows:
    """Rows of doubt by rule and polygon, with the verdict of the flags beside them."""
    verdicts = flags.drop_duplicates(["rule", "plot_id"]).set_index(["rule", "plot_id"])["verdict"]
    joined = pd.DataFrame(doubted.drop(columns="geometry")).join(verdicts, on=["rule", "plot_id"])
    found: dict[str, dict[str, Mapping[Any, Any]]] = {}
    for row in joined.to_dict("records"):
        found.setdefault(str(row["rule"]), {})[str(row["plot_id"])] = row
    return found


def _id(at: int) -> str:
    return f"{at:07d}"


def _as_plots(land: SiteLand, shapes: NDArray[np.object_]) -> PlotLand:
    spec = site_layer(land.project)
    ids = [_id(at) for at in range(len(shapes))]
    frame = gpd.GeoDataFrame(
        {"id": ids, "crop": [LAYER] * len(ids)},
        geometry=list(shapes),
        crs=land.layers.project_crs,
    )
    layer = VectorLayer(LAYER, spec, frame, land.layers.communes.source)
    known = land.layers
    vectors = {known.communes.name: known.communes, LAYER: layer}
    layers = Layers(known.project_crs, known.communes, known.dem, vectors, known.rasters)
    return cut_plots(land.asked.model_copy(update={"layers": {LAYER: spec}}), layers)


def _tallies(land: SiteLand, plots: PlotLand) -> tuple[FlagTally, DoubtTally, LegalTally]:
    grid = land.judge.grid
    ground = plot_ground(land.asked, land.layers, plots, grid)
    # Errors are drawn as wide as a run draws them, wider only for what is wider than every plot.
    widest = widest_piece(plots, grid)
    sight = land.sight if widest <= land.widest_plot else land.sight_of(widest)
    doubt = DoubtTally(land.asked, land.layers, plots, ground, land.doubt, sight)
    return (
        FlagTally(land.asked, plots, grid),
        doubt,
        LegalTally(land.asked, plots, grid, land.law),
    )


def _blocks(land: SiteLand, plots: PlotLand) -> Iterator[Block]:
    """Blocks of fixed squares that hold the polygons' cells; what is off the grid is unknown."""
    rows, cols = land.judge.grid.shape
    boxes = np.clip(
        cell_boxes(plots.pieces.frame.geometry, land.judge.grid),
        0,
        np.array([rows, rows, cols, cols]),
    )
    met: list[tuple[int, int]] = []
    for north, south, west, east in boxes[
        (boxes[:, 1] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 2])
    ].tolist():
        down = range(north // SIDE, (south - 1) // SIDE + 1)
        met += [(r, c) for r in down for c in range(west // SIDE, (east - 1) // SIDE + 1)]
    for row, col in sorted(set(met)):
        yield _within(row, col, boxes)


def _within(row: int, col: int, boxes: NDArray[np.int64]) -> Block:
    """The part of a square the boxes reach over."""
    square = np.array([row, row + 1, col, col + 1]) * SIDE
    north, south = np.maximum(boxes[:, 0], square[0]), np.minimum(boxes[:, 1], square[1])
    west, east = np.maximum(boxes[:, 2], square[2]), np.minimum(boxes[:, 3], square[3])
    here = (south > north) & (east > west)
    top, left = int(north[here].min()), int(west[here].min())
    return Block(top, left, int(south[here].max()) - top, int(east[here].max()) - left)


def _land(
    land: SiteLand,
    name: str,
    whole_ha: float,
    by_rule: Rows,
    said: list[dict[str, Any]],
    lots: Lots,
    shape: shapely.Geometry,
) -> PolygonLand:
    steep = tuple(_steep(deg, by_rule[steep_rule(deg)][name]) for deg in STEEP_DEG)
    rules = tuple(_rule(land, rule, by_rule[rule][name]) for rule in land.project.flags)
    by_verdict = {
        v: float(sum(piece[c] for piece in said)) for v, c in zip(VERDICTS, LEGAL_HA, strict=True)
    }
    verdict, reason, citation = _speaking(said)
    communes: dict[str, float] = {}
    for piece in said:
        code = piece["commune_code"] if isinstance(piece["commune_code"], str) else ""
        communes[code] = communes.get(code, 0.0) + float(piece["area_ha"])
    return PolygonLand(
        area_ha=whole_ha,
        by_verdict_ha=by_verdict,
        steep=steep,
        rules=rules,
        lots=tuple(lots.under(shape)),
        communes_ha=communes,
        reason=reason,
        citation=citation,
        verdict=verdict,
    )


def _speaking(said: list[dict[str, Any]]) -> tuple[Verdict, CodeName, str]:
    """The most restrictive verdict of the pieces, with all its reasons and citations.

    A piece of less than a square metre speaks only where there is no other.
    """
    least = min(LEAST_HA, max(piece["area_ha"] for piece in said))
    enough = [piece for piece in said if piece["area_ha"] >= least]
    verdict = min((piece["legal_verdict"] for piece in enough), key=VERDICTS.index)
    own = [piece for piece in enough if piece["legal_verdict"] == verdict]
    columns = ("legal_reason_vi", "legal_reason_en", "legal_citation")
    vi, en, cited = ("; ".join(dict.fromkeys(str(p[c]) for p in own)) for c in columns)
    return verdict, CodeName(vi, en), cited


def _figure(value: Any) -> float | None:
    number = float(value)
    return None if np.isnan(number) else number


def _steep(above_deg: float, row: Mapping[Any, Any]) -> SteepLand:
    ends = (_figure(row[name]) for name in ("expected_ha", "low_ha", "high_ha"))
    return SteepLand(above_deg, float(row["flagged_ha"]), float(row["unknown_ha"]), *ends)


def _rule(land: SiteLand, name: str, row: Mapping[Any, Any]) -> Rule:
    rule = land.project.flags[name]
    title = CodeName(name, name)
    if rule.title is not None:
        title = CodeName(rule.title.text("vi"), rule.title.text("en"))
    return Rule(
        name=name,
        title=title,
        cites=rule.cites,
        verdict=str(row["verdict"]),
        flagged_ha=float(row["flagged_ha"]),
        unknown_ha=float(row["unknown_ha"]),
        over_probability=_figure(row["over_probability"]),
        sure_verdict=str(row["sure_verdict"]),
    )
