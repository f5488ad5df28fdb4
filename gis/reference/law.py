"""Rules of law as reviewed data: what they ask of land, where they stand, when they are in force.

The rules are in ``law/*.toml``, with what was read and how sure it is; this module only reads them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gis.reference.forest import CodeName

Verdict = Literal[
    "barred_unless_approved", "check_on_site", "insufficient_data", "needs_plan", "no_rule_against"
]
# From the most restrictive to the least.
VERDICTS: tuple[Verdict, ...] = (
    "barred_unless_approved",
    "check_on_site",
    "insufficient_data",
    "needs_plan",
    "no_rule_against",
)
Category = Literal["protection", "special_use", "production", "none"]
KnownSubzone = Literal["strict", "restoration", "other"]
Owner = Literal["household", "community", "commune_office", "organisation"]
# What a rule may ask of land.
FACTS = ("forest", "category", "purpose", "subzone", "over_30_deg")


@dataclass(frozen=True)
class Basis:
    """Where a rule stands. ``until`` is the last day it is in force; None: no end is known."""

    decree: str
    article: str
    in_force_from: date
    source: str
    confidence: Literal["found", "unverified"]
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is in force on a day; both ends are."""
        return self.in_force_from <= day and (self.until is None or day <= self.until)

    @property
    def citation(self) -> str:
        """Article and decree, as an office quotes them."""
        return f"{self.article} {self.decree}"


@dataclass(frozen=True)
class LawRule:
    """One rule: which land, what follows, why. ``approver`` asks who must approve the plan."""

    id: str
    verdict: Verdict
    when: Mapping[str, tuple[object, ...]]
    reason: CodeName
    basis: tuple[Basis, ...] = ()
    approver: bool = False

    def in_force(self, day: date) -> bool:
        """Whether any basis is in force; a rule without one is a definition and always holds."""
        return not self.basis or any(basis.in_force(day) for basis in self.basis)

    def citations(self, day: date) -> tuple[str, ...]:
        """What to cite on a day."""
        return tuple(basis.citation for basis in self.basis if basis.in_force(day))


@dataclass(frozen=True)
class LawBook:
    """Rules on one matter, as reviewed on a day. What came into force later is not in it."""

    title: CodeName
    reviewed_on: date
    rules: tuple[LawRule, ...]
    approvers: Mapping[str, CodeName]
    missing: Mapping[str, CodeName]
    purposes: Mapping[str, tuple[int, ...]]
    subzones: Mapping[str, tuple[str, ...]]

    def category_of(self, purpose: int) -> Category | None:
        """Forest category a purpose code (mamdsd) belongs to; None for a code of no list."""
        found = (c for c, codes in self.purposes.items() if purpose in codes)
        return next(found, None)  # type: ignore[arg-type]

    def subzone_of(self, label: str) -> KnownSubzone | None:
        """What kind of subzone a usual name means; None when no list has it.

        >>> law_book().subzone_of("Phân khu Bảo vệ nghiêm ngặt"), law_book().subzone_of("PK 3")
        ('strict', None)
        """
        key = _folded(label)
        kinds = (k for k, names in self.subzones.items() if key in map(_folded, names))
        return next(kinds, None)  # type: ignore[arg-type]


@cache
def law_book(name: str = "canopy_medicine") -> LawBook:
    """The rules on one matter.

    Raises:
        FileNotFoundError: there is no such book.
        ValueError: a rule asks for what land is never asked, or says what no verdict is.
    """
    text = (files("gis.reference") / "law" / f"{name}.toml").read_text("utf-8")
    return read_book(text)


def read_book(text: str) -> LawBook:
    """A book of rules from its TOML text; see :func:`law_book`."""
    table = tomllib.loads(text)
    basis = {key: Basis(**row) for key, row in table.get("basis", {}).items()}
    return LawBook(
        title=CodeName(**table["title"]),
        reviewed_on=table["reviewed_on"],
        rules=tuple(_rule(key, row, basis) for key, row in table["rules"].items()),
        approvers={key: CodeName(**row) for key, row in table["approvers"].items()},
        missing={key: CodeName(**row) for key, row in table["missing"].items()},
        purposes={key: tuple(codes) for key, codes in table["purposes"].items()},
        subzones={key: tuple(names) for key, names in table["subzones"].items()},
    )


def _rule(name: str, row: Mapping[str, Any], basis: Mapping[str, Basis]) -> LawRule:
    if not row["when"] or not set(row["when"]) <= set(FACTS) or row["verdict"] not in VERDICTS:
        raise ValueError(f"rule {name}")
    return LawRule(
        id=name,
        verdict=row["verdict"],
        when={fact: tuple(values) for fact, values in row["when"].items()},
        reason=CodeName(**row["reason"]),
        basis=tuple(basis[key] for key in row.get("basis", ())),
        approver=row.get("approver", False),
    )


def _folded(label: str) -> str:
    words = re.split(r"[\W_]+", unicodedata.normalize("NFC", label).casefold())
    return " ".join(w for w in words if w).removeprefix("phân khu ")
