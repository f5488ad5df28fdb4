"""Two offices' copies brought together: nothing lost, nothing guessed, whichever way round."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import NuongError
from gis.history import Book, create_ledger, merge_ledgers, open_ledger, verify_ledger
from gis.history.correct import correct_plots
from gis.ledger.states.model import Correction, PlotKey
from tests.history.books import TODAY, moment, new_ledger, plot, state, told
from tests.history.test_record import MAY, correct, record

JUNE = date(2025, 6, 1)


@pytest.fixture
def offices(tmp_path: Path):
    """Two laptops that begin with the same ledger."""
    one = new_ledger(tmp_path / "one.gpkg")
    record(one, state(MAY, {"a": plot(1, "03550"), "b": plot(2, "03571", x_m=500)}))
    shutil.copy(one.path, tmp_path / "two.gpkg")
    two = open_ledger(tmp_path / "two.gpkg")
    yield one, two
    one.close()
    two.close()


def digests(file) -> set[str]:
    return {e.digest for e in Book(file).entries}


def test_both_copies_end_the_same_and_again_changes_nothing(offices):
    one, two = offices
    correct(one, "a", MAY, 2, owner="Vàng A")
    record(two, state(JUNE, {"a": plot(1, "03571"), "n": plot(5, "03550", x_m=900)}), 3)
    correct(two, "n", JUNE, 4, crop="other", planting_area_code="VN-LC-01")
    assert len(merge_ledgers(one, two.path).brought) == 2
    assert len(merge_ledgers(two, one.path).brought) == 1
    assert merge_ledgers(one, two.path).brought == ()
    assert digests(one) == digests(two)
    for on in (MAY, JUNE):
        assert told(Book(one), on) == told(Book(two), on)
    assert told(Book(one), MAY)["a"]["owner"] == "Vàng A"
    assert told(Book(one), JUNE)["n"]["planting_area_code"] == "VN-LC-01"
    assert verify_ledger(one) == verify_ledger(two) == []


def test_different_columns_of_one_plot_are_no_dispute(offices):
    one, two = offices
    correct(one, "a", MAY, 2, owner="Vàng A")
    correct(two, "a", MAY, 3, gi=True)
    assert merge_ledgers(one, two.path).disputes == ()
    assert told(Book(one), MAY)["a"] == {
        "crop": "cassava", "state": "planted", "owner": "Vàng A", "gi": True, "in 03550": 1.0,
    }  # fmt: skip


def test_one_column_of_one_date_is_a_dispute_that_both_copies_list(offices):
    one, two = offices
    correct(one, "a", MAY, 2, owner="Vàng A")
    correct(two, "a", MAY, 3, owner="Vàng B")
    both = merge_ledgers(one, two.path), merge_ledgers(two, one.path)
    for merged, file in zip(both, offices, strict=True):
        assert [(d.of, d.column, [s.value for s in d.said]) for d in merged.disputes] == [
            (MAY, "owner", [s.value for s in both[0].disputes[0].said])
        ]
        assert {s.value for s in merged.disputes[0].said} == {"Vàng A", "Vàng B"}
        assert "owner" not in told(Book(file), MAY)["a"]
        assert told(Book(file), MAY)["a"]["in 03550"] == 1.0  # hectares are not in doubt


def test_states_of_one_date_told_apart_are_disputes_plot_by_plot(offices):
    one, two = offices
    record(one, state(JUNE, {"a": plot(1, "03550"), "b": plot(2, "03571", x_m=500)}), 2)
    record(two, state(JUNE, {"a": plot(4, "03550"), "c": plot(3, "03571", x_m=900)}), 3)
    merged = merge_ledgers(one, two.path)
    assert sorted((d.key.plot_id, d.column) for d in merged.disputes) == [
        ("a", "land"), ("b", "present"), ("c", "present"),
    ]  # fmt: skip
    correct(one, "b", JUNE, 4, present=False)
    correct(one, "c", JUNE, 5, present=True)
    assert [(d.key.plot_id, d.column) for d in Book(one).disputes()] == [("a", "land")]
    assert set(told(Book(one), JUNE)) == {"a", "c"}


def test_a_damaged_or_foreign_ledger_is_not_merged(offices, tmp_path):
    one, _ = offices
    create_ledger(tmp_path / "north.gpkg", "EPSG:9215")
    (tmp_path / "no.gpkg").write_text("x")
    for name, code in (("north", "history.other_crs"), ("no", "history.not_a_ledger")):
        with pytest.raises(NuongError) as refused:
            merge_ledgers(one, tmp_path / f"{name}.gpkg")
        assert [p.code for p in refused.value.problems] == [code]
    assert len(Book(one).entries) == 1


class Model:
    """The ledger as plain dicts: entries with what they knew, read by walking all of them."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[date, set[str], dict[tuple[str, str], object], bool]] = {}

    def add(self, digest: str, of: date, knew: set[str], says: dict, whole: bool) -> None:
        self.entries[digest] = (of, set(knew), says, whole)

    def at(self, on: date, known: set[str]) -> dict[str, dict[str, set[object]]]:
        """Every plot there is: column → the values that stand."""
        told = {d: self.entries[d] for d in known if self.entries[d][0] <= on}
        states = {d: e for d, e in told.items() if e[3]}
        day = max(e[0] for e in states.values())
        found: dict[tuple[str, str], list[tuple[date, str, object]]] = defaultdict(list)
        columns = {c for e in told.values() for _, c in e[2]}
        plots = {p for e in told.values() for p, _ in e[2]}
        for digest, (of, _, says, whole) in told.items():
            if of < day:
                continue
            for p in plots:
                there = any(q == p for q, _ in says)
                for c in columns:
                    if whole and c == "present":
                        found[p, c].append((of, digest, there))
                    elif whole:
                        found[p, c].append((of, digest, says.get((p, c))))
                    elif not whole and (p, c) in says:
                        found[p, c].append((of, digest, says[p, c]))
        return self._standing(found)

    def _standing(self, found: dict) -> dict[str, dict[str, set[object]]]:
        told: dict[str, dict[str, set[object]]] = defaultdict(dict)
        for (p, c), words in found.items():
            latest = max(of for of, _, _ in words)
            last = [(d, v) for of, d, v in words if of == latest]
            stand = {
                v for d, v in last if not any(d in self.entries[o][1] for o, _ in last if o != d)
            }
            told[p][c] = stand - {None}
        return {p: cs for p, cs in told.items() if cs.get("present") != {False}}


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_thousand_random_corrections_and_merges_lose_nothing(seed):
    """Five times 200 steps: two copies and a model of plain dicts; many dates of both copies are
    compared at the end, and every few steps one by chance.
    """
    with TemporaryDirectory() as folder:
        random_history(Path(folder), random.Random(seed))


