"""The audit's map: cases by severity, every allocation, the communes, the tables beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from gis.ledger.audit.model import SEVERITIES
from gis.maps.audit.about import audit_facts, newest, severity_notes, source_rows
from gis.maps.audit.results import AuditResults
from gis.maps.audit.style import audit_styles
from gis.maps.audit.text_tables import audit_tables
from gis.maps.audit.wording import audit_label, audit_text
from gis.maps.columns import PERSONAL
from gis.maps.page.base import base_picture
from gis.maps.page.map_layer import LayerGroup, MapLayer
from gis.maps.page.render import PAGE_WORDS, group_values, page_text
from gis.maps.page.shapes import (
    PLOT_TOLERANCE_M,
    display_communes,
    display_shapes,
    label_points,
    wgs84_bounds,
)
from gis.maps.text.notes import named_crs
from gis.maps.text.title_block import cell_text
from gis.messages import Lang, visible, word
from gis.units import date_text
from gis.zones.allocation.tables import FUNCTION_HA

CASE_CARD = (
    "case_rank", "severity", "kinds", "stake_ha", "commune", "audit_id", "other_audit_id", "owner",
    "other_owner", "form", "purpose", "contract", "contract_date", "sentence", "citation",
)  # fmt: skip
ROW_CARD = (
    "case_rank", "sentence", "role", "commune", "owner", "form", "purpose", "contract",
    "contract_date", "area_ha", "paper_ha", "paper_difference_ha", "paper_verdict",
    *FUNCTION_HA, "over_25_ha", "over_30_ha",
    "slope_unknown_ha", "over_25_probability", "lot_verdict", "outside_lot_ha", "lies_in",
    "legal_verdict", "legal_verdict_ha",
)  # fmt: skip
# What a card leaves out where nothing is said.
_OPTIONAL = (
    "owner", "other_owner", "other_audit_id", "contract", "contract_date", "citation",
    "over_25_probability", "outside_lot_ha", "lies_in", "case_rank", "sentence",
)  # fmt: skip
TOTALS_SHOWN = ("drawn_ha", "overlap_ha", "counted_ha", "paper_ha")


def audit_page(results: AuditResults, lang: Lang) -> str:
    """The whole map as text; the same audit gives the same characters.

    Names of people are on it only with ``names_on_map``.
    """
    groups = _groups(results, lang)
    title = results.project.area.title.text(lang)
    base = base_picture(results.layers.dem)
    return page_text(title, base, _told(results, groups, lang), groups, lang)


def _groups(results: AuditResults, lang: Lang) -> list[LayerGroup]:
    land = results.ledger.land
    cases = results.ledger.cases.frame
    by_severity = [
        _layer(
            results, cases[cases["severity"] == severity], word(f"audit_severity_{severity}", lang),
            f"audit_{severity}", CASE_CARD, "case_id", lang, search="plots",
        )
        for severity in SEVERITIES
    ]  # fmt: skip
    outside = _layer(
        results, land.outside.frame, word("audit_outside", lang), "audit_outside",
        ("audit_id", "area_ha"), "lot_keys", lang,
    )  # fmt: skip
    rows = _layer(
        results, _with_cases(results, lang), word("audit_rows", lang), "audited", ROW_CARD,
        "audit_id", lang, search="plots",
    )  # fmt: skip
    notes = [word("audit_permit", lang), *severity_notes(results, lang)]
    return [
        LayerGroup(word("audit_cases", lang), by_severity, notes),
        LayerGroup(
            word("audit_rows", lang), [outside, rows] if len(land.outside.frame) else [rows]
        ),
        LayerGroup(word("map_places", lang), [_communes(results, lang)]),
    ]


def _with_cases(results: AuditResults, lang: Lang) -> gpd.GeoDataFrame:
    """The audited rows with the sentence and rank of their own case, where they are one."""
    cases, rows = results.ledger.cases.frame.set_index("case_id"), results.ledger.land.rows.frame
    own = cases.reindex(rows["audit_id"])
    return rows.assign(
        sentence=own[f"sentence_{lang}"].to_numpy(), case_rank=own["case_rank"].to_numpy()
    )


def _layer(
    results: AuditResults,
    frame: gpd.GeoDataFrame,
    name: str,
    style: str,
    card: Sequence[str],
    title: str,
    lang: Lang,
    search: str = "",
) -> MapLayer:
    """A layer of the page; its hectares are not added up, for land may lie in two rows."""
    frame = frame.rename(columns={f"sentence_{lang}": "sentence"})
    hidden = () if results.project.area.names_on_map else PERSONAL
    asked = [c for c in card if c not in hidden]
    columns = [c for c in asked if c not in _OPTIONAL or frame[c].notna().any()]
    texts = [[_card_text(c, value, lang) for value in frame[c]] for c in columns]
    return MapLayer(
        name,
        style,
        [audit_label(c, lang) for c in columns],
        list(zip([visible(t) for t in frame[title]], *texts, strict=True)),
        display_shapes(frame.geometry, results.layers.project_crs, PLOT_TOLERANCE_M),
        search=search,
    )


def _card_text(column: str, value: Any, lang: Lang) -> str | None:
    """A cell of a card; None leaves the line out."""
    missing = value is None or value != value
    return None if column in _OPTIONAL and missing else audit_text(column, value, lang)


def _communes(results: AuditResults, lang: Lang) -> MapLayer:
    frame, crs = results.layers.communes.frame, results.layers.project_crs
    totals = results.ledger.land.totals
    columns = {audit_label("commune_code", lang): [visible(code) for code in frame["code"]]}
    for role, own in totals[totals["place"] == "commune"].groupby("role"):
        figures = own.set_index("commune_code")
        for column in TOTALS_SHOWN:
            name = f"{word(f'audit_role_{role}', lang)}: {audit_label(column, lang).lower()}"
            columns[name] = [audit_text(column, figures[column][c], lang) for c in frame["code"]]
    return MapLayer(
        word("map_communes", lang),
        "communes",
        list(columns),
        list(zip([visible(name) for name in frame["name"]], *columns.values(), strict=True)),
        display_communes(frame.geometry, crs),
        search="communes",
        labels=label_points(frame.geometry, crs),
    )


def _told(results: AuditResults, groups: Sequence[LayerGroup], lang: Lang) -> Mapping[str, Any]:
    area = results.project.area
    words = {key: word(f"map_{key}", lang) for key in PAGE_WORDS}
    words |= {
        "title": word("audit_title", lang),
        "permit_short": word("audit_permit", lang),
        "ledger": word("audit_tab", lang),
    }
    return {
        "lang": lang,
        "title": visible(area.title.text(lang)),
        "illustrative": area.illustrative,
        "tiles": False,
        "bounds": wgs84_bounds(results.layers.communes.frame.geometry),
        "words": words,
        "styles": audit_styles(),
        "groups": group_values(groups),
        "tables": [vars(table) for table in audit_tables(results, lang)],
        "about": _about(results, lang),
    }


def _about(results: AuditResults, lang: Lang) -> Mapping[str, Any]:
    parts = [
        cell_text(results.grid, lang),
        visible(named_crs(results.layers.project_crs)),
        f"{word('map_head_dated', lang)} {date_text(newest(results))}",
    ]
    return {
        "summary": " · ".join(parts),
        "facts": [list(fact) for fact in audit_facts(results, lang)],
        "layers": source_rows(results, lang),
        "criteria": [],
        "rules": [],
        "warnings": [visible(problem.text(lang), 1000) for problem in results.problems],
    }
