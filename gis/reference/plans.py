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
from typing import Any

KNOWN_PLANS = ("000", "002")


@dataclass(frozen=True)
class PlanDocument:
    """A plan's head: title, issuer, status ("draft", "unstated" …) and what its copy lacks."""

    plan: str
    title_vi: str
    title_en: str
    issuer: str
    dated: str
    status: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class PlanTarget:
    """One figure or direction of a plan; at most one ``value_*`` is given, shares are 0–1.

    ``year`` is the horizon its section is headed with; ``line`` is 1-based in the plan's text;
    ``denominator`` is the indicator a share is a share of (the register's choice where
    ``question`` says that the plan states none).
    """

    id: str
    plan: str
    section: str
    line: int
    quote_vi: str
    crop: str
    indicator: str
    sense: str
    status: str
    hedge: str | None = None
    value_ha: float | None = None
    value_share: float | None = None
    value_t: float | None = None
    value_count: float | None = None
    year: int | None = None
    communes: tuple[str, ...] = ()
    communes_as_of: date | None = None
    open_list: bool = False
    denominator: str | None = None
    question_vi: str | None = None
    question_en: str | None = None


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
    return tuple(PlanTarget(**_row(row), **fixed) for row in kept["targets"])


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
    head = {key: kept[key] for key in ("plan", "issuer", "dated", "status")}
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
    if "communes" in plain:
        plain["communes"] = tuple(plain["communes"])
    return plain | {"question_vi": question.get("vi"), "question_en": question.get("en")}
