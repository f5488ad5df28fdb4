"""One row per target: what the plan asks, what is held, and whether that meets it."""

from __future__ import annotations

import pandas as pd

from gis.ledger.amount import excess, met, share, shortfall
from gis.ledger.held import CountedLand, standing
from gis.ledger.model import TARGET_COLUMNS
from gis.project.model import Target
from gis.project.targets import all_targets

_UNITS = {"value_ha": "ha", "value_share": "share", "value_t": "t", "value_count": "count"}
_INDICATOR_UNITS = {"production": "t", "facilities": "count"}
_KEPT = {"plan", "section", "crop", "indicator", "kind", "sense", "hedge", "period"}


def target_rows(land: CountedLand) -> pd.DataFrame:
    """Hold every target of the project against the counted land (``TARGET_COLUMNS``).

    ``held`` is what is known to be held and ``held_unknown`` how much more may be, in the unit of
    the target; ``shortfall``, ``excess`` and ``share`` (of the target) are NaN as long as that
    unknown part can change them, and ``met`` is then "unknown" unless it is decided either way.
    """
    rows = [_row(land, target) for target in all_targets(land.project)]
    table = pd.DataFrame(rows, columns=list(TARGET_COLUMNS))
    # A target may have no year: whole numbers beside None, not floats beside NaN.
    return table.assign(year=pd.Series([row["year"] for row in rows], dtype="object"))


def _row(land: CountedLand, target: Target) -> dict[str, object]:
    unit, value = _figure(target)
    stands = standing(land, target)
    held = stands.held
    return {
        "target_id": target.id,
        **target.model_dump(include=_KEPT),
        "subject_vi": target.subject.vi if target.subject else None,
        "subject_en": target.subject.text("en") if target.subject else None,
        "unit": unit,
        "year": target.year,
        "target": value,
        "target_high": _high(target),
        "held": held.known,
        "held_unknown": held.unknown,
        "planned": stands.planned,
        "candidate": stands.candidate,
        "shortfall": shortfall(held, value),
        "excess": excess(held, value if target.value_high is None else target.value_high),
        "share": share(held, value),
        "met": met(held, target, value),
        "basis": stands.basis,
        "denominator": _denominator(target),
        "denominator_ha": stands.denominator_ha,
        "communes": ", ".join(target.communes),
        "open_list": target.open_list,
        "status": target.status,
        "question": target.question.vi if target.question else None,
        "quote_vi": target.quote_vi,
    }


def _figure(target: Target) -> tuple[str, float]:
    """Unit and figure of a target; a direction has no figure (NaN)."""
    for name, unit in _UNITS.items():
        if (value := getattr(target, name)) is not None:
            return unit, float(value)
    if target.value is not None and target.unit is not None:
        return target.unit, target.value
    if target.indicator.endswith("_share"):
        return "share", float("nan")
    return _INDICATOR_UNITS.get(target.indicator, "ha"), float("nan")


def _high(target: Target) -> float:
    """The upper end of a range; NaN for a single figure."""
    return float("nan") if target.value_high is None else target.value_high


def _denominator(target: Target) -> str | None:
    """What a share is a share of: the plan's or the register's word, else planted area."""
    if not target.indicator.endswith("_share"):
        return None
    return target.denominator or "planted_area"
