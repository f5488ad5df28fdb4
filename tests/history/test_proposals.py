"""Proposals: kept once, never changed, in conflict in any order, answered by a person."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from gis.errors import NuongError
from gis.history import Book, LedgerFile, merge_ledgers, open_ledger, verify_ledger
from gis.history.proposals import Proposal, answer_proposals, propose, read_proposals
from gis.history.proposals.outlines import hex_of
from gis.history.proposals.sorted_out import said_by, sort_out
from gis.ledger.states.model import PlotKey
from tests.history.books import TODAY, moment, new_ledger, plot, state, told
from tests.history.test_record import record
from tests.land import square

OF = date(2024, 5, 1)
ONE = Proposal(
    "plot", "cassava", "a", "crop", "cassava", "ginseng", "Lò Văn A", "2024-06-01", None, "p1"
)


def ledger(path) -> LedgerFile:
    file = new_ledger(path)
    record(file, state(OF, {"a": plot(1, "03550"), "b": plot(4, "03550", x_m=900.0)}))
    return file


def bring(file: LedgerFile, *proposals: Proposal, who: str = "Lan", at: int = 5):
    return propose(file, proposals, who, now=moment(at))


def answer(file: LedgerFile, verdict: str, *proposals: Proposal, at: int = 9):
    names = [p.digest for p in proposals]
    return answer_proposals(file, names, verdict, "Lan", "đã xem", OF, now=moment(at), today=TODAY)  # type: ignore[arg-type]


def outcomes(file: LedgerFile, *more: Proposal) -> dict[str, str]:
    book, kept = Book(file), [k.proposal for k in read_proposals(file.sql) if not k.answers]
    keys = {PlotKey("cassava", "a"), PlotKey("cassava", "b"), PlotKey("cassava", "gone")}
    found = sort_out([*kept, *more], said_by(book, OF, keys))
    return {s.proposal.digest: s.outcome for s in found}


def codes(caught) -> list[str]:
    return [p.code for p in caught.value.problems]


def test_a_proposal_changes_no_figure_and_is_kept_once(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    before = told(Book(file), OF)
    assert bring(file, ONE, ONE).new == (ONE,)
    again = bring(file, ONE, who="Minh", at=7)
    assert (again.new, again.known) == ((), (ONE,))
    (kept,) = read_proposals(file.sql)
    assert (kept.brought_by, kept.brought_at[:10], kept.standing) == ("Lan", "2025-01-01", "open")
    assert told(Book(file), OF) == before
    assert verify_ledger(file) == []


def test_an_accepted_one_becomes_a_correction_and_the_answer_names_it(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    bring(file, ONE)
    entry = answer(file, "accepted", ONE)
    assert entry is not None
    assert (entry.who, entry.why) == ("Lan", "đã xem")
    assert told(Book(file), OF)["a"]["crop"] == "ginseng"
    (kept,) = read_proposals(file.sql)
    assert (kept.standing, kept.answers[0].entry) == ("accepted", entry.digest)
    with pytest.raises(NuongError) as caught:
        answer(file, "refused", ONE)
    assert codes(caught) == ["history.proposal_answered"]
    assert verify_ledger(file) == []


def test_a_refused_one_stays_and_changes_nothing(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    bring(file, ONE)
    assert answer(file, "refused", ONE) is None
    assert told(Book(file), OF)["a"]["crop"] == "cassava"
    assert [k.standing for k in read_proposals(file.sql)] == ["refused"]
    # It may come back from another phone's copy: it is known, and stays refused.
    assert bring(file, ONE).known == (ONE,)
    assert outcomes(file) == {}


def test_answers_happen_together_or_not_at_all(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    gone = replace(ONE, target="gone")
    bring(file, ONE, gone)
    arrivals = file.sql.execute("SELECT count(*) FROM arrival").fetchone()
    with pytest.raises(NuongError) as caught:
        answer(file, "accepted", ONE, gone)
    assert codes(caught) == ["history.plot_unknown"]
    assert [k.standing for k in read_proposals(file.sql)] == ["open", "open"]
    assert file.sql.execute("SELECT count(*) FROM arrival").fetchone() == arrivals
    assert not file.sql.in_transaction


def test_what_contradicts_is_a_conflict_in_any_order(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    other = replace(ONE, after="other", seen_by="B")
    agrees = replace(ONE, seen_by="C")
    stale = replace(ONE, target="b", before="tea")
    said = replace(ONE, target="b", column="state", before="planned", after="planted")
    gone = replace(ONE, target="gone")
    dead = replace(ONE, target="gone", column="present", before=True, after=False)
    alone = replace(ONE, target="b", column="planted_year", before=None, after=2020)
    listed = [ONE, other, agrees, stale, said, gone, dead, alone]
    wanted = {
        ONE.digest: "conflict", other.digest: "conflict", agrees.digest: "conflict",
        stale.digest: "conflict", said.digest: "already", gone.digest: "conflict",
        dead.digest: "already", alone.digest: "ready",
    }  # fmt: skip
    assert outcomes(file, *listed) == outcomes(file, *reversed(listed)) == wanted


def test_true_is_not_one_and_notes_never_contradict(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    yes = replace(ONE, column="gi", before=None, after=True)
    one = replace(ONE, column="gi", before=None, after=1)
    notes = [replace(ONE, column="note", before=None, after=t) for t in ("x", "y")]
    found = outcomes(file, yes, one, *notes)
    assert {found[yes.digest], found[one.digest]} == {"conflict"}
    assert {found[n.digest] for n in notes} == {"ready"}


def test_two_accepted_at_once_that_differ_are_refused_and_alike_are_one(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    other, alike = replace(ONE, after="other"), replace(ONE, seen_by="C")
    bring(file, ONE, other, alike)
    with pytest.raises(NuongError) as caught:
        answer(file, "accepted", ONE, other)
    assert codes(caught) == ["history.corrected_twice"]
    answer(file, "accepted", ONE, alike)
    assert len(Book(file).corrections()) == 1
    # The other one now contradicts the ledger, and still waits for a person.
    assert outcomes(file) == {other.digest: "conflict"}


def test_an_outline_is_not_accepted_here(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    drawn = replace(ONE, column="outline", before="d", after="00")
    bring(file, drawn)
    with pytest.raises(NuongError) as caught:
        answer(file, "accepted", drawn)
    assert codes(caught) == ["history.proposal_outline"]


def test_an_outline_is_held_against_the_ledgers(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    ours = square(0, 0, 100)  # plot a: 1 ha
    drawn = replace(ONE, column="outline", before=hex_of(ours), after=hex_of(square(7, 0, 100)))
    shaken = replace(drawn, target="b", before=hex_of(square(900.03, 0, 200)))
    stale = replace(drawn, target="b", before=hex_of(square(902, 0, 200)),
                    after=hex_of(square(900, 0, 150)))  # fmt: skip
    done = replace(drawn, before=hex_of(square(50, 0, 10)), after=hex_of(square(0.02, 0, 100)))
    keys = {PlotKey("cassava", "a"), PlotKey("cassava", "b")}

    def outcome(one: Proposal) -> str:
        return sort_out([one], said_by(Book(file), OF, keys, outlines=True))[0].outcome

    assert [outcome(p) for p in (drawn, shaken, stale, done)] == [
        "ready", "ready", "conflict", "already",
    ]  # fmt: skip


def test_a_name_must_be_one_proposals(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    bring(file, ONE)
    for name in ("", "zz", ONE.digest + "0"):
        with pytest.raises(NuongError) as caught:
            answer_proposals(file, [name], "refused", "Lan", "x", OF)
        assert codes(caught) == ["history.proposal_unknown"]
    answer_proposals(file, [ONE.digest[:6]], "refused", "Lan", "x", OF)


def test_nobody_brings_nothing_in(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    with pytest.raises(NuongError) as caught:
        bring(file, ONE, who=" ")
    assert codes(caught) == ["history.who_missing"]
    bring(file)
    assert read_proposals(file.sql) == ()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE proposal SET body = '{}'", "DELETE FROM proposal",
     "INSERT OR REPLACE INTO proposal SELECT * FROM proposal",
     "UPDATE proposal_answer SET body = '{}'", "DELETE FROM proposal_arrival",
     "INSERT OR REPLACE INTO proposal_arrival SELECT * FROM proposal_arrival"],
)  # fmt: skip
def test_the_file_refuses_changes(tmp_path, statement):
    file = ledger(tmp_path / "l.gpkg")
    bring(file, ONE)
    answer(file, "refused", ONE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        file.sql.execute(statement)


@pytest.mark.parametrize(
    ("table", "statement"),
    [("proposal", "UPDATE proposal SET body = replace(body, 'ginseng', 'other')"),
     ("proposal_arrival", "UPDATE proposal_arrival SET brought_by = 'X'"),
     ("proposal_arrival", "DELETE FROM proposal_arrival WHERE arrival_no = 2"),
     ("proposal_answer", "DELETE FROM proposal_answer")],
)  # fmt: skip
def test_a_change_from_outside_is_noticed(tmp_path, table, statement):
    file = ledger(tmp_path / "l.gpkg")
    bring(file, ONE)
    answer(file, "refused", ONE)
    for (name,) in file.sql.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
    ).fetchall():
        file.sql.execute(f"DROP TRIGGER {name}")
    file.sql.execute(statement)
    assert {p.code for p in verify_ledger(file)} == {"history.damaged"}


def test_copies_hold_the_same_whichever_is_merged_into_which(tmp_path):
    first = ledger(tmp_path / "a.gpkg")
    first.close()
    (tmp_path / "b.gpkg").write_bytes((tmp_path / "a.gpkg").read_bytes())
    a, b = open_ledger(tmp_path / "a.gpkg"), open_ledger(tmp_path / "b.gpkg")
    other = replace(ONE, after="other", seen_by="B")
    bring(a, ONE, at=5)
    bring(b, other, ONE, who="Minh", at=6)
    answer(a, "accepted", ONE)
    answer(b, "refused", ONE, at=10)
    b.close()
    merge_ledgers(a, tmp_path / "b.gpkg")
    b = open_ledger(tmp_path / "b.gpkg")
    a.close()
    merge_ledgers(b, tmp_path / "a.gpkg")
    a = open_ledger(tmp_path / "a.gpkg")
    kept = [{k.digest: k.standing for k in read_proposals(f.sql)} for f in (a, b)]
    assert kept[0] == kept[1] == {ONE.digest: "disputed", other.digest: "open"}
    assert verify_ledger(a) == verify_ledger(b) == []
    rows = a.sql.execute("SELECT count(*) FROM proposal_arrival").fetchone()
    merge_ledgers(a, tmp_path / "b.gpkg")
    assert a.sql.execute("SELECT count(*) FROM proposal_arrival").fetchone() == rows


def test_a_ledger_that_never_kept_one_is_as_before(tmp_path):
    file = ledger(tmp_path / "l.gpkg")
    assert read_proposals(file.sql) == ()
    assert verify_ledger(file) == []
    names = {n for (n,) in file.sql.execute("SELECT name FROM sqlite_master")}
    assert not {n for n in names if n.startswith("proposal")}
