"""Land-use codes: their own list, never the rangers' states."""

from __future__ import annotations

import re

import pytest

from gis.reference.forest import code_list, code_source, forest_column, ldlr_name, ldlr_number
from gis.reference.land_use import code_system, land_use_source, land_uses


def test_only_two_codes_stand_in_both_lists_and_mean_other_things():
    both = {code for code in land_uses() if ldlr_number(code) is not None}
    assert both == {"NNP", "DKH"}
    assert all(ldlr_name(code).vi != land_uses()[code].vi for code in both)


@pytest.mark.parametrize(
    ("codes", "system"),
    [
        (["TXG", "NN", "DKH"], "ldlr"), (["luc", " nhk "], "land_use"), (["NNP", "DKH"], None),
        (["TXG", "RSX"], None), (["TXG", "TXB", "RSX"], "ldlr"), ([], None), (["ABC"], None),
    ],
)  # fmt: skip
def test_a_column_is_of_one_list(codes: list[str], system: str | None):
    assert code_system(codes) == system


def test_groups_and_colours_are_whole():
    uses = land_uses()
    assert all(u.group is None or u.group in uses for u in uses.values())
    assert all(u.colour is None or re.fullmatch("#[0-9A-F]{6}", u.colour) for u in uses.values())
    assert (uses["NHK"].group, uses["RSX"].group) == ("HNK", "LNP")
    assert land_use_source()[1] == "unverified"


def test_every_list_says_where_it_was_read():
    for column in ("malr3", "mamdsd", "nggocr", "ngsinh", "nggocrt", "thanhrung", "ktan",
                   "lapdia", "nqh", "quyensd"):  # fmt: skip
        source, confidence = code_source(column)
        assert source
        assert confidence == "found"
        assert code_list(column)
    assert code_source("dtuong", "3") != code_source("dtuong", "4")
    assert code_source("ldlr")[1] == "unverified"


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("sub_compt_code", "khoanh"), ("FOREST_TYPE_CODE", "maldlr"), ("planting_year", "namtr"),
        ("avg_year_canopy", "captuoi"), ("forest_org_code", "nggocr"), ("POS_STATUS", "vitrithua"),
        # What several long names are cut to means none of them.
        ("volume_per_plot", None), ("actor_id_prot", None), ("forest_func_sub", None),
        ("forest_func_main", "malr3"),
    ],
)  # fmt: skip
def test_long_formis_names_by_their_first_ten_letters(written: str, standard: str | None):
    assert forest_column(written) == standard
