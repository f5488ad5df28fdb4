"""What about one row, or one pair, is worth a look: its hectares, how grave, in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gis.messages import Lang, number_text, word
from gis.project.model import Project
from gis.zones.allocation.drawn import ALLOCATION, PLANNED_PLOT
from gis.zones.allocation.shared import same_kind

Row = Mapping[str, Any]
LANGS: tuple[Lang, ...] = ("vi", "en")
# Land of a verdict, and how grave it is where medicinal plants are to be grown.
_VERDICTS = {
    "barred_unless_approved": ("legal_barred_ha", "conflict"),
    "check_on_site": ("legal_check_ha", "check"),
    "insufficient_data": ("legal_insufficient_ha", "cannot_tell"),
}


@dataclass(frozen=True)
class Finding:
    """One finding; ``stake_ha`` are its hectares, ``sentences`` by language."""

    kind: str
    severity: str
    stake_ha: float
    sentences: Mapping[Lang, str]
    citation: str | None = None


def row_findings(row: Row, project: Project) -> list[Finding]:
    """What is found of one allocation or planned plot.

    Args:
        row: of ``AUDIT_COLUMNS``.
        project: ``[audit]`` says from how much land a finding counts, ``[law]`` which crops are
            medicinal.

    Returns:
        Findings in the order of ``KINDS``; empty where nothing is to be looked at.
    """
    asked = (_law(row, project), _function(row, project), _slope(row, project))
    return [*(one for found in asked for one in found), *_lot(row), *_paper(row)]


def _law(row: Row, project: Project) -> Iterator[Finding]:
    """Only where medicinal plants are to be grown: the rules asked speak of nothing else."""
    crops = project.law.medicinal_crops
    if row["purpose"] != "medicinal" and row["crop"] not in crops:
        return
    for verdict, (column, severity) in _VERDICTS.items():
        if row[column] >= project.audit.least_ha:
            speaks = row["legal_verdict"] == verdict
            reasons = {lang: row[f"legal_reason_{lang}"] if speaks else "" for lang in LANGS}
            yield _found(
                "law", severity, row[column], f"law_{column.split('_')[1]}",
                row["legal_citation"] if speaks else None, reason=reasons,
            )  # fmt: skip


def _function(row: Row, project: Project) -> Iterator[Finding]:
    if row["role"] != ALLOCATION:
        return
    least_ha = project.audit.least_ha
    # Boards have special-use forest protected by contract: nothing to ask there.
    guarded = row["form"] == "contracted" and row["purpose"] == "protection"
    if row["special_use_ha"] >= least_ha and not guarded:
        yield _found("function", "check", row["special_use_ha"], "special_use")
    if row["outside_planning_ha"] >= least_ha:
        yield _found("function", "check", row["outside_planning_ha"], "outside_planning")
    if row["function_unknown_ha"] >= least_ha:
        told = {"none": row["no_lot_ha"]}
        yield _found(
            "function", "cannot_tell", row["function_unknown_ha"], "function_unknown", **told
        )


def _slope(row: Row, project: Project) -> Iterator[Finding]:
    asked = row["role"] == PLANNED_PLOT or row["purpose"] in project.audit.slope_purposes
    if not asked:
        return
    if row["over_25_ha"] >= project.audit.least_ha:
        chance = row["over_25_probability"]
        sure = {lang: _chance(chance, project.audit.least_ha, lang) for lang in LANGS}
        yield _found(
            "slope", "check", row["over_25_ha"], "steep",
            steeper=row["over_30_ha"], unknown=row["slope_unknown_ha"], chance=sure,
        )  # fmt: skip
    elif row["slope_unknown_ha"] >= project.audit.least_ha:
        yield _found("slope", "cannot_tell", row["slope_unknown_ha"], "slope_unknown")


def _chance(chance: float, least_ha: float, lang: Lang) -> str:
    if math.isnan(chance):
        return ""
    figures = {"chance": number_text(100 * chance, lang, 0), "least": number_text(least_ha, lang)}
    return word("audit_chance", lang).format(**figures)


def _lot(row: Row) -> Iterator[Finding]:
    near, lies = row["near_lots"] or "–", row["lies_in"] or "–"
    told = {"missing": row["missing_lots"] or "–", "near": near, "lies_in": lies}
    if row["lot_verdict"] == "partly_outside":
        yield _found("lot", "conflict", row["outside_lot_ha"], "outside_lot", lies_in=lies)
    if row["lot_verdict"] == "no_such_lot":
        yield _found("lot", "cannot_tell", row["area_ha"], "no_such_lot", **told)
    elif row["missing_lots"]:
        yield _found("lot", "cannot_tell", 0.0, "lot_missing", **told)


def _paper(row: Row) -> Iterator[Finding]:
    if row["paper_verdict"] == "differs":
        share = 100 * row["paper_difference_share"]
        percent = {
            lang: "?" if math.isnan(share) else f"{number_text(share, lang, 1)} %" for lang in LANGS
        }
        yield _found(
            "paper", "check", abs(row["paper_difference_ha"]), "paper",
            drawn=row["area_ha"], paper=row["paper_ha"], share=percent,
        )  # fmt: skip


def pair_finding(pair: Row) -> Finding:
    """What is found of two rows that share land.

    Args:
        pair: of ``SHARED_COLUMNS``.
    """
    relation = pair["relation"]
    if relation == "owner_unknown":
        severity = "cannot_tell"
    else:
        severity = "conflict" if relation == "other_owner" and same_kind(pair) else "check"
    key = f"overlap_{relation}"
    if severity == "check" and relation == "other_owner":
        key = "overlap_other_kind"
    return _found("overlap", severity, pair["area_ha"], key)


def _found(
    kind: str, severity: str, stake_ha: float, key: str, citation: str | None = None, **told: Any
) -> Finding:
    """A finding with its sentence; figures are hectares, texts by language are told as they are."""
    sentences = {lang: _sentence(key, float(stake_ha), told, lang) for lang in LANGS}
    return Finding(kind, severity, float(stake_ha), sentences, citation or None)


def _sentence(key: str, stake_ha: float, told: Mapping[str, Any], lang: Lang) -> str:
    values = {"ha": number_text(stake_ha, lang)}
    for name, value in told.items():
        if isinstance(value, Mapping):
            values[name] = str(value[lang] or "")
        else:
            figure = isinstance(value, float)
            values[name] = number_text(value, lang) if figure else str(value)
    text = word(f"audit_says_{key}", lang).format(**values).strip()
    return text if text.endswith(".") else f"{text}."
