"""Accepting or refusing proposals: a person's decision, kept with who, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.history.correct import correct_plots
from gis.history.file import LedgerFile
from gis.history.proposals.kept import read_proposals
from gis.history.proposals.model import (
    BESIDE,
    OUTLINE,
    Answer,
    KeptProposal,
    Proposal,
    Verdict,
    digest_of,
)
from gis.history.proposals.propose import add_row
from gis.history.proposals.tables import arrive
from gis.ledger.states.check import check_who_why
from gis.ledger.states.model import Correction, Entry


def answer_proposals(
    file: LedgerFile,
    names: Iterable[str],
    verdict: Verdict,
    who: str,
    why: str,
    on: date,
    *,
    now: datetime | None = None,
    today: date | None = None,
) -> Entry | None:
    """Answer open proposals; accepted values of plots become one correction, or nothing happens.

    Args:
        file: the open ledger.
        names: digests, or beginnings of them that only one proposal has.
        verdict: "accepted" or "refused".
        who: who decides.
        why: the reason.
        on: the date from which accepted values hold.
        now: the moment (UTC); the clock's when not given.
        today: as for :func:`gis.history.correct_plots`.

    Returns:
        The correction; None where nothing of a plot was accepted.

    Raises:
        NuongError: a name is none or several proposals', one is answered already, an outline was to
            be accepted, two accepted values contradict each other, or the ledger refuses the
            correction.
    """
    moment = now or datetime.now(UTC)
    raise_errors(check_who_why(who, why, "correction"))
    with file.writing() as sql:
        chosen = _chosen(read_proposals(sql), names, verdict)
        said = _corrections(chosen) if verdict == "accepted" else []
        entry = None
        if said:
            entry = correct_plots(file, said, on, who, why, now=moment, today=today)
        at = moment.isoformat(timespec="microseconds")
        for kept in chosen:
            became = entry.digest if entry and _is_correction(kept.proposal) else None
            answer = Answer(kept.digest, verdict, who.strip(), why.strip(), at, became)
            add_row(sql, "proposal_answer", digest_of(answer.body), answer.body)
            arrive(sql, digest_of(answer.body), who.strip(), at)
    return entry


def _chosen(
    kept: Sequence[KeptProposal], names: Iterable[str], verdict: Verdict
) -> list[KeptProposal]:
    found: dict[str, KeptProposal] = {}
    problems: list[Problem] = []
    for name in names:
        near = [k for k in kept if name and k.digest.startswith(name)]
        if len(near) != 1:
            values = {"given": name, "n": len(near)}
            problems.append(Problem("history.proposal_unknown", Where(rows=(name,)), values))
            continue
        found[near[0].digest] = near[0]
        problems += _fault(near[0], verdict)
    raise_errors(problems)
    return list(found.values())


def _fault(kept: KeptProposal, verdict: Verdict) -> Iterator[Problem]:
    where = Where(layer=kept.proposal.layer or None, rows=(kept.digest[:12],))
    if kept.standing != "open":
        last = kept.answers[-1]
        values = {"who": last.who, "at": last.answered_at[:10]}
        yield Problem("history.proposal_answered", where, values)
    elif verdict == "accepted" and kept.proposal.column == OUTLINE:
        yield Problem("history.proposal_outline", where, {"plot": str(kept.proposal.key)})


def _is_correction(proposal: Proposal) -> bool:
    return proposal.about == "plot" and proposal.column not in BESIDE


def _corrections(chosen: Sequence[KeptProposal]) -> list[Correction]:
    """Corrections that accepted proposals make; two that say the same are one."""
    plots = [k.proposal for k in chosen if _is_correction(k.proposal)]
    said: dict[tuple[str, ...], Correction] = {}
    problems = []
    for p in plots:
        one = Correction(p.key, p.column, p.after)
        if said.setdefault(p.place, one) != one:
            where = Where(layer=p.layer, column=p.column, rows=(p.target,))
            problems.append(Problem("history.corrected_twice", where))
    if problems:
        raise NuongError(problems)
    return list(said.values())
