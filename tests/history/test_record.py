"""States recorded and found again; what is believed and what was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.history import Book, correct_plots, record_state
from gis.ledger.states.land import state_totals
from gis.ledger.states.model import Correction, PlotKey
from tests.history.books import TODAY, moment, new_ledger, plot, state, told

MAY, JUNE = date(2024, 5, 1), date(2025, 6, 1)


def record(file, new, n=1, **more):
    return record_state(file, new, "Lan", now=moment(n), today=TODAY, **more)


def correct(file, plot_id, on, n, *, why="đo lại", **values):
    listed = [Correction(PlotKey("cassava", plot_id), c, v) for c, v in values.items()]
    return correct_plots(file, listed, on, "Minh", why, now=moment(n), today=TODAY)


@pytest.fixture
def file(tmp_path: Path):
    opened = new_ledger(tmp_path / "so.gpkg")
    yield opened
    opened.close()


def test_a_date_is_rebuilt_as_it_was_recorded(file):
    record(file, state(MAY, {"a": plot(1, "03550"), "b": plot(4, "03571", x_m=500)}))
    record(file, state(JUNE, {"a": plot(1, "03550", owner="Vàng A"), "c": plot(2, None)}), 2)
    book = Book(file)
    assert told(book, MAY) == {
        "a": {"crop": "cassava", "state": "planted", "in 03550": 1.0},
        "b": {"crop": "cassava", "state": "planted", "in 03571": 4.0},
    }
    assert set(told(book, date(2025, 5, 31))) == {"a", "b"}  # the last state before stands
    assert told(book, JUNE)["a"]["owner"] == "Vàng A"
    assert set(told(book, JUNE)) == {"a", "c"}


def test_totals_of_a_date_by_commune(file):
    record(
        file,
        state(
            MAY,
            {
                "a": plot(1, "03550"),
                "b": plot(4, "03550", x_m=500, counted_ha=3.5),  # half a hectare is another's
                "c": plot(2, None, x_m=900),
                "d": plot(9, "03571", x_m=1500, state="planned"),
            },
        ),
    )
    rows = state_totals(Book(file).at(MAY)).set_index("commune_code", drop=False)
    assert rows.loc["03550", ["plots", "drawn_ha", "held_ha", "planned_ha"]].tolist() == [
        2, 5.0, 4.5, 0.0,
    ]  # fmt: skip
    assert rows.loc["03550", "commune"] == "Sì Lở Lầu"
    assert rows.loc["03571", ["held_ha", "planned_ha"]].tolist() == [0.0, 9.0]
    assert rows[rows["place"] == "outside_communes"]["held_ha"].tolist() == [2.0]


def test_a_correction_keeps_what_was_believed(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    entry = correct(file, "a", MAY, 5, crop="other")
    book = Book(file)
    assert told(book, MAY)["a"]["crop"] == "other"
    assert told(book, MAY, moment(4))["a"]["crop"] == "cassava"
    assert (entry.who, entry.why, entry.recorded_at) == ("Minh", "đo lại", moment(5))
    assert [(e.who, c.value) for e, c in book.corrections()] == [("Minh", "other")]


def test_a_later_state_speaks_afresh_and_says_what_it_takes_back(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    correct(file, "a", MAY, 2, crop="other")
    done = record(file, state(JUNE, {"a": plot(1, "03550")}), 3)
    assert [(p.code, p.where.column, p.where.rows) for p in done.problems] == [
        ("history.correction_not_carried", "crop", ("a",))
    ]
    book = Book(file)
    assert told(book, JUNE)["a"]["crop"] == "cassava"
    assert told(book, MAY)["a"]["crop"] == "other"


def test_a_correction_between_states_holds_from_its_date(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    correct(file, "a", date(2024, 9, 1), 2, present=False)
    book = Book(file)
    assert set(told(book, date(2024, 8, 31))) == {"a"}
    assert told(book, date(2024, 9, 1)) == {}


def test_a_state_told_later_of_an_earlier_date_changes_no_other_date(file):
    record(file, state(MAY, {"a": plot(1, "03550"), "b": plot(1, "03550", x_m=300)}))
    record(file, state(JUNE, {"a": plot(1, "03550"), "b": plot(1, "03550", x_m=300)}), 2)
    between = date(2024, 12, 1)
    record(file, state(between, {"a": plot(1, "03550", crop="other")}), 3)
    book = Book(file)
    assert told(book, between) == {"a": {"crop": "other", "state": "planted", "in 03550": 1.0}}
    assert {k: v["crop"] for k, v in told(book, JUNE).items()} == {"a": "cassava", "b": "cassava"}
    assert {k: v["crop"] for k, v in told(book, MAY).items()} == {"a": "cassava", "b": "cassava"}


def test_a_state_told_again_replaces_what_is_believed_only(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    correct(file, "a", MAY, 2, owner="Vàng A")
    record(file, state(MAY, {"a": plot(2, "03550")}), 3)
    book = Book(file)
    assert told(book, MAY) == {"a": {"crop": "cassava", "state": "planted", "in 03550": 2.0}}
    assert told(book, MAY, moment(2))["a"] == {
        "crop": "cassava", "state": "planted", "owner": "Vàng A", "in 03550": 1.0,
    }  # fmt: skip


def test_the_same_state_told_twice_is_kept_once(file):
    first = record(file, state(MAY, {"a": plot(1, "03550")}))
    again = record(file, state(MAY, {"a": plot(1, "03550")}), 9)
    assert (first.new, again.new) == (True, False)
    assert again.entry == first.entry
    assert len(Book(file).entries) == 1


def test_layers_are_spoken_for_one_by_one(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    record(file, state(JUNE, {"a": plot(3, "03571", crop="ginseng")}, layer="sam"), 2)
    rows = state_totals(Book(file).at(JUNE))
    assert rows[["crop", "commune_code", "held_ha"]].values.tolist() == [
        ["cassava", "03550", 1.0],
        ["ginseng", "03571", 3.0],
    ]


def test_a_correction_moves_all_land_to_the_commune_it_names(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    correct(file, "a", MAY, 2, commune_code="03571")
    assert told(Book(file), MAY)["a"]["in 03571"] == 1.0


def test_most_plots_are_stored_once(file):
    plots = {f"p{n}": plot(1, "03550", x_m=200 * n) for n in range(50)}
    record(file, state(MAY, plots))
    for n in range(20):
        plots["p0"] = plot(1, "03550", owner=f"chủ {n}")
        record(file, state(date(2024, 6, n + 1), plots), n + 2)
    counts = [r[0] for r in file.sql.execute("SELECT count(*) FROM change GROUP BY entry_no")]
    assert sum(counts) == 50 + 20 - 1 + 50  # one change each; whole again after twelve
    book = Book(file)
    assert [told(book, date(2024, 6, n + 1))["p0"]["owner"] for n in range(20)] == [
        f"chủ {n}" for n in range(20)
    ]
    assert len(told(book, date(2024, 6, 20))) == 50


@pytest.mark.parametrize(
    ("of", "as_of", "code"),
    [
        (date(2026, 11, 22), date(2025, 7, 1), "history.date_future"),
        (date(2025, 7, 1), date(2025, 6, 30), "history.set_of_other_side"),
        (date(2025, 6, 30), date(2025, 7, 1), "history.set_of_other_side"),
    ],
)
def test_a_state_of_a_wrong_date_is_refused(file, of, as_of, code):
    with pytest.raises(NuongError) as refused:
        record(file, state(of, {"a": plot(1, "03562")}, as_of=as_of))
    assert [p.code for p in refused.value.problems] == [code]
    assert Book(file).entries == ()


def test_what_no_correction_may_be(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    cases = {
        "history.why_missing": lambda: correct(file, "a", MAY, 2, why=" ", crop="other"),
        "history.plot_unknown": lambda: correct(file, "z", MAY, 2, crop="other"),
        "history.date_future": lambda: correct(file, "a", date(2027, 1, 1), 2, crop="other"),
        "history.date_not_reached": lambda: correct(file, "a", date(2020, 1, 1), 2, crop="other"),
        "history.nothing_to_correct": lambda: correct(file, "a", MAY, 2),
    }
    for code, deed in cases.items():
        with pytest.raises(NuongError) as refused:
            deed()
        assert [p.code for p in refused.value.problems] == [code]
    assert len(Book(file).entries) == 1


def test_a_date_nothing_reaches(file):
    record(file, state(MAY, {"a": plot(1, "03550")}))
    with pytest.raises(NuongError) as refused:
        Book(file).at(date(2024, 4, 30))
    assert [p.code for p in refused.value.problems] == ["history.date_not_reached"]


def test_another_crs_is_refused(file):
    with pytest.raises(NuongError) as refused:
        record(file, replace(state(MAY, {"a": plot(1, "03550")}), crs="EPSG:9215"))
    assert [p.code for p in refused.value.problems] == ["history.other_crs"]


def test_the_waterfall_of_a_date_is_its_runs(file):
    first = state(MAY, {"a": plot(1, "03550")})
    steps = (("cassava", "drawn", 300_000_000), ("cassava", "counted", 300_000_000))
    record(file, replace(first, steps=steps))
    ginseng = state(MAY, {"s": plot(2, "03571", crop="ginseng")}, layer="sam")
    more = (("ginseng", "drawn", 200_000_000), ("ginseng", "counted", 200_000_000))
    record(file, replace(ginseng, steps=more), 2)
    book = Book(file)
    assert book.waterfall(MAY).values.tolist() == [
        ["cassava", "drawn", 3.0], ["cassava", "counted", 3.0],
        ["ginseng", "drawn", 2.0], ["ginseng", "counted", 2.0],
    ]  # fmt: skip
    assert book.waterfall(MAY, moment(1))["crop"].tolist() == ["cassava", "cassava"]
    with pytest.raises(NuongError):
        book.waterfall(date(2020, 1, 1))


def test_a_run_of_which_only_some_layers_speak_still_has_no_waterfall(file):
    both = state(MAY, {"a": plot(1, "03550")})
    steps = (("cassava", "drawn", 300_000_000),)
    record(file, replace(both, layers=("cassava", "sam"), steps=steps))
    record(file, state(JUNE, {"s": plot(2, "03571")}, layer="sam"), 2)
    assert Book(file).waterfall(MAY)["step_ha"].tolist() == [3.0]
    assert Book(file).waterfall(JUNE)["step_ha"].isna().all()


def test_land_is_read_as_it_was_written(file):
    from gis.history.stored import land_rows
    from gis.ledger.states.land import LAND_COLUMNS
    from gis.ledger.states.model import Land

    shape, split = plot(3, "03550")
    parts = (Land("03550", 100_000_000, 50_000_000), Land("03571", 200_000_000, 200_000_000))
    plots = {"a": (shape, replace(split, land=parts)), "b": plot(4, None, x_m=900, counted_ha=1.0)}
    record(file, state(MAY, plots))
    rows = file.sql.execute(
        "SELECT l.version_no, v.crop_no, v.method_no, v.state_no, v.shape_no, l.place_no, "
        "l.area_cm2, l.counted_cm2 FROM land l JOIN version v USING (version_no) ORDER BY 1, l.part"
    )
    expected = [list(row) for row in rows]
    assert land_rows(file.sql, 1, 99).tolist() == expected
    assert land_rows(file.sql, 2, 2).tolist() == [r for r in expected if r[0] == 2]
    assert land_rows(file.sql, 5, 4).shape == (0, len(LAND_COLUMNS))
    assert [r[-1] for r in expected] == [50_000_000, 200_000_000, 100_000_000]
