"""Rasters an office may ask for beside the map: slope, slope classes, aspect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from gis.criteria.slope_classes import UNKNOWN_CLASS
from gis.errors import NuongError, Problem
from gis.maps.cloud_raster import CloudRaster, Colours
from gis.maps.contents import RASTERS, Count
from gis.maps.results import Results
from gis.maps.stages import AspectStage, ClassStage, SlopeStage
from gis.maps.text.title_block import cell_text
from gis.messages import Lang, visible, word
from gis.project.layers_model import DemLayer
from gis.project.slope_class_text import classes_text, slope_note

KNOWN, UNKNOWN = "known", "unknown"
# From level to very steep; classes between take colours between.
_RAMP = ((38, 122, 84), (244, 224, 130), (158, 32, 38))
_NO_COLOUR = (0, 0, 0, 0)


def asked_rasters(names: Iterable[str]) -> tuple[str, ...]:
    """The rasters asked for, each once, in the order Nương names them.

    Raises:
        NuongError: a name is none of ``RASTERS``.
    """
    asked = set(names)
    strange = sorted(asked - set(RASTERS))
    if strange:
        values = {"given": ", ".join(strange), "known": ", ".join(RASTERS)}
        raise NuongError([Problem("maps.raster_unknown", values=values)])
    return tuple(name for name in RASTERS if name in asked)


def cloud_rasters(results: Results, names: Iterable[str], lang: Lang) -> dict[str, CloudRaster]:
    """File name → raster, on the DEM's own grid.

    Args:
        results: one run.
        names: some of ``RASTERS``.
        lang: of the titles in the files.

    Raises:
        NuongError: a name is none of ``RASTERS``.
    """
    return {RASTERS[name]: _MAKERS[name](results, lang) for name in asked_rasters(names)}


def raster_counts(values: NDArray[np.generic]) -> dict[str, Count]:
    """Cells of every class, or known and unknown cells: what must be found in the file again."""
    if values.dtype.kind == "f":
        known = int(np.isfinite(values).sum())
        return {KNOWN: Count(rows=known), UNKNOWN: Count(rows=values.size - known)}
    numbers, cells = np.unique(values, return_counts=True)
    named = (UNKNOWN if n == UNKNOWN_CLASS else str(n) for n in numbers)
    return {name: Count(rows=int(n)) for name, n in zip(named, cells, strict=True)}


def add_counts(parts: Iterable[Mapping[str, Count]]) -> dict[str, Count]:
    """Counts of several parts of one raster, together."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update({name: count.rows for name, count in part.items()})
    return {name: Count(rows=rows) for name, rows in total.items()}


def class_colours(count: int) -> Colours:
    """A colour for every class from 1 to ``count``; unknown land has none."""
    at = np.linspace(0, len(_RAMP) - 1, count)
    mixed = [np.interp(at, range(len(_RAMP)), [c[i] for c in _RAMP]).round() for i in range(3)]
    shades = ((int(r), int(g), int(b), 255) for r, g, b in zip(*mixed, strict=True))
    return dict(enumerate(shades, start=1)) | {UNKNOWN_CLASS: _NO_COLOUR}


def _slope(results: Results, lang: Lang) -> CloudRaster:
    title, stage = word("raster_slope", lang), SlopeStage(results.ground)
    return CloudRaster(stage, "float32", np.nan, title, _tags(results, lang))


def _aspect(results: Results, lang: Lang) -> CloudRaster:
    title, stage = word("raster_aspect", lang), AspectStage(results.ground)
    return CloudRaster(stage, "float32", np.nan, title, _tags(results, lang))


def _classes(results: Results, lang: Lang) -> CloudRaster:
    asked = results.project.slope_classes
    stage = ClassStage(results.ground, tuple(asked.breaks_deg))
    tags = _tags(results, lang) | {
        "classes": classes_text(asked, lang),
        "classes_note": slope_note(asked, lang),
    }
    colours = class_colours(len(asked.classes()))
    title = word("slope_classes", lang)
    return CloudRaster(stage, "uint8", UNKNOWN_CLASS, title, tags, colours)


_MAKERS: Mapping[str, Callable[[Results, Lang], CloudRaster]] = {
    "slope": _slope,
    "classes": _classes,
    "aspect": _aspect,
}


def _tags(results: Results, lang: Lang) -> dict[str, str]:
    """What stands on every product: whose land, which DEM and cell, measured how."""
    area, dem = results.project.area, results.layers.dem.spec
    notice = {"notice": word("map_illustrative", lang)} if area.illustrative else {}
    return {
        **notice,
        "title": visible(area.title.text(lang)),
        "dem": visible(dem.name) if isinstance(dem, DemLayer) else "DEM",
        "cell": cell_text(results.grid, lang),
        "method": word("map_slope_text", lang),
    }
