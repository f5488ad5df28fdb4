"""What the law says, in every product: card, ledger, notes, record; never a permission."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gis.ledger.legal_rows import legal_rows
from gis.ledger.places import commune_list
from gis.maps.geopackage import office_frames
from gis.maps.page.land_layers import layer_groups
from gis.maps.record import record_text
from gis.maps.results import Results
from gis.maps.tables import ledger_csv
from gis.maps.text.law_text import law_notes, law_tables
from gis.zones.legal_method import legal_method
from gis.zones.tables import LEGAL_HA, LEGAL_PLOT_COLUMNS, LegalLand
from tests import land
from tests.maps.results import little_results
from tests.maps.results_tables import plain_table, table


def judged(frms: bool = False) -> Results:
    """The small run, with G1 (1 ha) barred on 0.25 ha and needing a plan on the rest."""
    results = little_results()
    said = {
        "legal_verdict": "barred_unless_approved", "legal_verdict_ha": 0.25,
        "legal_barred_ha": 0.25, "legal_check_ha": 0.0, "legal_insufficient_ha": 0.0,
        "legal_plan_ha": 0.75, "legal_no_rule_ha": 0.0, "legal_reasons": "steep_watershed",
        "legal_reason_vi": "dốc trên 30°", "legal_reason_en": "over 30°",
        "legal_citation": "Điều 11",
    }  # fmt: skip
    pieces = results.plots.pieces.frame
    piece = pieces[pieces.plot_id == "G1"].iloc[0]
    names = [c for c in LEGAL_PLOT_COLUMNS if c in pieces]
    plots = table(LEGAL_PLOT_COLUMNS, [dict(piece[names]) | said], [piece.geometry])
    row = {"crop": "ginseng", "method": "under_canopy", "commune_code": piece["commune_code"]}
    counted = plain_table([*row, *LEGAL_HA], [row | said])
    method = legal_method(results.project, results.layers)
    legal = LegalLand(plots, counted, True, method)
    rows = legal_rows(legal, results.zones.zones.frame, commune_list(results.layers))
    results = replace(results, legal=legal, ledger=replace(results.ledger, legal=rows))
    if frms:
        forest = land.vector("forest", "forest", [land.square(0, 0, 100)], dtuong=[9])
        vectors = results.layers.vectors | {"forest": forest}
        results = replace(results, layers=replace(results.layers, vectors=vectors))
    return results


@pytest.mark.parametrize(("lang", "reason"), [("vi", "dốc trên 30°"), ("en", "over 30°")])
def test_the_card_of_a_plot_says_verdict_reason_article_and_day(lang, reason):
    texts = [
        dict(zip(layer.fields, row[1:], strict=True))
        for group in layer_groups(judged(), lang)
        for layer in group.layers
        for row in layer.rows
        if row[0] == "G1"
    ]
    said = " | ".join(texts[0].values())
    assert reason in said
    assert "Điều 11" in said
    assert "21/11/2026" in said
    assert ("trừ khi Chủ tịch" if lang == "vi" else "unless the provincial chairman") in said


def test_the_ledger_has_hectares_by_verdict_and_the_note():
    text = ledger_csv(judged(), "en")
    totals = [r for r in text.splitlines() if r.startswith("law,") and ",total," in r]
    assert len(totals) == 5
    assert sum("0.2500" in r and "barred_unless_approved" in r for r in totals) == 1
    assert "They are no permission" in text


def test_the_table_of_the_page_adds_up():
    (one,) = law_tables(judged(), "vi")
    held, total = one.rows[2], one.rows[-1]
    assert held["cells"][1:] == ["0,25", "0,00", "0,00", "0,75", "0,00", "1,00"]
    assert total["cells"][1:] == held["cells"][1:]
    assert "không phải là giấy phép" in one.note


def test_the_record_states_the_day_and_the_rules():
    law = json.loads(record_text(judged(), "vi", {}))["law"]
    assert law["judged_on"] == "2026-11-21"
    assert law["judged_on_stated"] is False
    assert "strict_subzone" in law["rules_in_force"]
    assert law["unverified_readings"]


def test_an_unknown_frms_version_is_said():
    notes = dict(law_notes(judged(frms=True), "vi"))
    assert "CHƯA RÕ phiên bản FRMS" in notes["frms_version"]
    assert "frms_version" not in dict(law_notes(judged(), "vi"))


def test_a_run_the_law_was_not_asked_of_has_empty_tables():
    results = little_results()
    assert law_tables(results, "vi") == []
    assert dict(law_notes(results, "vi")) == {}
    assert office_frames(results)["plots_law"].empty
    assert json.loads(record_text(results, "vi", {}))["law"] is None
