"""Two offices' copies brought together: nothing lost, nothing guessed, whichever way round."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import NuongError
from gis.history import Book, create_ledger, merge_ledgers, open_ledger, verify_ledger
from gis.history.correct import correct_plots
from gis.history.file import LedgerFile
from gis.ledger.states.model import CM2_PER_HA, LAND, Correction, Drawn, PlotKey
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


@dataclass
class Office:
    """One copy, what it knows, and the model both copies are held against."""

    file: LedgerFile
    known: set[str]
    model: Model
    chance: random.Random
    clock: Iterator[int]

    def step(self, other: Office) -> None:
        """A merge, a state or a correction, by chance."""
        draw = self.chance.random()
        if draw < 0.06:
            self.merge(other)
        elif draw < 0.14:
            self.state(date(2024, 1, 1) + timedelta(days=30 * self.chance.randrange(12)))
        else:
            self.correction(date(2024, 1, 1) + timedelta(days=10 * self.chance.randrange(40)))

    def merge(self, other: Office) -> None:
        merge_ledgers(self.file, other.file.path)
        self.known |= other.known

    def state(self, of: date, share: float = 0.8) -> None:
        there = [p for p in NAMES if self.chance.random() < share] or NAMES[:1]
        crops = {p: self.chance.choice(["cassava", "ginseng"]) for p in there}
        plots = {p: plot(1 + n, "03550", crop=crops[p], state=None) for n, p in enumerate(there)}
        done = record(self.file, state(of, plots), next(self.clock))
        if done.new:
            says = {(p, "present"): True for p in there} | {(p, "crop"): crops[p] for p in there}
            says |= {(p, LAND): float(1 + n) for n, p in enumerate(there)}
            self._add(done.entry.digest, of, says, True)

    def correction(self, of: date) -> None:
        says: dict = {}
        for p in self.chance.sample(NAMES, self.chance.randrange(1, 3)):
            column, values = self.chance.choice(
                [("crop", ["cassava", "other"]), ("owner", ["A", "B"]), ("present", [True, False]),
                 (LAND, [40.0, 50.0])]
            )  # fmt: skip
            says[p, column] = self.chance.choice(values)
        listed = [
            Correction(PlotKey("cassava", p), c, DRAWN[v][1] if c == LAND else v)
            for (p, c), v in says.items()
        ]
        now, outlines = moment(next(self.clock)), {d.shape: wkb for wkb, d in DRAWN.values()}
        entry = correct_plots(
            self.file, listed, of, "Minh", "đo lại", outlines=outlines, now=now, today=TODAY
        )
        self._add(entry.digest, of, says, False)

    def _add(self, digest: str, of: date, says: dict, whole: bool) -> None:
        self.model.add(digest, of, self.known, says, whole)
        self.known.add(digest)


NAMES = [f"p{n}" for n in range(12)]


def _drawn(hectares: float) -> tuple[bytes, Drawn]:
    shape, said = plot(hectares, "03550")
    return shapely.to_wkb(shape), Drawn(said.shape, said.land)


# Outlines that may be drawn anew, by hectares.
DRAWN = {hectares: _drawn(hectares) for hectares in (40.0, 50.0)}


def random_history(folder: Path, chance: random.Random) -> None:
    model, clock = Model(), iter(range(1, 10_000))
    first = Office(new_ledger(folder / "0.gpkg"), set(), model, chance, clock)
    first.state(date(2024, 1, 1), share=1.0)
    shutil.copy(first.file.path, folder / "1.gpkg")
    second = Office(open_ledger(folder / "1.gpkg"), set(first.known), model, chance, clock)
    for office in (first, second):
        office.file.sql.execute("PRAGMA synchronous = OFF")
    for n in range(200):
        office, other = chance.sample([first, second], 2)
        office.step(other)
        if n % 50 == 0:
            same(office, date(2024, 1, 1) + timedelta(days=chance.randrange(400)))
    first.merge(second)
    second.merge(first)
    assert digests(first.file) == digests(second.file) == set(model.entries)
    for office in (first, second):
        assert verify_ledger(office.file) == []
        for days in range(0, 400, 20):
            same(office, date(2024, 1, 1) + timedelta(days=days))
        office.file.close()


def same(office: Office, on: date) -> None:
    """The ledger and the model say the same of every plot on a date, disputes too."""
    book = Book(office.file)
    dated = book.at(on)
    plots = dated.there.tolist()
    values, lands = book.values(dated, plots), book.lands(dated, plots)
    open_ones = {(d.key.plot_id, d.column) for d in dated.disputes}
    expected = office.model.at(on, office.known)
    keys = book.keys(plots)
    assert {k.plot_id for k in keys} == set(expected)
    for number, key in zip(plots, keys, strict=True):
        for column in ("crop", "owner"):
            stand = expected[key.plot_id].get(column, set())
            value = values[number].get(column)
            assert ({value} if value is not None else set()) == (
                stand if len(stand) == 1 else set()
            )
            assert ((key.plot_id, column) in open_ones) == (len(stand) > 1)
        for column in ("present", LAND):
            stand = expected[key.plot_id].get(column, set())
            assert ((key.plot_id, column) in open_ones) == (len(stand) > 1)
        stand = expected[key.plot_id].get(LAND, set())
        area = sum(p.area_cm2 for p in lands[number]) / CM2_PER_HA
        assert {area} == (stand if len(stand) == 1 else {0.0})
