"""Two dates side by side: every hectare that came, went or moved, and the sum closes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.history import Book, record_state
from tests.history.books import TODAY, moment, new_ledger, plot, state
from tests.history.test_record import correct, record

MAY, JUNE = date(2024, 5, 1), date(2025, 6, 1)
AUGUST = date(2025, 8, 1)


@pytest.fixture
def file(tmp_path: Path):
    opened = new_ledger(tmp_path / "so.gpkg")
    yield opened
    opened.close()


def row(compared, crop, code=None, place="commune"):
    table = compared.communes
    own = table[(table["crop"] == crop) & (table["place"] == place)]
    own = own if code is None else own[own["commune_code"] == code]
    assert len(own) == 1
    names = [c for c in table.columns if c.endswith("_ha")]
    return {c.removesuffix("_ha"): v for c, v in own.iloc[0][names].items() if v}


def kinds(book, compared):
    table = compared.plots
    names = [k.plot_id for k in book.keys(table["plot"])]
    return sorted(zip(names, table["kind"], table["change_ha"], strict=True))


def test_planted_lost_reshaped_recoded_and_corrected_close(file):
    before = {
        "kept": plot(1, "03550"),
        "gone": plot(2, "03550", x_m=500),
        "grown": plot(4, "03550", x_m=1000),
        "moved": plot(3, "03550", x_m=1500),
        "wrong": plot(5, "03550", x_m=2000),
        "told": plot(6, "03550", x_m=2500),
    }
    record(file, state(MAY, before))
    correct(file, "wrong", MAY, 2, crop="other")
    after = {
        "kept": plot(1, "03550"),
        "grown": plot(9, "03550", x_m=1000),
        "moved": plot(3, "03571", x_m=1500),
        "wrong": plot(5, "03550", x_m=2000, crop="other"),
        "told": plot(6, "03550", x_m=2500, owner="Vàng A"),
        "new": plot(7, "03571", x_m=4000),
    }
    record(file, state(JUNE, after), 3)
    book = Book(file)
    found = book.compare(MAY, JUNE)
    # 21 as first told - 5 that never was cassava - 2 gone + 5 grown - 3 to 03571 = 16
    assert row(found, "cassava", "03550") == {
        "start": 21, "corrected": -5, "lost": 2, "reshaped": 5, "recoded": -3, "end": 16,
    }  # fmt: skip
    assert row(found, "cassava", "03571") == {"recoded": 3, "planted": 7, "end": 10}
    assert row(found, "cassava", place="total") == {
        "start": 21, "corrected": -5, "lost": 2, "reshaped": 5, "planted": 7, "end": 26,
    }  # fmt: skip
    assert row(found, "other", "03550") == {"corrected": 5, "end": 5}
    assert all(c.holds for c in found.closures)
    assert len(found.closures) == 5  # three communes' rows and two totals
    assert kinds(book, found) == [
        ("gone", "lost", -2),
        ("grown", "reshaped", 5),
        ("moved", "recoded", 0),
        ("new", "planted", 7),
        ("told", "described", 0),
        ("wrong", "corrected", -5),
        ("wrong", "corrected", 5),
    ]


def test_a_planned_plot_that_was_planted(file):
    record(file, state(MAY, {"a": plot(2, "03550", state="planned")}))
    record(file, state(JUNE, {"a": plot(2, "03550")}), 2)
    assert row(Book(file).compare(MAY, JUNE), "cassava", "03550") == {"planted": 2, "end": 2}


def test_old_communes_roll_up_over_the_reform(file):
    # 03550 Sì Lở Lầu and 03562 Vàng Ma Chải both went into new Sì Lở Lầu, which has code 03562.
    before = {"a": plot(1, "03550"), "b": plot(2, "03562", x_m=500), "c": plot(4, "03571", x_m=900)}
    after = {
        "a": plot(1, "03562"),
        "b": plot(2, "03562", x_m=500),
        "c": plot(4, "03571", x_m=900),
        "n": plot(8, "03562", x_m=1500),
    }
    record(file, state(JUNE, before))
    record(file, state(AUGUST, after), 2)
    book = Book(file)
    found = book.compare(JUNE, AUGUST)
    assert row(found, "cassava", "03562") == {"start": 3, "planted": 8, "end": 11}
    assert row(found, "cassava", "03571") == {"start": 4, "end": 4}
    table = found.communes.set_index("commune_code")
    assert table.loc["03562", ["commune", "rolled_from"]].tolist() == ["Sì Lở Lầu", "03550, 03562"]
    assert ("a", "recoded", 0.0) in kinds(book, found)
    assert found.not_rolled == ()


def test_a_divided_commune_stays_behind_and_says_why(file):
    # Bính Xá was divided: its 5 ha are in no new commune until the plots themselves are.
    record(file, state(JUNE, {"a": plot(5, "06622"), "b": plot(1, "03550", x_m=900)}))
    record(file, state(AUGUST, {"a": plot(5, "03571"), "b": plot(1, "03562", x_m=900)}), 2)
    found = Book(file).compare(JUNE, AUGUST)
    assert row(found, "cassava", "06622", "not_rolled") == {"start": 5, "recoded": -5}
    assert row(found, "cassava", "03571") == {"recoded": 5, "end": 5}
    assert row(found, "cassava", place="total") == {"start": 6, "end": 6}
    assert [p.code for p in found.not_rolled] == ["reference.divided"]


def test_what_was_known_first_can_be_chosen(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    correct(file, "a", MAY, 2, present=False)
    book = Book(file)
    assert row(book.compare(MAY, MAY), "cassava", "03550") == {"start": 1, "corrected": -1}
    assert book.compare(MAY, MAY, known_first=moment(2)).communes.empty


def test_a_dispute_leaves_the_sums_and_is_not_guessed(file, tmp_path):
    import shutil

    from gis.history import merge_ledgers, open_ledger

    record(file, state(MAY, {"a": plot(1, "03550"), "b": plot(2, "03550", x_m=500)}))
    shutil.copy(file.path, tmp_path / "other.gpkg")
    other = open_ledger(tmp_path / "other.gpkg")
    correct(file, "a", MAY, 2, crop="other")
    correct(other, "a", MAY, 3, crop="ginseng")
    other.close()
    merged = merge_ledgers(file, tmp_path / "other.gpkg")
    assert [(str(d.key), d.column, {s.value for s in d.said}) for d in merged.disputes] == [
        ("cassava:a", "crop", {"other", "ginseng"})
    ]
    book = Book(file)
    assert row(book.compare(MAY, MAY), "cassava", "03550") == {"start": 3, "disputed": -1, "end": 2}
    correct(file, "a", MAY, 4, crop="ginseng")
    settled = Book(file)
    assert settled.disputes() == ()
    assert row(settled.compare(MAY, MAY), "ginseng", "03550") == {"corrected": 1, "end": 1}


def test_dates_in_the_wrong_order(file):
    record_state(file, state(MAY, {"a": plot(1, "03550")}), "Lan", now=moment(1), today=TODAY)
    with pytest.raises(NuongError) as refused:
        Book(file).compare(JUNE, MAY)
    assert [p.code for p in refused.value.problems] == ["history.dates_order"]
