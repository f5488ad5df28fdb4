"""Which FRMS wrote an owner column: seen in its rows, stated, not needed, or asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from gis.layers.frms_version import Frms, version_of
from tests.layers.shelf import Shelf


def rows(codes: list[int | None], **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"dtuong": pd.array(codes, "Int64"), **columns})


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        (rows([1, 2, 3, 4, None]), Frms(None, "not_needed")),
        (pd.DataFrame({"tk": ["1"]}), Frms(None, "not_needed")),
        # Codes of one version only.
        (rows([1, 10, 11]), Frms("3", "detected", 2, 0)),
        # Nothing tells: ask.
        (rows([1, 5, 8, 9]), Frms(None, "unknown")),
        # Names.
        (rows([8, 8], churung=["BQL Rừng Đặc Dụng X", None]), Frms("4", "detected", 0, 1)),
        (rows([8], churung=["Công ty 100 % vốn nước ngoài"]), Frms("3", "detected", 1, 0)),
        (rows([9], churung=["Đồn Biên phòng Dào San"]), Frms("4", "detected", 0, 1)),
        # A name that tells stands under a code that means the same in both: no evidence.
        (rows([5, 4], churung=["Công ty A", "BQL rừng đặc dụng"]), Frms(None, "unknown")),
        # Special-use forest held under code 8.
        (rows([8, 8], malr3=pd.array([2, 3], "Int64")), Frms("4", "detected", 0, 1)),
        # Both ways: ask.
        (rows([10, 9], churung=[None, "Bộ Chỉ huy quân sự"]), Frms(None, "unknown", 1, 1)),
    ],
)
def test_evidence(frame: pd.DataFrame, found: Frms):
    assert version_of(frame) == found


def test_a_stated_version_stands():
    assert version_of(rows([10]), "4") == Frms("4", "stated", 1, 0)


def test_it_is_asked_for_and_a_contradiction_is_told(shelf: Shelf):
    shelf.forest(DTUONG=[1, 9])
    assert [p.code for p in shelf.problems()] == ["layers.frms_unknown"]
    shelf.say("forest", frms_version="3")
    assert shelf.problems() == []
    shelf.forest(DTUONG=[1, 10])
    shelf.say("forest", frms_version="4")
    (problem,) = shelf.problems()
    assert (problem.code, problem.level) == ("layers.frms_contradicts", "warning")
    assert "4" in problem.text("vi")
