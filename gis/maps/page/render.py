"""The map: one HTML file that asks no network for anything.

folium renders only constant markup of ours. Everything that comes from data is put into the
finished page as islands (``gis.maps.page.island``) and shown by our script with ``textContent``:
folium and branca compile what they are given as template source, so a name could otherwise run
code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import folium

from gis.maps.page.base import BasePicture, base_picture
from gis.maps.page.island import content_policy, island
from gis.maps.page.land_layers import layer_groups
from gis.maps.page.leaflet import (
    leaflet_script,
    leaflet_style,
    our_markup,
    our_script,
    our_style,
)
from gis.maps.page.map_layer import LayerGroup
from gis.maps.page.shapes import wgs84_bounds
from gis.maps.page.style import style_table
from gis.maps.results import Results
from gis.maps.text.ledger_tables import ledger_tables
from gis.maps.text.title_block import title_block
from gis.messages import Lang, visible, word

TILE_HOST = "https://tile.openstreetmap.org"
PAGE_WORDS = (
    "about", "card_close", "card_hint", "communes_as_of", "criteria",
    "data_layers", "illustrative", "layers", "ledger", "legend", "map_label",
    "mouse_place", "no_match", "old_browser", "permit_short", "rules", "search", "search_hint",
    "terrain", "terrain_unknown", "tiles", "title", "warnings", "warnings_none", "zoom_all",
    "zoom_in", "zoom_out", "head_layer", "head_kind", "head_source", "head_dated", "head_crs",
    "head_criterion", "head_test", "head_confidence", "head_rule",
)  # fmt: skip


class _BareMap(folium.Map):
    """A folium map that links no script and no style sheet: the page carries its own."""

    # folium declares both as instance variables and reads them from the class.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def render_map(results: Results, lang: Lang, *, tiles: bool = False) -> str:
    """The whole page as text; the same results give the same characters.

    Args:
        results: one run.
        lang: language of the page.
        tiles: also show OpenStreetMap tiles. They come over the network and tell its owner where
            the reader looks, so they are off unless asked for.

    Returns:
        HTML to be written as UTF-8 without newline translation (its scripts are hashed).
    """
    base = base_picture(results.layers.dem)
    groups = layer_groups(results, lang)
    told = _page(results, groups, lang, tiles=tiles)
    title = results.project.area.title.text(lang)
    return page_text(title, base, told, groups, lang, tiles=tiles)


def page_text(
    title: str,
    base: BasePicture,
    told: Mapping[str, Any],
    groups: Sequence[LayerGroup],
    lang: Lang,
    *,
    tiles: bool = False,
) -> str:
    """A whole page as text, whatever it shows.

    Args:
        title: of the page; text from data is allowed here.
        base: the picture below everything.
        told: plain values of the page: words, styles, groups, tables (see :func:`group_values`).
        groups: its layers.
        lang: of the page.
        tiles: also show online tiles.
    """
    head, body, script = _folium_parts(base, tiles)
    before, after = our_markup()
    layers = [layer for group in groups for layer in group.layers]
    page = "\n".join([
        '<meta charset="utf-8">',
        f"<title>{escape(visible(title))}</title>",
        head,
        f"<style>{leaflet_style()}</style>",
        f"<style>{our_style()}</style>",
        f"<script>{leaflet_script()}</script>",
        "</head>",
        "<body>",
        before,
        body,
        after,
        island("nuong-page", told),
        *(island(f"nuong-layer-{n}", vars(layer)) for n, layer in enumerate(layers)),
        f"<script>{script}</script>",
        f"<script>{our_script()}</script>",
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip
    policy = content_policy(page, TILE_HOST if tiles else "")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n{meta}\n{page}'


def group_values(groups: Sequence[LayerGroup]) -> list[dict[str, Any]]:
    """What the page is told of its groups; their layers are islands of their own."""
    return [{"title": g.title, "notes": g.notes, "size": len(g.layers)} for g in groups]


def _folium_parts(base: BasePicture, tiles: bool) -> tuple[str, str, str]:
    """What folium makes (head, body, script) of our own constants and the picture alone."""
    drawn = _BareMap(
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        zoomSnap=0.25,
        zoomDelta=0.5,
        wheelPxPerZoomLevel=120,
    )
    drawn._id = "nuong"
    if tiles:
        online = folium.TileLayer("OpenStreetMap")
        online._id = "online"
        online.add_to(drawn)
    picture = folium.raster_layers.ImageOverlay(
        image=base.uri,
        bounds=base.bounds,
        opacity=0.55 if tiles else 1.0,
        mercator_project=False,
        pixelated=False,
        pane="tilePane",
    )
    picture._id = "base"
    picture.add_to(drawn)
    figure: Any = drawn.get_root()
    figure.render()
    head = figure.header.render().replace(", maximum-scale=1.0, user-scalable=no", "")
    return head, figure.html.render(), figure.script.render()


def _page(
    results: Results, groups: list[LayerGroup], lang: Lang, *, tiles: bool
) -> Mapping[str, Any]:
    area = results.project.area
    return {
        "lang": lang,
        "title": visible(area.title.text(lang)),
        "illustrative": area.illustrative,
        "tiles": tiles,
        "bounds": wgs84_bounds(results.layers.communes.frame.geometry),
        "words": {key: word(f"map_{key}", lang) for key in PAGE_WORDS},
        "styles": style_table(),
        "groups": group_values(groups),
        "tables": [vars(table) for table in ledger_tables(results, lang)],
        "about": title_block(results, lang),
    }
