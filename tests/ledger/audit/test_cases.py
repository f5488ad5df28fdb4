"""Cases of the land of ``tests.zones.allocation.ground``: stakes, ranks, sentences, sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gis.ledger.audit.cases import ranked_cases
from gis.ledger.audit.closures import audit_closures
from gis.zones.tables import FeatureTable
from tests.land import square, vector
from tests.zones.allocation.ground import KEYS, ROWS, asked_of, country, given, surveyed


def audited(land, **parts):
    found = surveyed(land, **parts)
    findings, cases = ranked_cases(asked_of(land, **parts), found)
    return found, findings, cases.frame.set_index("case_id")


@pytest.fixture(scope="module")
def told():
    return audited(country(given(ROWS)))


def test_most_at_stake_comes_first_and_ties_go_by_id(told):
    _, _, cases = told
    # A4: 1.3 ha outside planning (and 0.3 on paper). A1: 1.0 ha barred. A5: 1.0 ha of no lot.
    # A1+A2: 0.5 ha shared. A3: 0.5 ha outside its lot. A2 and A6 have nothing.
    assert list(cases.index) == [
        "given:A4",
        "given:A1",
        "given:A5",
        "given:A1+given:A2",
        "given:A3",
    ]
    assert list(cases["stake_ha"]) == pytest.approx([1.3, 1.0, 1.0, 0.5, 0.5])
    assert list(cases["case_rank"]) == [1, 2, 3, 4, 5]
    assert list(cases["severity"]) == ["check", "conflict", "cannot_tell", "conflict", "conflict"]
    assert list(cases["kinds"]) == ["function; paper", "law", "function; lot", "overlap", "lot"]


def test_stakes_of_a_case_are_not_added_up(told):
    _, findings, cases = told
    own = findings[findings["case_id"] == "given:A4"]
    assert list(own["stake_ha"]) == pytest.approx([1.3, 0.3])
    assert cases.loc["given:A4", "stake_ha"] == pytest.approx(1.3)


def test_sentences_say_the_figures_in_both_languages_and_no_name(told):
    _, findings, cases = told
    paper = findings[(findings["case_id"] == "given:A4") & (findings["kind"] == "paper")].iloc[0]
    assert paper["sentence_vi"] == "Giấy ghi 1,00 ha, hình vẽ 1,30 ha: lệch 0,30 ha (30,0 %)."
    assert paper["sentence_en"] == "1.00 ha on paper, 1.30 ha drawn: 0.30 ha apart (30.0 %)."
    law = cases.loc["given:A1"]
    assert "1,00 ha không được trồng dược liệu" in law["sentence_vi"]
    assert "146/2026/NĐ-CP" in law["citation"]
    assert "513/01/3" in cases.loc["given:A5", "sentence_en"]
    owners = {row[2].get("owner") for row in ROWS} - {None}
    for text in (*cases["sentence_vi"], *cases["sentence_en"]):
        assert not any(owner in text for owner in owners)


def test_a_pair_carries_both_owners_and_the_land_they_share(told):
    pair = told[2].loc["given:A1+given:A2"]
    assert (pair["owner"], pair["other_owner"]) == ("Giàng A Páo", "Lý Chin Sủ")
    assert pair.geometry.area == pytest.approx(5000)


@pytest.mark.parametrize(
    ("owners", "forms", "severity"),
    [
        (("a", "b"), ("allocated", "allocated"), "conflict"),
        (("a", "b"), ("allocated", "leased"), "conflict"),
        (("a", "b"), ("contracted", "contracted"), "conflict"),
        (("a", "b"), ("allocated", "contracted"), "check"),
        (("a", "A"), ("allocated", "allocated"), "check"),
        (("a", None), ("allocated", "allocated"), "cannot_tell"),
    ],
)
def test_how_grave_a_pair_is(owners, forms, severity):
    two = [(f"B{n}", square(300 + 50 * n, 300, 100), {"owner": owners[n], "form": forms[n]})
           for n in range(2)]  # fmt: skip
    cases = audited(country(given(two)))[2]
    assert list(cases["severity"]) == [severity]


def test_less_than_the_least_is_no_case():
    # 4 m × 100 m = 0.04 ha shared.
    two = [
        ("B1", square(300, 300, 100), {"owner": "a"}),
        ("B2", square(396, 300, 100), {"owner": "b"}),
    ]
    assert audited(country(given(two)))[2].empty
    assert len(audited(country(given(two)), audit={"least_ha": 0.03})[2]) == 1


def test_the_tolerance_of_paper_is_the_project_s():
    one = [("B1", square(300, 300, 100), {"paper_ha": 0.9})]
    assert list(audited(country(given(one)))[2]["kinds"]) == ["paper"]
    # 10 % of 0.9 are 0.09: still less than the 0.1 ha they differ by.
    wide = {"paper_tolerance_share": 0.12}
    assert audited(country(given(one)), audit=wide)[2].empty


def test_planned_plots_and_agroforestry_are_asked_for_slope():
    plots = vector(
        "plots", "cassava", [square(300, 300, 50)], id=["C1"], crop=["cassava"], method=[None],
        state=["planned"],
    )  # fmt: skip
    rows = [("B1", square(400, 400, 100), {"purpose": "agroforestry"}),
            ("B2", square(400, 600, 100), {"purpose": "production"})]  # fmt: skip
    cases = audited(country(given(rows), plots))[2]
    assert list(cases.index) == ["given:B1", "cassava:C1"]
    assert "1,00 ha dốc trên 25° (trong đó 1,00 ha trên 30°" in cases.loc["given:B1", "sentence_vi"]


def test_contracts_that_protect_special_use_forest_are_no_case():
    from tests.zones.allocation.ground import lots, patch

    special = (patch(800, 1000), ("600", "1", "1"), {"ldlr": "TXB", "malr3": 2, "mamdsd": 6})
    rows = [("B1", square(850, 300, 100), {"form": "contracted", "purpose": "protection"}),
            ("B2", square(850, 500, 100), {"form": "leased", "purpose": "protection"})]  # fmt: skip
    cases = audited(country(given(rows), forest=lots(special)))[2]
    assert list(cases.index) == ["given:B2"]


def test_every_sum_closes_and_one_that_does_not_is_seen(told):
    found = told[0]
    closures = audit_closures(found)
    assert len(closures) > 15
    assert all(one.holds for one in closures)
    # Half a square metre lost of one row's functions.
    spoiled = found.rows.frame.copy()
    spoiled.loc[0, "production_ha"] += 5e-5
    table = FeatureTable(spoiled, found.rows.columns)
    failed = [one.name for one in audit_closures(replace(found, rows=table)) if not one.holds]
    assert failed == ["audit.functions", f"audit.functions:{spoiled['audit_id'][0]}"]


def test_a_key_of_several_lots_some_missing_has_no_hectares_at_stake():
    rows = [("B1", square(400, 300, 100), {"key": ("512", "1", "2, 9")})]
    cases = audited(country(given(rows)))[2]
    assert (cases["kinds"].iloc[0], cases["stake_ha"].iloc[0]) == ("lot", 0)
    assert KEYS["P"] == ("512", "1", "2")
