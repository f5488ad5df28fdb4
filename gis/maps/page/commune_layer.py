"""The communes of the page: outlines, names, and each one's hectares from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from gis.maps.page.map_layer import MapLayer
from gis.maps.page.shapes import display_communes, label_points
from gis.maps.results import Results
from gis.maps.text.wording import crop_and_method, is_missing, label, value_text, zone_title
from gis.messages import Lang, visible, word
from gis.units import area_ha

HELD = ("held", "planned", "flagged", "unknown")


def commune_layer(results: Results, lang: Lang) -> MapLayer:
    """Commune outlines with a label and a card; hectares are the ledger's own rows.

    A commune the ledger has no row for holds nothing of that crop, which reads 0,00 ha.
    """
    frame, crs = results.layers.communes.frame, results.layers.project_crs
    columns = {label("commune_code", lang): [visible(code) for code in frame.code]}
    whole = area_ha(frame.geometry.to_crs(crs))
    columns[word("col_commune_ha", lang)] = [value_text("commune_ha", ha, lang) for ha in whole]
    for field, hectares in _figures(results, lang):
        columns[field] = [value_text("commune_ha", hectares(code), lang) for code in frame.code]
    return MapLayer(
        word("map_communes", lang),
        "communes",
        list(columns),
        list(zip([visible(name) for name in frame.name], *columns.values(), strict=True)),
        display_communes(frame.geometry, crs),
        search="communes",
        labels=label_points(frame.geometry, crs),
    )


def _figures(results: Results, lang: Lang) -> Iterator[tuple[str, Callable[[str], float]]]:
    """A field and its hectares by commune code, for every crop, method and zone rule."""
    holdings = results.ledger.holdings
    for (crop, method), rows in holdings.groupby(["crop", "method"], dropna=False):
        for key in HELD:
            column = f"{key}_ha"
            if not rows[column].isna().all():
                head = word(f"head_{key}", lang).removesuffix(" (ha)")
                field = f"{crop_and_method(crop, method, lang)}: {head.lower()}"
                yield field, _by_commune(rows, column)
    zones = results.ledger.zone_communes
    for name, rule in results.project.zones.items():
        title = zone_title(rule, lang)
        rows = zones[zones.rule == name]
        yield f"{word('map_zones', lang)}: {title}", _by_commune(rows, "candidate_ha")


def _by_commune(rows: pd.DataFrame, column: str) -> Callable[[str], float]:
    figures: dict[Any, float] = {
        row["commune_code"]: row[column]
        for row in rows.to_dict("records")
        if not is_missing(row["commune_code"])
    }
    return lambda code: figures.get(code, 0.0)
