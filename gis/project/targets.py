"""Every target of a project: the rows of its plans' registers, then the office's own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gis.project.base import LocalText
from gis.project.model import Project, Target
from gis.reference.plans import PlanTarget, plan_targets


def all_targets(project: Project) -> tuple[Target, ...]:
    """The targets a project is measured against.

    Args:
        project: a checked project; its ``plans`` are known.

    Returns:
        Register rows in the order of ``project.plans``, then ``project.targets``.

    Raises:
        KeyError: a plan without a register (``load_project`` refuses it).
    """
    register = [_target(row) for plan in project.plans for row in plan_targets(plan)]
    return (*register, *project.targets)


def _target(row: PlanTarget) -> Target:
    values: dict[str, Any] = asdict(row)
    vi, en = values.pop("question_vi"), values.pop("question_en")
    del values["line"]
    return Target(**values, question=LocalText(vi=vi, en=en) if vi else None)
