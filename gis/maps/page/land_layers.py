"""The layers a page shows: which land, how it is drawn, what its card says, its hectares.

Columns are listed one by one: a column of an office's file that is not named here never reaches
the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from gis.maps.columns import PERSONAL
from gis.maps.page.card_rows import CardRows
from gis.maps.page.commune_layer import commune_layer
from gis.maps.page.map_layer import LayerGroup, MapLayer
from gis.maps.page.shapes import (
    LAND_TOLERANCE_M,
    PLOT_TOLERANCE_M,
    display_shapes,
)
from gis.maps.page.style import lines_style, plots_style, zones_style
from gis.maps.results import Results
from gis.maps.text.doubt_text import doubt_notes
from gis.maps.text.range_text import zone_range
from gis.maps.text.wording import (
    crop_and_method,
    flag_title,
    is_missing,
    label,
    zone_title,
)
from gis.messages import Lang, number_text, visible, word
from gis.project.under_law import judged_on
from gis.reference.plans import plan_rule
from gis.units import date_text, ha_text
from gis.zones.tables import VERDICTS

FLAG_CARD = (
    "commune", "owner", "crop", "method", "state", "plot_area_ha", "plot_flagged_ha",
    "plot_flagged_share", "plot_unknown_ha", "slope_mean_deg", "slope_max_deg", "cites",
    "quote_vi", "area_ha", "counted_ha", "flagged_ha", "clear_ha", "unknown_ha",
    "over_probability", "sure_verdict", "low_ha", "central_ha", "high_ha", "suspect_ha",
    "compare_flagged_ha", "visit_order",
)  # fmt: skip
# What doubt adds to a judged piece: figures of the whole plot.
DOUBT_FIELDS = (
    "over_probability", "sure_verdict", "low_ha", "central_ha", "high_ha", "suspect_ha",
    "compare_flagged_ha", "visit_order",
)  # fmt: skip
PLOT_CARD = (
    "commune", "owner", "crop", "method", "state", "plot_area_ha", "area_ha", "counted_ha",
    "planted_year", "harvest_year", "planting_area_code", "facility_code", "gi",
    "standard_variety", "sustainable_practice", "intensive", "legal_verdict", "legal_verdict_ha",
    "legal_reason", "legal_citation", "legal_judged_on",
)  # fmt: skip
ZONE_CARD = (
    "commune", "named_by_plan", "crop", "method", "area_ha", "zone_area_ha", "elevation_min_m",
    "elevation_mean_m", "elevation_max_m", "slope_mean_deg", "slope_max_deg",
    "canopy_mean_share", "forest_state", "forest_owner", "legal_verdict", "legal_verdict_ha",
    "legal_reason", "legal_citation", "legal_judged_on", "cites", "quote_vi",
)  # fmt: skip
# What the law says of a plot's piece, where the plot is of a medicinal crop.
LEGAL_FIELDS = (
    "legal_verdict", "legal_verdict_ha", "legal_reason", "legal_citation", "legal_judged_on",
)  # fmt: skip
OVERLAP_CARD = ("plot_id", "crop", "other_plot_id", "other_crop", "same_crop", "area_ha")


def layer_groups(results: Results, lang: Lang) -> list[LayerGroup]:
    """Every group of the page, from the land that needs a look to the ground below."""
    groups = [
        *_judged_groups(results, lang),
        *_mapped_groups(results, lang),
        *_zone_groups(results, lang),
        _place_group(results, lang),
    ]
    return [g for g in groups if g.layers]


def _judged_groups(results: Results, lang: Lang) -> Iterator[LayerGroup]:
    frame = with_doubt(results)
    for name, rule in results.project.flags.items():
        judged = frame[frame.rule == name]
        layers = [
            _layer(
                judged[judged.verdict == verdict],
                word(f"verdict_{verdict}", lang),
                verdict,
                _card(FLAG_CARD, results),
                "plot_id",
                "counted_ha",
                lang,
            )
            for verdict in VERDICTS
        ]
        notes = [
            _sum_note(part, judged[f"counted_{part}_ha"], lang)
            for part in ("flagged", "clear", "unknown")
        ]
        notes += doubt_notes(results, name, lang)
        yield LayerGroup(flag_title(name, rule, lang), layers, notes)


def with_doubt(results: Results) -> gpd.GeoDataFrame:
    """What the page shows of judged pieces, and of their plot's doubt beside them."""
    keys = ["rule", "layer", "plot_id"]
    doubt = pd.DataFrame(results.doubt.plots.frame)[[*keys, *DOUBT_FIELDS]]
    flags = results.flags.frame
    shown = {*FLAG_CARD, *keys, "verdict", "counted_flagged_ha", "counted_clear_ha"}
    shown |= {"counted_unknown_ha", "geometry"}
    told = flags[[c for c in flags if c in shown]]
    return told.merge(doubt, on=keys, how="left", validate="many_to_one")


def _mapped_groups(results: Results, lang: Lang) -> Iterator[LayerGroup]:
    pieces = with_law(results, lang)
    mapped = pieces[~pieces.piece_id.isin(results.flags.frame.piece_id)]
    groups = mapped.groupby(["crop", "method"], dropna=False, sort=True)
    plain = [crop for crop, method in groups.groups if is_missing(method) and not is_missing(crop)]
    layers = [
        _layer(
            group,
            crop_and_method(crop, method, lang),
            plots_style(
                None if is_missing(method) else method,
                plain.index(crop) if crop in plain else None,
            ),
            _card(PLOT_CARD, results),
            "plot_id",
            "counted_ha",
            lang,
        )
        for (crop, method), group in groups
    ]
    notes = [word("map_canopy_unseen", lang)] if "under_canopy" in set(mapped.method) else []
    yield LayerGroup(word("map_mapped_plots", lang), layers, notes)


