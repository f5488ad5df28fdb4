"""One place, asked of every criterion and every rule."""

from __future__ import annotations

from gis.criteria.judge import Judge
from gis.criteria.mask import Mask, all_of
from gis.criteria.model import Evaluation
from gis.explain.model import (
    CriterionFound,
    Explanation,
    FlagFound,
    PlotFound,
    Verdict,
    ZoneFound,
)
from gis.explain.place import Place
from gis.explain.values import Finder, elevation_m
from gis.grid.blocks import Block
from gis.layers.model import Layers, VectorLayer
from gis.project.model import Project
from gis.zones.eligibility import conditions, eligible

Cell = tuple[int, int] | None
# Bilinear heights need the cells beside that of the place, aspect their heights.
BESIDE = 2


def explain(project: Project, layers: Layers, judge: Judge, lon: float, lat: float) -> Explanation:
    """Say what is known of one place and what every criterion and rule makes of it.

    Args:
        project: criteria, flag rules and zone rules.
        layers: communes, plots and whatever the criteria name; any CRS.
        judge: the project's criteria made ready; only the cells around the place are asked.
        lon: longitude, WGS 84 degrees.
        lat: latitude, WGS 84 degrees.

    Returns:
        Values in metres, degrees and shares. Outside the DEM every verdict is unknown; outside
        every commune ``commune_code`` is None.

    Raises:
        NuongError: the numbers are no longitude and latitude, or lie where the project CRS does
            not reach.
    """
    place = Place(lon, lat)
    evaluation, cell = _around(judge, place.cell(judge.grid))
    finder = Finder(place, layers, evaluation, cell, _said_by_law(judge, evaluation, cell))
    code, name = _commune(place, layers.communes)
    point = place.point(layers.project_crs)
    return Explanation(
        lon_deg=lon,
        lat_deg=lat,
        east=point.x,
        north=point.y,
        crs=layers.project_crs.to_string(),
        in_dem=finder.cell is not None,
        commune_code=code,
        commune=name,
        communes_as_of=project.area.communes_as_of,
        elevation_m=elevation_m(place, evaluation),
        slope_deg=finder.slope_deg(),
        aspect_deg=finder.aspect_deg(),
        criteria=_criteria(project, evaluation, finder),
        zones=_zones(project, evaluation, finder.cell),
        flags=_flags(project, evaluation, finder.cell),
        plots=_plots(layers, place),
    )


def _around(judge: Judge, cell: Cell) -> tuple[Evaluation, Cell]:
    """The land around a cell, and the cell in it; outside the DEM any land will do."""
    if cell is None:
        return judge(Block(0, 0, 1, 1)), None
    side = 2 * BESIDE + 1
    return judge(Block(cell[0] - BESIDE, cell[1] - BESIDE, side, side)), (BESIDE, BESIDE)


def _said_by_law(judge: Judge, evaluation: Evaluation, cell: Cell) -> str | None:
    if evaluation.law is None or cell is None or judge.law is None:
        return None
    return judge.law.judgements[int(evaluation.law[cell])].verdict


def _verdict(mask: Mask, cell: Cell) -> Verdict:
    if cell is None or not mask.known[cell]:
        return "unknown"
    return "yes" if mask.holds[cell] else "no"


def _commune(place: Place, communes: VectorLayer) -> tuple[str | None, str | None]:
    """Code and name of the commune; of overlapping ones the code that sorts first, as plots do."""
    held = place.features(communes).sort_values("code")
    return (str(held["code"].iloc[0]), str(held["name"].iloc[0])) if len(held) else (None, None)


def _criteria(
    project: Project, evaluation: Evaluation, finder: Finder
) -> tuple[CriterionFound, ...]:
    return tuple(
        CriterionFound(
            name=name,
            title=criterion.title,
            asked=criterion,
            value=finder.value(criterion),
            verdict=_verdict(evaluation.masks[name], finder.cell),
        )
        for name, criterion in project.criteria.items()
    )


def _zones(project: Project, evaluation: Evaluation, cell: Cell) -> tuple[ZoneFound, ...]:
    found = []
    for name, rule in project.zones.items():
        asked = conditions(rule, evaluation.masks)
        met = {c.criterion: _verdict(c.met, cell) for c in asked}
        removed_by = tuple(c for c, answer in met.items() if answer == "no")
        unknown_by = tuple(c for c, answer in met.items() if answer == "unknown")
        verdict = _verdict(eligible(asked), cell)
        found.append(ZoneFound(name, rule.title, verdict, removed_by, unknown_by))
    return tuple(found)


def _flags(project: Project, evaluation: Evaluation, cell: Cell) -> tuple[FlagFound, ...]:
    return tuple(
        FlagFound(
            name,
            rule.title,
            rule.plots,
            rule.cites,
            _verdict(all_of(evaluation.masks[c] for c in rule.when), cell),
        )
        for name, rule in project.flags.items()
    )


def _plots(layers: Layers, place: Place) -> tuple[PlotFound, ...]:
    found = []
    for layer in (v for v in layers.vectors.values() if v.spec.kind == "plots"):
        held = place.features(layer)
        crops = held.get("crop", held["id"].map(lambda _: None)).astype(object)
        texts = crops.where(crops.notna(), None)
        found += [PlotFound(layer.name, str(i), c) for i, c in zip(held["id"], texts, strict=True)]
    return tuple(found)
