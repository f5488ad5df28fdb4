"""What the plans ask, as rows: figures with their hedges, rules with the sentence behind them.

Every row carries the line of the plan's text and ``quote_vi``, a literal piece of that line. Where
the text is unclear the row keeps it as written and records a question; nothing is put right in
silence ("trên 250" stays, ``reads_as`` says 25°).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

KNOWN_PLANS = ("000", "001", "002", "003", "004")


Kind = Literal["target", "keep", "rule_threshold", "figure"]
Sense = Literal["at_least", "at_most", "about", "exact", "between", "decrease", "increase"]
Period = Literal["stock", "per_year", "cumulative", "unstated"]
ComputedBy = Literal["computed", "reported", "not_spatial"]


@dataclass(frozen=True)
class PlanDocument:
    """A plan's head: title, place, issuer, status ("draft", "unsigned" …), what its copy lacks."""

    plan: str
    title_vi: str
    title_en: str
    place: str
    issuer: str
    dated: str
    status: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class PlanTarget:
    """One figure of a plan, or a direction without a figure, as its text states it.

    ``value`` is in ``unit`` and as printed: 70 with unit "%", not 0.7. A range has
    ``value_range`` (low, high) instead; a direction has neither. ``printed`` is the figure of the
    text where it is read otherwise (250 for 25°), never without a question. ``line`` is 1-based in
    the plan's text. ``year`` is the one the text or the heading of the section names. ``period``
    "per_year" is an amount of one year, "stock" a state of things, "cumulative" what comes about
    up to the year. ``localities`` are the plan's own spellings, none meaning the whole place of
    the plan; ``locality_unit`` says what they are. ``part_of`` is the row this one is a part of,
    ``repeats`` the row that states the same figure first. ``denominator`` is what a share is a
    share of (the register's choice where ``question`` says that the plan states none).
    ``crop`` is the word plots carry; ``layer`` the kinds of layer a computed row is read from.
    """

    id: str
    plan: str
    section: str
    line: int
    subject_vi: str
    subject_en: str
    indicator: str
    kind: Kind
    sense: Sense
    unit: str
    period: Period
    quote_vi: str
    status: str
    computed_by: ComputedBy
    localities: tuple[str, ...] = ()
    locality_unit: str | None = None
    localities_as_of: date | None = None
    open_list: bool = False
    crop: str | None = None
    hedge: str | None = None
    value: float | None = None
    value_range: tuple[float, float] | None = None
    printed: float | None = None
    year: int | None = None
    part_of: str | None = None
    repeats: str | None = None
    denominator: str | None = None
    layer: str | None = None
    question_vi: str | None = None
    question_en: str | None = None

    @property
    def communes(self) -> tuple[str, ...]:
        """The localities, where they are communes; the cells of a ledger are."""
        return self.localities if self.locality_unit == "commune" else ()


@dataclass(frozen=True)
class PlanRule:
    """A sentence of a plan that a rule cites. ``reads_as`` says how a misprint is read here."""

    plan: str
    section: str
    line: int
    quote_vi: str
    topic: str
    status: str
    reads_as: str | None = None
    question_vi: str | None = None
    question_en: str | None = None

    @property
    def cites(self) -> str:
        """The words a project file cites it by: ``"000 III.2"``."""
        return f"{self.plan} {self.section}"


def plan_targets(plan: str) -> tuple[PlanTarget, ...]:
    """Every figure and direction of a plan, in the order of its text.

    Raises:
        KeyError: no register of this plan is kept (``KNOWN_PLANS`` lists them).
    """
    kept = _register(plan)
    fixed = {"plan": plan, "status": kept["status"]}
    return tuple(PlanTarget(**_row(row), **fixed) for row in kept["target"])


def plan_rules(plan: str) -> tuple[PlanRule, ...]:
    """Every sentence of a plan a rule can cite, in the order of its text.

    Raises:
        KeyError: no register of this plan is kept.
    """
    kept = _register(plan)
    fixed = {"plan": plan, "status": kept["status"]}
    return tuple(PlanRule(**_row(row), **fixed) for row in kept["rules"])


def plan_rule(cites: str) -> PlanRule | None:
    """The sentence cited as plan and section (``"000 III.2"``); None when there is none."""
    plan, _, section = cites.partition(" ")
    if plan not in KNOWN_PLANS:
        return None
    return next((r for r in plan_rules(plan) if r.section == section.strip()), None)


def plan_document(plan: str) -> PlanDocument:
    """The head of a plan.

    Raises:
        KeyError: no register of this plan is kept.
    """
    kept = _register(plan)
    head = {key: kept[key] for key in ("plan", "place", "issuer", "dated", "status")}
    texts = {f"{key}_{lang}": kept[key][lang] for key in ("title", "note") for lang in ("vi", "en")}
    return PlanDocument(**head, **texts)


@cache
def _register(plan: str) -> dict[str, Any]:
    if plan not in KNOWN_PLANS:
        raise KeyError(plan)
    return tomllib.loads((files("gis.reference") / "plans" / f"{plan}.toml").read_text("utf-8"))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    question = row.get("question", {})
    plain = {key: value for key, value in row.items() if key != "question"}
    if "localities" in plain:
        plain["localities"] = tuple(plain["localities"])
    if "value_range" in plain:
        plain["value_range"] = (plain["value_range"]["low"], plain["value_range"]["high"])
    return plain | {"question_vi": question.get("vi"), "question_en": question.get("en")}