def random_history(tmp_path: Path, chance: random.Random) -> None:
    first = new_ledger(tmp_path / "0.gpkg")
    first.sql.execute("PRAGMA synchronous = OFF")
    model = Model()
    names = [f"p{n}" for n in range(12)]
    clock = iter(range(1, 10_000))

    def take_state(file, known: set[str]) -> None:
        of = date(2024, 1, 1) + timedelta(days=30 * chance.randrange(12))
        there = [p for p in names if chance.random() < 0.8] or names[:1]
        crops = {p: chance.choice(["cassava", "ginseng"]) for p in there}
        plots = {p: plot(1 + n, "03550", crop=crops[p], state=None) for n, p in enumerate(there)}
        done = record(file, state(of, plots), next(clock))
        if done.new:
            says = {(p, "present"): True for p in there} | {(p, "crop"): crops[p] for p in there}
            model.add(done.entry.digest, of, known, says, True)
            known.add(done.entry.digest)

    def take_correction(file, known: set[str]) -> None:
        of = date(2024, 1, 1) + timedelta(days=10 * chance.randrange(40))
        says = {}
        for p in chance.sample(sorted(met), chance.randrange(1, 3)):
            column = chance.choice(["crop", "owner", "present"])
            values = {"crop": ["cassava", "other"], "owner": ["A", "B"], "present": [True, False]}
            says[p, column] = chance.choice(values[column])
        try:
            entry = correct_plots(
                file,
                [Correction(PlotKey("cassava", p), c, v) for (p, c), v in says.items()],
                of, "Minh", "đo lại", now=moment(next(clock)), today=TODAY,
            )  # fmt: skip
        except NuongError as refused:
            assert {p.code for p in refused.problems} == {"history.date_not_reached"}
            return
        model.add(entry.digest, of, known, says, False)
        known.add(entry.digest)

    met = set(names)
    start: set[str] = set()
    plots = {p: plot(1 + n, "03550", state=None) for n, p in enumerate(names)}
    done = record(first, state(date(2024, 1, 1), plots), next(clock))
    says = {(p, "present"): True for p in names} | {(p, "crop"): "cassava" for p in names}
    model.add(done.entry.digest, date(2024, 1, 1), start, says, True)
    start.add(done.entry.digest)
    shutil.copy(first.path, tmp_path / "1.gpkg")
    second = open_ledger(tmp_path / "1.gpkg")
    second.sql.execute("PRAGMA synchronous = OFF")
    copies = [(first, set(start)), (second, set(start))]

    merges = 0
    for step in range(200):
        n = chance.randrange(2)
        file, known = copies[n]
        if chance.random() < 0.06:
            other = copies[1 - n]
            merge_ledgers(file, other[0].path)
            known |= other[1]
            merges += 1
        elif chance.random() < 0.08:
            take_state(file, known)
        else:
            take_correction(file, known)
        if step % 50 == 0:
            same(file, known, model, date(2024, 1, 1) + timedelta(days=chance.randrange(400)))
    assert merges > 1
    for (file, known), (other, theirs) in (copies, copies[::-1]):
        merge_ledgers(file, other.path)
        known |= theirs
    assert digests(first) == digests(second) == set(model.entries)
    for file, known in copies:
        assert verify_ledger(file) == []
        for days in range(0, 400, 20):
            same(file, known, model, date(2024, 1, 1) + timedelta(days=days))
        file.close()


def same(file, known: set[str], model: Model, on: date) -> None:
    """The ledger and the model say the same of every plot on a date, disputes too."""
    book = Book(file)
    dated = book.at(on)
    plots = dated.there.tolist()
    values = book.values(dated, plots)
    open_ones = {(d.key.plot_id, d.column) for d in dated.disputes}
    expected = model.at(on, known)
    keys = book.keys(plots)
    assert {k.plot_id for k in keys} == set(expected)
    for number, key in zip(plots, keys, strict=True):
        for column in ("crop", "owner"):
            stand = expected[key.plot_id].get(column, set())
            value = values[number].get(column)
            assert ({value} if value is not None else set()) == (stand if len(stand) == 1 else set())
            assert ((key.plot_id, column) in open_ones) == (len(stand) > 1)
        assert ((key.plot_id, "present") in open_ones) == (
            len(expected[key.plot_id]["present"]) > 1
        )
