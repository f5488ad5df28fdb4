"""How a plan's list of communes speaks of a commune, within one set or across the reform."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from gis.reference.admin.crosswalk import mergers
from gis.reference.admin.names import same_commune
from gis.reference.admin.units import REFORM, registered_name

NamedByPlan = Literal["named", "contains_named", "other"]


def named_by_plan(
    code: str, name: str, as_of: date, plan_names: Sequence[str], plan_as_of: date
) -> NamedByPlan:
    """Whether a plan's list of communes names a commune of a (perhaps later) set.

    On one side of the reform of 1 July 2025 names are compared, through the alias table; a code
    recorded for the date speaks with its recorded name. Across the reform only the crosswalk
    speaks: a new unit "contains_named" when an old commune of it is in the list, whatever its own
    name is, and an old commune is "named" when the new unit it went into is ("contains_named" when
    only a part of it went there). A commune the crosswalk does not know is then "other": equal
    names across the reform prove nothing.

    Args:
        code: commune code as text.
        name: commune name as the layer writes it.
        as_of: date of the commune set the code belongs to.
        plan_names: the plan's own spelling.
        plan_as_of: date of the commune set the plan's names belong to.

    Returns:
        "named", "contains_named" or "other".
    """
    if (as_of < REFORM) == (plan_as_of < REFORM):
        return "named" if _listed(registered_name(code, as_of) or name, plan_names) else "other"
    if as_of >= REFORM:
        held = [m.old_name for m in mergers() if m.new_code == code]
        return "contains_named" if any(_listed(n, plan_names) for n in held) else "other"
    return _went_where(code, plan_names)


def _went_where(code: str, plan_names: Sequence[str]) -> NamedByPlan:
    into = [registered_name(m.new_code, REFORM) for m in mergers() if m.old_code == code]
    listed = [bool(n and _listed(n, plan_names)) for n in into]
    if not any(listed):
        return "other"
    return "named" if all(listed) else "contains_named"


def _listed(name: str, names: Sequence[str]) -> bool:
    return any(same_commune(name, other) for other in names)
