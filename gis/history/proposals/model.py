"""Proposals and answers as values; both are known by the digest of all they say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import Literal

from gis.ledger.states.digest import canonical
from gis.ledger.states.model import PlotKey, Value

About = Literal["plot", "visit", "finding"]
Verdict = Literal["accepted", "refused"]
Standing = Literal["open", "accepted", "refused", "disputed"]
OUTLINE = "outline"
# Said beside a plot or a visit, and no column of it: two such words do not contradict each other.
BESIDE = ("note", "seen")


@dataclass(frozen=True)
class Proposal:
    """One value somebody in the field says is another.

    Args:
        about: a column of a plot, of a visit of the field list, or a finding of its own.
        layer: the plot's layer; empty for a finding.
        target: the plot's id, the visit's id, or the finding's UUID.
        column: what is said to be another; of a finding "finding".
        before: as it went out to the field.
        after: as it came back; None says that it is not known. A new outline is well-known binary
            in hexadecimal in the ledger's CRS, a finding is JSON.
        seen_by: who saw it, as written in the field; None where nobody signed.
        seen_at: when, as written in the field (ISO 8601).
        note: what was written beside it.
        pack: the field pack it went out with.
    """

    about: About
    layer: str
    target: str
    column: str
    before: Value
    after: Value
    seen_by: str | None
    seen_at: str | None
    note: str | None
    pack: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What it is about: proposals of one place and different values contradict each other."""
        return self.about, self.layer, self.target, self.column

    @property
    def key(self) -> PlotKey:
        """The plot it is about."""
        return PlotKey(self.layer, self.target)

    @property
    def body(self) -> str:
        """All it says, in one way only."""
        return _said(self)

    @cached_property
    def digest(self) -> str:
        """What it is known by in every copy."""
        return digest_of(self.body)


@dataclass(frozen=True)
class Answer:
    """What a person decided of a proposal; ``entry`` is the correction it became, if any."""

    proposal: str
    verdict: Verdict
    who: str
    why: str
    answered_at: str
    entry: str | None

    @property
    def body(self) -> str:
        """All it says, in one way only."""
        return _said(self)


@dataclass(frozen=True)
class KeptProposal:
    """A proposal in a ledger: who brought it in and when, and every answer to it."""

    proposal: Proposal
    digest: str
    brought_by: str
    brought_at: str
    answers: tuple[Answer, ...]

    @property
    def standing(self) -> Standing:
        """Where it stands; two offices that answered differently dispute it."""
        verdicts = {a.verdict for a in self.answers}
        if not verdicts:
            return "open"
        return "disputed" if len(verdicts) > 1 else verdicts.pop()


def _said(one: Proposal | Answer) -> str:
    return canonical({f.name: getattr(one, f.name) for f in fields(one)})


def digest_of(body: str) -> str:
    """The digest of what a proposal or an answer says."""
    return sha256(body.encode("utf-8")).hexdigest()
