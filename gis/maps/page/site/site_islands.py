"""Everything the page needs to answer for one place, as islands of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
import pandas as pd

from gis.grid.shapes import shapes_on
from gis.maps.page.island import bytes_island, island
from gis.maps.page.site.cells import cells_islands, cells_plain
from gis.maps.page.site.lots import decided_by_slope, told_lots
from gis.maps.page.site.outlines import Outlines, outlines
from gis.maps.page.site.places import places
from gis.maps.page.site.plots import told_plots
from gis.maps.page.site.told import Told, told
from gis.maps.results import Results
from gis.maps.text.law_text import law_note
from gis.maps.text.notes import crs_name
from gis.maps.text.wording import is_missing
from gis.messages import Lang, number_text, visible, word
from gis.project.under_law import judged_on
from gis.reference.law import law_book
from gis.units import date_text

# A straight edge of another CRS bends by far less than a decimetre over this.
_EDGE_M = 100.0
SITE_WORDS = (
    "article", "ask", "at_border", "at_edge", "borrowed", "close", "coordinates", "crs_places",
    "denied", "elsewhere", "flag_0", "flag_1", "flag_2", "flag_maybe", "go", "hint", "locate",
    "locating", "lot_row", "mixed", "no_fix", "no_lot", "no_place", "no_plot", "no_subzone",
    "none_in_reach", "not_understood", "old_browser", "or", "outside_all", "outside_communes",
    "outside_dem", "outside_page", "reach", "says_cannot_tell", "says_law_unasked",
    "says_mixed", "says_no_cells", "says_unknown", "slope", "slope_decides", "typed", "wgs84",
    "within", "zone_0", "zone_1", "zone_2", "zone_2_coarse", "zone_3", "zone_mixed", "zoom_in",
)  # fmt: skip


def site_islands(results: Results, lang: Lang) -> Iterator[str]:
    """Islands: one of plain values, one of bytes for each plane of cells and each set of outlines.

    Args:
        results: one run; what is not in it (cells, lots) is said to be missing, never guessed.
        lang: of all words.
    """
    where = places(results)
    lines = {} if where is None else dict(_outlined(results))
    kept = {name: own for name, own in lines.items() if own is not None}
    yield island(
        "nuong-site",
        {
            "places": where,
            "crs": visible(crs_name(results)),
            "unit_m": _metres(results),
            "law": _law(results, lang),
            "cells": results.cells and cells_plain(results.cells, results, lang),
            "land": {
                name: {**own.plain(), "columns": [t.plain() for t in _told(name, results, lang)]}
                for name, own in kept.items()
            },
            "slope_decides": decided_by_slope(results) if "lots" in kept else [],
            "missing": list(_missing(results, set(lines) - set(kept), lang)),
        },
    )
    for name, own in kept.items():
        yield bytes_island(f"nuong-site-{name}", own.data)
    if results.cells is not None and where is not None:
        yield from cells_islands(results.cells)


def _law(results: Results, lang: Lang) -> Mapping[str, str]:
    """What is asked, for which day, and that no verdict is a permission."""
    title = law_book().title
    day = date_text(judged_on(results.project))
    return {
        "asked": word("tap_judged_for", lang).format(
            what=title.vi if lang == "vi" else title.en, day=day
        ),
        "note": law_note(results, lang),
    }


def _outlined(results: Results) -> Iterator[tuple[str, Outlines | None]]:
    """Communes, lots, subzones and plots; None where there are too many corners to carry."""
    yield "communes", _lines(_communes(results).geometry, results)
    if results.lots is not None and len(results.lots.frame):
        yield "lots", _lines(results.lots.frame.geometry, results)
    subzones = _subzones(results)
    if subzones is not None:
        yield "subzones", _lines(subzones.geometry, results)
    yield "plots", _lines(results.plots.pieces.frame.geometry, results)


def _told(name: str, results: Results, lang: Lang) -> Sequence[Told]:
    """Texts of shapes in the order of their outlines."""
    if name == "communes":
        names = [visible(commune) for commune in _communes(results)["name"]]
        return [told(word("col_commune", lang), names)]
    if name == "lots" and results.lots is not None:
        return told_lots(pd.DataFrame(results.lots.frame), results, lang)
    subzones = _subzones(results)
    if name == "subzones" and subzones is not None:
        labels = subzones[results.project.law.subzone_column]
        texts = [None if is_missing(label) else visible(label) for label in labels]
        return [told(word("tap_subzone", lang), texts)]
    return told_plots(pd.DataFrame(results.plots.pieces.frame), results, lang)


def _communes(results: Results) -> gpd.GeoDataFrame:
    """By code: of communes that overlap the first holds the land, as in the run."""
    return results.layers.communes.frame.sort_values("code")


def _subzones(results: Results) -> gpd.GeoDataFrame | None:
    """The subzones the law asks, if there is a layer of them."""
    drawn = results.layers.vectors.get(results.project.law.subzones or "")
    return None if drawn is None else drawn.frame


def _lines(shapes: gpd.GeoSeries, results: Results) -> Outlines | None:
    own = shapes_on(shapes, results.layers.project_crs, _EDGE_M)
    return outlines(own, _metres(results))


def _metres(results: Results) -> float:
    return float(results.layers.project_crs.axis_info[0].unit_conversion_factor)


def _missing(results: Results, left_out: set[str], lang: Lang) -> Iterator[str]:
    """What this page does not carry, in words."""
    cells = results.cells
    if cells is None:
        yield word("tap_no_cells", lang)
    elif cells.side > 1:
        rows, cols = cells.grid.shape
        values = {"n": number_text(rows * cols, lang, 0), "side": cells.side}
        yield word("tap_coarse", lang).format(**values)
    for name in sorted(left_out):
        yield word(f"tap_left_out_{name}", lang)


def site_words(lang: Lang) -> Mapping[str, str]:
    """The words of the panel, which the page needs before its islands are opened."""
    return {key: word(f"tap_{key}", lang) for key in SITE_WORDS}
