"""What stands on every map: what it shows, from which data of which date, measured how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyproj import Geod

from gis.grid.grid import Grid
from gis.maps.results import Results
from gis.maps.text.doubt_text import doubt_text
from gis.maps.text.notes import crs_name
from gis.maps.text.wording import coded, flag_title, zone_title
from gis.messages import Lang, visible, word
from gis.project.criterion_text import criterion_text, criterion_titles
from gis.project.layers_model import DemLayer
from gis.project.slope_class_text import classes_text, slope_note, source_text
from gis.units import date_text, number_text


def title_block(results: Results, lang: Lang) -> dict[str, Any]:
    """Facts, layers, thresholds and warnings of a run, as texts for the page."""
    titles = criterion_titles(results.project, lang)
    return {
        "summary": _summary(results, lang),
        "facts": [[word(f"map_{key}", lang), text] for key, text in _facts(results, lang)],
        "layers": [
            [visible(name), coded("kind", spec.kind, lang), visible(spec.source, 500),
             date_text(spec.dated), visible(_crs(results, name))]
            for name, spec in results.project.layers.items()
        ],
        "criteria": [
            [titles[name],
             criterion_text(criterion, lang, titles),
             coded("confidence", criterion.confidence, lang)]
            for name, criterion in results.project.criteria.items()
        ],
        "rules": list(_rules(results, lang)),
        "warnings": [visible(problem.text(lang), 1000) for problem in results.problems],
    }  # fmt: skip


def _summary(results: Results, lang: Lang) -> str:
    """DEM, cell, CRS and the span of the data's dates in one line for the page's head."""
    dem, dates = results.layers.dem.spec, [s.dated for s in results.project.layers.values()]
    first, last = date_text(min(dates)), date_text(max(dates))
    parts = [
        visible(dem.name) if isinstance(dem, DemLayer) else "DEM",
        cell_text(results.grid, lang),
        visible(crs_name(results)),
        f"{word('map_head_dated', lang)} {first if first == last else f'{first}–{last}'}",
    ]
    return " · ".join(parts)


def _facts(results: Results, lang: Lang) -> Iterator[tuple[str, str]]:
    area, dem = results.project.area, results.layers.dem.spec
    yield "area", visible(area.title.text(lang))
    yield "communes_as_of", date_text(area.communes_as_of)
    if results.project.plans:
        yield "plans", visible(", ".join(results.project.plans))
    if isinstance(dem, DemLayer):
        yield "dem", f"{visible(dem.name)} ({coded('surface', dem.surface, lang)})"
    yield "cell", cell_text(results.grid, lang)
    yield "slope", word("map_slope_text", lang)
    asked = results.project.slope_classes
    classes = [classes_text(asked, lang), slope_note(asked, lang), source_text(asked, lang)]
    yield "slope_classes", " · ".join(classes)
    yield "doubt", doubt_text(results, lang)
    yield "unknown_slope", word("map_unknown_slope_text", lang)
    yield "crs", visible(crs_name(results))
    yield "area_basis", word("map_area_basis_text", lang)
    yield "accuracy", word("map_accuracy_text", lang)
    yield "sight", word("map_canopy_unseen", lang)
    yield "permit", word("map_proposal_not_permit", lang)


def cell_text(grid: Grid, lang: Lang) -> str:
    """The DEM's cell: metres, or degrees with the metres they are near the middle of the grid."""
    size = (grid.transform.a, -grid.transform.e)
    if not grid.crs.is_geographic:
        unit = visible(grid.crs.axis_info[0].unit_name)
        unit = "m" if unit == "metre" else unit
        return f"{_by(size, lang, 2)} {unit}"
    _, south, _, north = grid.bounds
    ball = Geod(ellps="WGS84")  # near enough for a figure that is shown as "≈"
    middle = (south + north) / 2
    _, _, across = ball.inv(0, middle, size[0], middle)
    _, _, along = ball.inv(0, middle - size[1] / 2, 0, middle + size[1] / 2)
    return f"{_by(size, lang, 6)}° (≈ {_by((across, along), lang, 1)} m)"


def _by(size: tuple[float, float], lang: Lang, digits: int) -> str:
    return " × ".join(number_text(side, lang, digits) for side in size)


def _crs(results: Results, name: str) -> str:
    vector, raster = results.layers.vectors.get(name), results.layers.rasters.get(name)
    layer = vector or raster
    return layer.source.crs if layer else ""


def _rules(results: Results, lang: Lang) -> Iterator[list[str]]:
    titles = criterion_titles(results.project, lang)

    def names(keys: tuple[str, ...]) -> str:
        return "; ".join(titles.get(key, key) for key in keys)

    for name, flag in results.project.flags.items():
        parts = [
            f"{word('map_when', lang)}: {names(flag.when)}",
            _least(flag.min_area_ha, flag.min_share, lang),
            visible(flag.cites),
        ]
        yield [flag_title(name, flag, lang), " · ".join(p for p in parts if p)]
    for zone in results.project.zones.values():
        parts = [
            f"{word('map_require', lang)}: {names(zone.require)}",
            f"{word('map_exclude', lang)}: {names(zone.exclude)}" if zone.exclude else "",
            _least(zone.min_area_ha, 0.0, lang),
            visible(zone.cites or ""),
        ]
        yield [zone_title(zone, lang), " · ".join(p for p in parts if p)]


def _least(area_ha: float, share: float, lang: Lang) -> str:
    parts = [f"{number_text(area_ha, lang)} ha"] if area_ha else []
    parts += [f"{number_text(share * 100, lang, 1)} %"] if share else []
    return f"{word('map_at_least', lang)} {' + '.join(parts)}" if parts else ""
