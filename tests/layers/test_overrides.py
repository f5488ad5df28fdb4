"""Lots put right by a person: the new value is used, the old one stays beside it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from gis.errors import NuongError
from gis.layers.read import read_layers
from gis.project.override_model import Override
from gis.zones.forest_lots import forest_lots
from tests.land import square
from tests.layers.shelf import Shelf

WHEN = date(2026, 10, 2)


def changed(lo: str = "12a", column: str = "ldlr", value: object = "DT2", **more) -> Override:
    said = {"tk": "12", "khoanh": "3", "who": "Lò Văn A", "when": WHEN, "why": "thực địa"}
    return Override(lo=lo, column=column, value=value, **(said | more))


def read(shelf: Shelf, *overrides: Override):
    project = shelf.project().model_copy(update={"overrides": overrides})
    return read_layers(project, shelf.folder)[0]


def lots(shelf: Shelf, *overrides: Override) -> pd.DataFrame:
    return forest_lots(read(shelf, *overrides)).frame


def test_a_state_is_changed_with_its_number_and_the_old_one_is_kept(shelf: Shelf):
    frame = lots(shelf, changed())
    assert frame["ldlr"].tolist() == ["DT2", "DT2"]
    assert frame["maldlr"].tolist() == [78, 78]
    assert frame["recorded"].tolist() == ["ldlr: TXG; maldlr: 14", None]
    assert frame["changed_by"].tolist() == ["Lò Văn A", None]
    assert frame["changed_on"][0] == "2026-10-02"
    assert frame["changed_why"][0] == "thực địa"
    assert lots(shelf, changed(column="maldlr", value=78))["ldlr"][0] == "DT2"


def test_other_codes_and_several_changes_of_a_lot(shelf: Shelf):
    frame = lots(shelf, changed(column="malr3", value=3), changed(column="mamdsd", value=9),
                 changed(column="malr3", value=2))  # fmt: skip
    assert (frame["malr3"][0], frame["mamdsd"][0]) == (2, 9)
    # The file's own value is the one recorded, not the first change.
    assert frame["recorded"][0] == "malr3: 1; mamdsd: 1"


def test_keys_come_back_as_written(shelf: Shelf):
    shelf.forest(TK=["05", "05"], LO=["12a", "05"])
    frame = lots(shelf, changed(tk="05", lo="05"))
    assert frame["tk"].tolist() == ["05", "05"]
    assert frame["lo"].tolist() == ["12a", "05"]
    assert frame["recorded"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("override", "code"),
    [
        (changed(tk="012"), "override_lot_missing"),
        (changed(lo="12A"), "override_lot_missing"),
        (changed(maxa="03199"), "override_lot_missing"),  # the file has no such column
        (changed(value="LUC"), "override_value"),
        (changed(value=94, column="maldlr"), "override_value"),
        (changed(column="malr3", value="3"), "override_value"),
        (changed(column="nqh", value=1), "override_value"),  # the file has no such column
    ],
)
def test_what_names_no_lot_or_no_code_is_refused(shelf: Shelf, override: Override, code: str):
    with pytest.raises(NuongError) as fault:
        read(shelf, override)
    assert [p.code for p in fault.value.problems] == [f"layers.{code}"]


def test_a_lot_that_is_there_twice_needs_its_commune(shelf: Shelf):
    shelf.forest(LO=["12a", "12a"], MAXA=["03199", "03172"])
    with pytest.raises(NuongError) as fault:
        read(shelf, changed())
    assert [p.code for p in fault.value.problems] == ["layers.override_lot_unclear"]
    assert lots(shelf, changed(maxa="03172"))["recorded"].notna().tolist() == [False, True]


def test_a_code_of_no_list_is_told_as_ever(shelf: Shelf):
    project = shelf.project().model_copy(update={"overrides": (changed(column="malr3", value=7),)})
    assert [p.code for p in read_layers(project, shelf.folder)[1]] == ["layers.code_not_listed"]


def test_recorded_hectares_beside_measured_ones(shelf: Shelf):
    # Two lots of 100 ha and one of 1 ha: 121 is more than 20 % off, 120 is not, 1.05 is 0.05 ha.
    shapes = [square(0, 0, 1000), square(1000, 0, 1000), square(2000, 0, 100)]
    shelf.vector("rừng.gpkg", shapes, TK=["1"] * 3, DTICH=[121.0, 120.0, None])
    frame = lots(shelf)
    assert frame["dtich_verdict"].tolist() == ["differs", "agrees", "not_given"]
    assert frame["area_ha"].tolist() == pytest.approx([100, 100, 1])


def test_a_column_in_square_metres_is_recognised(shelf: Shelf):
    shelf.forest(DTICH=[1_000_000.0, 1_300_000.0])
    frame = lots(shelf)
    assert frame["dtich_ha"].tolist() == [100, 130]
    assert frame["dtich_verdict"].tolist() == ["agrees", "differs"]


def test_without_a_forest_layer_there_are_no_lots(shelf: Shelf):
    del shelf.layers["forest"]
    assert lots(shelf).empty


def test_land_use_codes_are_no_states(shelf: Shelf):
    shelf.forest(LDLR=["RSX", "NNP"])
    problems = shelf.problems()
    assert [(p.code, p.where.rows) for p in problems] == [("layers.land_use_in_ldlr", ("1", "2"))]
    # One of them among states is a code of no list, not another system.
    shelf.forest(LDLR=["TXG", "NNP"], MALDLR=[14, 91])
    assert shelf.problems() == []
