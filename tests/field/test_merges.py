"""A thousand random merges lose nothing: every edit is a proposal or in the conflict list, once.

Phones edit at random, hand in whole, in part, twice, under other names and in any order; at times
the office changes the ledger or answers in between. What is kept is known by what it says, so the
outcome hangs on what was said and never on when it arrived.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gis.field.back.check import check_return
from gis.field.back.take import open_proposals, take_returns
from gis.history import Book, LedgerFile, correct_plots, open_ledger, verify_ledger
from gis.history.proposals import answer_proposals, read_proposals
from gis.ledger.states.model import Correction, PlotKey
from tests.field.district import NOW, OF, TODAY, base, hand, ledger, pack
from tests.history.books import told

ROUNDS, MERGES = 40, 25
PLOTS = ("S01", "S02", "S03", "S04")
# What a phone may type, as it is stored → as the ledger has it; no value is what went out.
CHOICES: dict[str, dict[Any, Any]] = {
    "crop": {"other": "other", "ginseng": "ginseng"},
    "planted_year": {2018: 2018, 2021: 2021},
    "state": {"planned": "planned"},
    "gi": {"yes": True, "no": False},
    "present": {"no": False},
}
PEOPLE = ("Lò Văn A", "Tẩn Mý B", "Phàn C")


@dataclass(frozen=True)
class Said:
    """One edit as a test counts it."""

    plot: str
    column: str
    after: Any
    who: str
    when: str


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> Path:
    """A pack's plots alone, without the triggers only GDAL can run."""
    folder = tmp_path_factory.mktemp("blank")
    file = Path(shutil.copy(pack() / "qfield" / "corrections.gpkg", folder))
    return hand(file)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "l.gpkg"
    ledger(path).close()
    return path


def work(chance: random.Random, file: Path, moment: int) -> set[Said]:
    """A phone types some values; a row has one person and one moment."""
    said: set[Said] = set()
    for name in chance.sample(PLOTS, chance.randint(0, len(PLOTS))):
        columns = chance.sample(list(CHOICES), chance.randint(1, 3))
        typed = {c: chance.choice(list(CHOICES[c])) for c in columns}
        who = chance.choice(PEOPLE)
        when = f"2026-11-{10 + moment % 9:02d}T08:00:00+00:00"
        sets = ", ".join(f"{c} = ?" for c in (*typed, "seen_by", "seen_at"))
        row = [*typed.values(), who, when, name]
        hand(file, (f"UPDATE corrections SET {sets} WHERE plot_id = ?", row))  # noqa: S608 - ours
        said |= {Said(name, c, CHOICES[c][v], who, when) for c, v in typed.items()}
    return said


def wrapped(chance: random.Random, file: Path, folder: Path, n: int) -> Path:
    """What is handed in: a file, a folder or an archive, under a name that says nothing."""
    home = folder / f"về {n}"
    if chance.random() < 0.3:
        with zipfile.ZipFile(home.with_suffix(".zip"), "w") as archive:
            archive.write(file, f"{n}/corrections.gpkg")
        return home.with_suffix(".zip")
    home.mkdir()
    shutil.copy(file, home / "corrections.gpkg")
    return home if chance.random() < 0.5 else home / "corrections.gpkg"


def phones(chance: random.Random, blank: Path, folder: Path) -> list[tuple[Path, set[Said]]]:
    """Several phones, each handing in one or two stages of its work, some of them twice."""
    handed: list[tuple[Path, set[Said]]] = []
    for n in range(6):
        file = folder / f"máy {n}.gpkg"
        shutil.copy(blank, file)
        rows: dict[str, set[Said]] = {}
        for stage in range(chance.randint(1, 3)):
            for one in work(chance, file, 2 * n + stage):
                rows.setdefault(one.plot, set()).add(one)
            # A row typed over speaks as it stands now, all of it by its last signature.
            said = stands(file, rows)
            for _ in range(chance.choice((1, 1, 2))):
                handed.append((wrapped(chance, file, folder, len(handed)), said))
    return handed


def stands(file: Path, rows: dict[str, set[Said]]) -> set[Said]:
    sql = sqlite3.connect(file)
    sql.row_factory = sqlite3.Row
    found: set[Said] = set()
    for name, said in rows.items():
        row = sql.execute("SELECT * FROM corrections WHERE plot_id = ?", [name]).fetchone()
        touched = {s.column for s in said}
        found |= {Said(name, c, CHOICES[c][row[c]], row["seen_by"], row["seen_at"])
                  for c in touched}  # fmt: skip
    sql.close()
    return found


