"""Every target of a project: the rows of its plans' registers, then the office's own."""

from __future__ import annotations

from typing import Any, get_args

from gis.project.base import LocalText
from gis.project.model import Project, Target, Unit
from gis.reference.plans import PlanTarget, plan_targets

# A threshold or a figure in passing is nothing to be reached.
TO_REACH = ("target", "keep")
_KEPT = (
    "id", "plan", "section", "crop", "indicator", "kind", "sense", "hedge", "year", "period",
    "communes", "open_list", "denominator", "quote_vi", "status",
)  # fmt: skip
_VALUE_KEYS = {"ha": "value_ha", "t": "value_t", "count": "value_count"}


def all_targets(project: Project) -> tuple[Target, ...]:
    """The targets a project is measured against.

    Args:
        project: a checked project; its ``plans`` are known.

    Returns:
        Register rows in the order of ``project.plans``, then ``project.targets``. Rows that are
        no targets (thresholds, figures in passing) and repetitions of a figure are left out.

    Raises:
        KeyError: a plan without a register (``load_project`` refuses it).
    """
    rows = (row for plan in project.plans for row in plan_targets(plan))
    return (*(_target(row) for row in rows if to_reach(row)), *project.targets)


def to_reach(row: PlanTarget) -> bool:
    """Whether a register row is a target of its own."""
    return row.kind in TO_REACH and row.repeats is None


def _target(row: PlanTarget) -> Target:
    kept: dict[str, Any] = {key: getattr(row, key) for key in _KEPT}
    return Target(
        **kept,
        **_figures(row),
        communes_as_of=row.localities_as_of,
        subject=LocalText(vi=row.subject_vi, en=row.subject_en),
        question=LocalText(vi=row.question_vi, en=row.question_en) if row.question_vi else None,
    )


def _figures(row: PlanTarget) -> dict[str, Any]:
    """The figure under the key of its unit; a share as 0-1; a range as its two ends."""
    low, high = row.value_range or (row.value, None)
    if low is None:
        return {}
    if row.unit == "%" and row.indicator.endswith("_share"):
        return {"value_share": low / 100, "value_high": high / 100 if high else None}
    key = _VALUE_KEYS.get(row.unit, "value")
    figures = {key: float(low), "value_high": float(high) if high else None}
    return figures | ({"unit": _unit(row.unit)} if key == "value" else {})


def _unit(unit: str) -> str:
    word = "percent" if unit == "%" else unit
    if word not in get_args(Unit):
        raise ValueError(unit)
    return word
