"""What the law says of a piece of land on a day: one pure function, for cells, plots and fixes.

A verdict is never a permission: the best it says is that no rule against it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gis.reference.forest import CodeName
from gis.reference.law import (
    VERDICTS,
    Category,
    KnownSubzone,
    LawBook,
    LawRule,
    Owner,
    Verdict,
    law_book,
)

Answer = bool | None
# "none": there is a layer of subzones, and the land lies in none of them; "unnamed": in one whose
# name says nothing; "no_layer": nobody brought a layer.
Subzone = Literal["strict", "restoration", "other", "unnamed", "none", "no_layer"]
KNOWN_SUBZONES: tuple[KnownSubzone, ...] = ("strict", "restoration", "other")
# The steepest watershed protection forest may be; exactly 30° is not over it.
LIMIT_DEG = 30.0


@dataclass(frozen=True)
class LandFacts:
    """What is known of one piece of land; None is "not known", never "no".

    Args:
        forest: whether a forest stands there.
        category: forest category by planning; "none": known to be outside forest planning.
        purpose: purpose code (mamdsd).
        subzone: of special-use forest.
        over_30_deg: whether the slope is over 30° (30° exactly is not).
        owner: kind of owner.
    """

    forest: Answer = None
    category: Category | None = None
    purpose: int | None = None
    subzone: Subzone = "no_layer"
    over_30_deg: Answer = None
    owner: Owner | None = None


@dataclass(frozen=True)
class Reason:
    """One reason: a rule's id, ``missing_…`` or ``approver_…``, and its sentence."""

    id: str
    text: CodeName


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reasons and what to cite (Vietnamese, in force on the day judged for)."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    citations: tuple[str, ...]

    def reason_text(self, lang: str) -> str:
        """All reasons in one line."""
        return "; ".join(r.text.vi if lang == "vi" else r.text.en for r in self.reasons)


def severity(verdict: Verdict) -> int:
    """How restrictive a verdict is: 4 for barred, 0 for no rule against it."""
    return len(VERDICTS) - 1 - VERDICTS.index(verdict)


def judge_land(facts: LandFacts, on_date: date, book: LawBook | None = None) -> Judgement:
    """What the rules in force on a day say of some land; the most restrictive one speaks.

    A rule that might hold, were more known, and would be stricter than those that do, makes the
    verdict ``insufficient_data`` (unless ``check_on_site`` or a bar holds anyway). Where no rule
    answers, because none is recorded for the day, the verdict is ``insufficient_data`` too.

    Args:
        facts: what is known of the land.
        on_date: the day judged for.
        book: the rules; those of medicinal plants in forests when not given.

    Returns:
        The verdict, its reasons in vi and en, and the articles to cite.

    >>> judge_land(LandFacts(purpose=1, over_30_deg=True), date(2026, 11, 21)).verdict
    'barred_unless_approved'
    """
    book = book or law_book()
    rules = [rule for rule in book.rules if rule.in_force(on_date)]
    answers = [(rule, _answer(rule, facts, book)) for rule in rules]
    hold = [rule for rule, answer in answers if answer]
    settled = max((rule.verdict for rule in hold), key=severity, default=None)
    stricter = [
        rule
        for rule, answer in answers
        if answer is None and (settled is None or severity(rule.verdict) > severity(settled))
    ]
    if settled is None or (stricter and severity(settled) < severity("insufficient_data")):
        return _insufficient(stricter, facts, book, on_date)
    speaking = [rule for rule in hold if rule.verdict == settled]
    return _judgement(settled, speaking, facts, book, on_date)


def _judgement(
    verdict: Verdict, rules: list[LawRule], facts: LandFacts, book: LawBook, day: date
) -> Judgement:
    reasons = [Reason(rule.id, rule.reason) for rule in rules]
    if any(rule.approver for rule in rules):
        owner = facts.owner or "unknown"
        reasons.append(Reason(f"approver_{owner}", book.approvers[owner]))
    return Judgement(verdict, tuple(reasons), _cited(rules, day))


def _insufficient(rules: list[LawRule], facts: LandFacts, book: LawBook, day: date) -> Judgement:
    open_facts = dict.fromkeys(
        fact for rule in rules for fact in rule.when if _fact(rule, fact, facts, book) is None
    )
    names = [fact for fact in book.missing if fact in open_facts] or ["rule"]
    reasons = tuple(Reason(f"missing_{name}", book.missing[name]) for name in names)
    worst = max((rule.verdict for rule in rules), key=severity, default=None)
    return Judgement(
        "insufficient_data", reasons, _cited([r for r in rules if r.verdict == worst], day)
    )


def _cited(rules: list[LawRule], day: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for rule in rules for text in rule.citations(day)))


def _answer(rule: LawRule, facts: LandFacts, book: LawBook) -> Answer:
    """Whether a rule holds: no AND unknown is no, yes AND unknown is unknown."""
    each = [_fact(rule, fact, facts, book) for fact in rule.when]
    if False in each:
        return False
    return None if None in each else True


def _fact(rule: LawRule, fact: str, facts: LandFacts, book: LawBook) -> Answer:
    wanted = rule.when[fact]
    if fact == "category":
        known = _categories(facts, book)
        return any(category in wanted for category in known) if known else None
    if fact == "purpose":
        return _purpose(wanted, facts, book)
    if fact == "subzone":
        return _subzone(wanted, facts, book)
    value = facts.forest if fact == "forest" else facts.over_30_deg
    return None if value is None else value in wanted


def _categories(facts: LandFacts, book: LawBook) -> set[Category]:
    """The category as recorded and that of the purpose: where they differ, both are heard."""
    of_purpose = None if facts.purpose is None else book.category_of(facts.purpose)
    return {category for category in (facts.category, of_purpose) if category is not None}


def _purpose(wanted: tuple[object, ...], facts: LandFacts, book: LawBook) -> Answer:
    if facts.purpose is not None:
        return facts.purpose in wanted
    possible = book.purposes.get(facts.category or "", ())
    # Without a purpose the category alone may rule it out.
    return False if facts.category and not set(possible) & set(wanted) else None


def _subzone(wanted: tuple[object, ...], facts: LandFacts, book: LawBook) -> Answer:
    if facts.subzone in wanted:
        return True
    if facts.subzone in KNOWN_SUBZONES or not set(wanted) & set(KNOWN_SUBZONES):
        return False
    # The subzone is not known; only special-use forest has any.
    known = _categories(facts, book)
    return None if facts.subzone == "unnamed" or not known or "special_use" in known else False