def counted(kept: Sequence[Any]) -> Counter[Said]:
    return Counter(
        Said(k.proposal.target, k.proposal.column, k.proposal.after, k.proposal.seen_by,
             k.proposal.seen_at) for k in kept
    )  # fmt: skip


def merged(path: Path, handed: Sequence[tuple[Path, set[Said]]]) -> LedgerFile:
    file = open_ledger(path)
    read = {back: check_return(base(), back, TODAY) for back, _ in handed}
    for n, (back, _) in enumerate(handed):
        found = read[back]
        # Only the plots came home, which is said.
        assert {p.code for p in found.problems} == {"field.layers_missing"}
        take_returns(file, [found], "Lan", now=NOW + timedelta(seconds=n))
    return file


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_thousand_random_merges_lose_nothing(seed, blank, recorded, tmp_path):
    chance = random.Random(seed)
    handed = phones(chance, blank, tmp_path)
    everything = set().union(*(said for _, said in handed))
    order = [chance.choice(handed) for _ in range(MERGES - len(handed))] + handed
    chance.shuffle(order)
    assert len(order) >= MERGES or len(handed) > MERGES
    path = Path(shutil.copy(recorded, tmp_path / "l.gpkg"))
    file = merged(path, order)
    kept = read_proposals(file.sql)
    # Every edit is kept once, however often and in whatever wrapping it came.
    assert counted(kept) == Counter(everything)
    # Every one is ready, said already, or in the conflict list: exactly once.
    sorted_ = open_proposals(file)
    assert Counter(s.proposal.digest for s in sorted_) == Counter(k.digest for k in kept)
    values: dict[tuple[str, str], set[Any]] = {}
    for one in everything:
        values.setdefault((one.plot, one.column), set()).add(one.after)
    for s in sorted_:
        differ = len(values[s.proposal.target, s.proposal.column]) > 1
        assert s.outcome == ("conflict" if differ else "ready"), s
    # No figure changed, and the file is whole.
    assert Book(file).corrections() == []
    assert verify_ledger(file) == []
    file.close()
    if seed % 8 == 0:
        backwards(order, recorded, tmp_path, {s.proposal.digest: s.outcome for s in sorted_})


def backwards(order, recorded: Path, folder: Path, outcomes: dict[str, str]) -> None:
    """The same returns the other way round, all at once, and everything once more."""
    path = Path(shutil.copy(recorded, folder / "r.gpkg"))
    file = open_ledger(path)
    found = [check_return(base(), back, TODAY) for back, _ in reversed(order)]
    take_returns(file, found, "Minh", now=NOW)
    assert {s.proposal.digest: s.outcome for s in open_proposals(file)} == outcomes
    size = file.sql.execute("SELECT count(*) FROM proposal_arrival").fetchone()
    again = take_returns(file, found, "Lan", now=NOW)
    assert again.brought.new == ()
    assert file.sql.execute("SELECT count(*) FROM proposal_arrival").fetchone() == size
    file.close()


@pytest.mark.parametrize("seed", range(8))
def test_answers_and_corrections_between_merges_lose_nothing(seed, blank, recorded, tmp_path):
    chance = random.Random(1000 + seed)
    handed = phones(chance, blank, tmp_path)
    file = open_ledger(Path(shutil.copy(recorded, tmp_path / "l.gpkg")))
    for n, (back, _) in enumerate(handed):
        take_returns(file, [check_return(base(), back, TODAY)], "Lan", now=NOW + timedelta(n))
        at = NOW + timedelta(days=n, seconds=1)
        if chance.random() < 0.3:
            key = PlotKey("cassava", chance.choice(PLOTS))
            one = Correction(key, "planted_year", chance.choice((2018, 2021)))
            correct_plots(file, [one], OF, "Lan", "đo lại", now=at, today=TODAY)
        waiting = [s for s in open_proposals(file) if s.proposal.column != "present"]
        if waiting and chance.random() < 0.6:
            chosen = chance.choice(waiting).proposal.digest
            verdict = chance.choice(("accepted", "refused"))
            answer_proposals(file, [chosen], verdict, "Lan", "đã hỏi", OF, now=at, today=TODAY)
    everything = set().union(*(said for _, said in handed))
    kept = read_proposals(file.sql)
    assert counted(kept) == Counter(everything)
    open_ = Counter(s.proposal.digest for s in open_proposals(file))
    answered = Counter(k.digest for k in kept if k.answers)
    assert open_ + answered == Counter(k.digest for k in kept)
    accepted = [k for k in kept if k.standing == "accepted"]
    entries = {e.digest for e, _ in Book(file).corrections()}
    assert {k.answers[0].entry for k in accepted} <= entries
    assert told(Book(file), OF).keys() >= set(PLOTS)
    assert verify_ledger(file) == []
    file.close()
