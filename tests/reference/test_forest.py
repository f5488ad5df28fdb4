"""The rangers' codes: 93 states in number order, lists by column, owner groups by version."""

from __future__ import annotations

import pytest

from gis.reference.forest import (
    FOREST_COLUMNS,
    code_list,
    forest_column,
    ldlr_codes,
    ldlr_name,
    ldlr_number,
)


def test_ninety_three_states_in_number_order():
    codes = ldlr_codes()
    assert len(codes) == len(set(codes)) == 93
    # First and last of each group of the list.
    places = {
        1: "TXG1", 13: "RNN1", 14: "TXG", 18: "TXP", 19: "RLG", 33: "RKP", 34: "TXDG", 38: "TXDP",
        39: "RNMG", 42: "RNMP", 43: "RNPG", 46: "RNPP", 47: "RNN", 48: "TLU", 53: "TND",
        54: "HG1", 57: "CD", 60: "RTG", 64: "RTC", 65: "RTTN", 71: "RTKD", 72: "DTR", 77: "DTRC",
        78: "DT2", 81: "DT2P", 82: "DT1", 85: "DT1P", 86: "BC1", 88: "NN", 91: "NNP", 92: "MN",
        93: "DKH",
    }  # fmt: skip
    assert {n: codes[n - 1] for n in places} == places
    assert all(ldlr_number(code) == i for i, code in enumerate(codes, start=1))


@pytest.mark.parametrize(
    ("written", "number"),
    [("nld", 89), ("NLM", 90), ("NLP", 91), ("NL", 88), ("DK", 93), (" txg ", 14), ("rnp1", 12)],
)
def test_other_spellings(written: str, number: int):
    assert ldlr_number(written) == number


@pytest.mark.parametrize("written", ["", "TX", "LUC", "14"])
def test_what_is_no_state_is_none(written: str):
    assert ldlr_number(written) is None
    assert ldlr_name(written) is None


def test_rich_forest_is_not_interplanted():
    assert ldlr_name("TXG").vi == "Rừng lá rộng thường xanh núi đất giàu"
    assert ldlr_name("TXG1").en == "Primary rich evergreen broadleaved forest"


def test_the_three_forest_categories_are_not_in_the_order_of_the_law():
    assert [n.vi for n in code_list("malr3").values()] == [
        "Rừng phòng hộ",
        "Rừng đặc dụng",
        "Rừng sản xuất",
    ]


def test_owner_groups_need_a_version():
    assert code_list("dtuong", "3")[8].en == "Foreign enterprise"
    assert code_list("dtuong", "4")[8].en == "Special-use forest board"
    assert max(code_list("dtuong", "3")) == 11
    assert max(code_list("dtuong", "4")) == 9
    with pytest.raises(KeyError):
        code_list("dtuong")


@pytest.mark.parametrize(
    ("column", "codes"),
    [("mamdsd", range(1, 13)), ("nggocr", range(1, 4)), ("nqh", range(3)), ("lapdia", range(1, 7))],
)
def test_lists_are_whole(column: str, codes: range):
    assert list(code_list(column)) == list(codes)


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("TK", "tk"), ("tieukhu", "tk"), ("SUB_COMPT_", "khoanh"), ("plot_code", "lo"),
        ("ldlr_23", "ldlr"), ("MALDLR_23", "maldlr"), ("forest_typ", "maldlr"),
        ("forest_fun", "mamdsd"), ("actor_type", "dtuong"), ("mtr", "mtn"), ("owner_email", None),
    ],
)  # fmt: skip
def test_columns_by_any_name(written: str, standard: str | None):
    assert forest_column(written) == standard


def test_no_name_stands_for_two_columns():
    names = [n for c in FOREST_COLUMNS.values() for n in (c.name, *c.variants)]
    assert len(names) == len(set(names))
    assert all(n == n.lower() for n in names)
    assert FOREST_COLUMNS["lo"].kind == "text"
    assert FOREST_COLUMNS["malr3"].kind == "code"