def with_law(results: Results, lang: Lang) -> gpd.GeoDataFrame:
    """Pieces of plots with what the law says of those of medicinal crops beside them."""
    pieces, legal = results.plots.pieces.frame, results.legal
    if legal is None:
        return pieces.assign(**dict.fromkeys(LEGAL_FIELDS))
    said = _in_words(pd.DataFrame(legal.plots.frame), results, lang)[["piece_id", *LEGAL_FIELDS]]
    return pieces.merge(said, on="piece_id", how="left", validate="one_to_one")


def _in_words(rows: Any, results: Results, lang: Lang) -> Any:
    """Rows with the reason in one language, and the day they were judged for."""
    day = date_text(judged_on(results.project))
    stated = [None if is_missing(v) else day for v in rows["legal_verdict"]]
    return rows.assign(legal_reason=rows[f"legal_reason_{lang}"], legal_judged_on=stated)


def _zone_groups(results: Results, lang: Lang) -> Iterator[LayerGroup]:
    frame, communes = results.zones.zones.frame, results.zones.communes
    layers, notes = [], [word("map_proposal_not_permit", lang)]
    for name, rule in results.project.zones.items():
        title = zone_title(rule, lang)
        cited = plan_rule(rule.cites) if rule.cites else None
        zones = _in_words(frame[frame.rule == name], results, lang).assign(
            cites=rule.cites, quote_vi=cited.quote_vi if cited else None
        )
        style = zones_style(rule.method)
        card = _card(ZONE_CARD, results)
        layers.append(_layer(zones, title, style, card, "zone", "area_ha", lang))
        unknown_ha = communes.unknown_ha[communes.rule == name]
        notes.append(f"{title} · {_sum_note('unknown', unknown_ha, lang)}")
        notes += zone_range(results, name, lang)
    yield LayerGroup(word("map_zones", lang), layers, notes)


def _card(columns: Sequence[str], results: Results) -> Sequence[str]:
    """The columns a card may show: names of people only where the office wants them."""
    shown = results.project.area.names_on_map
    return columns if shown else [c for c in columns if c not in PERSONAL]


def _place_group(results: Results, lang: Lang) -> LayerGroup:
    layers = [commune_layer(results, lang)]
    overlaps = results.plots.overlaps.frame.copy()
    overlaps["title"] = overlaps.plot_id + " ∩ " + overlaps.other_plot_id
    if len(overlaps):
        name = word("map_overlaps", lang)
        layers.insert(0, _layer(overlaps, name, "overlaps", OVERLAP_CARD, "title", "area_ha", lang))
    lines = [v for v in results.layers.vectors.values() if v.spec.kind == "lines"]
    for order, line in enumerate(lines):
        crs = results.layers.project_crs
        shapes = display_shapes(line.frame.geometry, crs, LAND_TOLERANCE_M)
        kept = [s for s in shapes[:] if s is not None]
        name = _line_title(line.name, lang)
        layers.append(MapLayer(name, lines_style(order), (), [(name,)] * len(kept), kept))
    return LayerGroup(word("map_places", lang), layers, _lots_note(results, lang))


def _lots_note(results: Results, lang: Lang) -> list[str]:
    """Says that forest lots are not drawn, which a page of 200,000 could not be opened with."""
    if results.lots is None or results.lots.frame.empty:
        return []
    number = number_text(len(results.lots.frame), lang, 0)
    return [word("map_lots_not_drawn", lang).format(n=number)]


def _line_title(name: str, lang: Lang) -> str:
    try:
        return word(f"map_lines_{name}", lang)
    except KeyError:
        return visible(name)


def _layer(
    frame: gpd.GeoDataFrame,
    name: str,
    style: str,
    card: Sequence[str],
    title: str,
    measured: str,
    lang: Lang,
) -> MapLayer:
    nowhere = frame.geometry.isna() | frame.geometry.is_empty
    there = frame[~nowhere] if nowhere.any() else frame
    columns = [c for c in card if _is_said(there[c])]
    tolerance_m = LAND_TOLERANCE_M if style.startswith("zones") else PLOT_TOLERANCE_M
    return MapLayer(
        name,
        style,
        [label(c, lang) for c in columns],
        CardRows(there, title, columns, lang),
        display_shapes(there.geometry, CRS(frame.crs), tolerance_m),
        area=ha_text(frame[measured].sum(skipna=False), lang),
        search="plots" if title == "plot_id" else "",
    )


def _is_said(column: pd.Series[Any]) -> bool:
    """Whether a card shows a column: figures of land always, but doubt only where there is any."""
    doubtful = (*DOUBT_FIELDS, *LEGAL_FIELDS)
    always = str(column.name).endswith("_ha") and column.name not in doubtful
    return always or column.name == "commune" or not column.isna().all()


def _sum_note(part: str, hectares: pd.Series[Any], lang: Lang) -> str:
    """A line of the legend; one unknown figure makes the sum unknown."""
    return f"{word(f'map_sum_{part}', lang)}: {ha_text(hectares.sum(skipna=False), lang)}"
