"""Allocations as read: typed columns, keys as text, every fault at once in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.land import square
from tests.layers.shelf import Shelf

# One hectare each, side by side.
SHAPES = tuple(square(100 + 200 * i, 100, 100) for i in range(4))
SOUND = {
    "id": ["A1", "A2", "A3", "A4"],
    "owner": ["Giàng A Páo", "Bản Khe Sâu", None, "UBND xã"],
    "contract": ["12/QĐ", "13/QĐ", "14/HĐ", "15/HĐ"],
    "contract_date": ["12/05/2019", "2020-01-31", None, "1-2-2021"],
    "form": ["giao", "Khoán", "leased", None],
    "tk": ["512", "512", "513", "513"],
    "khoanh": ["1", "01", "2", "2"],
    "lo": ["1", "12a", "3", "4"],
    "paper_area": [1.0, 10_000.0, 1.1, None],
    "paper_unit": ["ha", "m²", None, "ha"],
    "commune_code": ["00001", "00001", "00001", "00001"],
    "purpose": ["bảo vệ rừng", "medicinal", "khác", None],
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path)
    made.fill()
    made.declare("given", "allocations", "giao.gpkg")
    return made


def fill(shelf: Shelf, **changed: object) -> None:
    shelf.vector("giao.gpkg", SHAPES, **(SOUND | changed))


def test_a_sound_layer_keeps_its_keys_and_brings_its_areas_to_hectares(shelf: Shelf) -> None:
    fill(shelf)
    layers, warnings = shelf.read()
    frame = layers.vectors["given"].frame
    assert [p for p in warnings if p.where.layer == "given"] == []
    assert list(frame["khoanh"]) == ["1", "01", "2", "2"]
    assert list(frame["contract_date"]) == [
        date(2019, 5, 12), date(2020, 1, 31), None, date(2021, 2, 1)
    ]  # fmt: skip
    assert list(frame["form"]) == ["allocated", "contracted", "leased", None]
    assert list(frame["purpose"]) == ["protection", "medicinal", "other", None]
    # 10 000 m² are 1 ha; a row without a unit is taken as hectares; nothing said is missing.
    assert list(frame["paper_ha"].iloc[:3]) == [1.0, 1.0, 1.1]
    assert pd.isna(frame["paper_ha"].iloc[3])


FAULTS = {
    "layers.key_twice": {"id": ["A1", "A1", "A3", "A4"]},
    "layers.value_missing": {"id": ["A1", None, "A3", "A4"]},
    "layers.label_unknown": {"form": ["giao", "mượn", "thuê", None]},
    "layers.number_expected": {"paper_area": ["1.300", "1", "1", "1"]},
    "layers.amount_negative": {"paper_area": [-1.0, 10_000.0, 1.0, 1.0]},
    "layers.date_expected": {"contract_date": ["31/02/2020", None, None, None]},
    "layers.date_after": {"contract_date": ["12/05/2031", None, None, None]},
    "layers.contract_twice": {"contract": ["12/QĐ", "12/QĐ", "14/HĐ", "15/HĐ"]},
    "layers.key_numeric": {"lo": [1, 12, 3, 4]},
    "layers.commune_unknown": {"commune_code": ["99999", "00001", "00001", "00001"]},
    "layers.code_zero_lost": {"commune_code": [1, 1, 1, 1]},
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_named_in_both_languages(shelf: Shelf, code: str) -> None:
    fill(shelf, **FAULTS[code])
    found = [p for p in shelf.problems() if p.where.layer == "given" and p.code == code]
    assert len(found) == 1
    for lang in ("vi", "en"):
        assert all(found[0].part(part, lang) for part in ("must", "found", "try"))


def test_all_faults_are_told_at_once(shelf: Shelf) -> None:
    shapes = (*SHAPES[:3], None)
    told = {
        "form": ["mượn"] * 4,
        "paper_area": [-1.0, 1.0, 1.0, 1.0],
        "contract_date": ["hôm qua", None, None, None],
        "contract": ["1"] * 4,
        "lo": [1, 2, 3, 4],
    }
    shelf.vector("giao.gpkg", shapes, **(SOUND | told))
    codes = {p.code for p in shelf.problems() if p.where.layer == "given"}
    assert codes >= {
        "layers.geometry_missing", "layers.label_unknown", "layers.amount_negative",
        "layers.date_expected", "layers.contract_twice", "layers.key_numeric",
    }  # fmt: skip


def test_a_whole_column_in_square_metres_is_recognised_and_told(shelf: Shelf) -> None:
    fill(shelf, paper_area=[1e4, 1e4, 1.1e4, 9e3], paper_unit=[None] * 4)
    assert [p.code for p in shelf.read()[1] if p.where.layer == "given"] == ["layers.area_in_m2"]


def test_a_value_for_the_whole_layer_and_labels_of_the_office(shelf: Shelf) -> None:
    fill(shelf, purpose=["PTDL", "BV", None, None])
    shelf.say(
        "given", form="contracted", labels={"purpose": {"PTDL": "medicinal", "BV": "protection"}}
    )
    frame = shelf.read()[0].vectors["given"].frame
    assert list(frame["form"]) == ["contracted"] * 4
    assert list(frame["purpose"]) == ["medicinal", "protection", None, None]
