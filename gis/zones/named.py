"""Which communes the plans name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gis.project.model import Project, Target
from gis.reference.admin import named_by_plan
from gis.zones.tables import NAMED_BY_PLAN


def named_by_targets(
    project: Project, targets: Iterable[Target], communes: Iterable[tuple[str, str]]
) -> list[str | None]:
    """How every commune stands to the places some targets name.

    Of several targets the nearest answer counts: "named", then "contains_named", then "other". A
    commune the plan does not name is marked so and never dropped: the plan's list may be open.

    Args:
        project: gives the date of the commune set.
        targets: those of one crop, or a single one.
        communes: (code, name) as of the project's date.

    Returns:
        One of ``NAMED_BY_PLAN`` per commune, in order; None where no target names a place at all:
        then no commune is on a list, and none is off it.
    """
    as_of = project.area.communes_as_of
    lists = [(t.communes, t.communes_as_of or as_of) for t in targets if t.communes]
    return [_nearest(project, code, name, lists) for code, name in communes]


def _nearest(
    project: Project, code: str, name: str, lists: Sequence[tuple[tuple[str, ...], date]]
) -> str | None:
    as_of = project.area.communes_as_of
    said = (named_by_plan(code, name, as_of, names, dated) for names, dated in lists)
    return min(said, key=NAMED_BY_PLAN.index, default=None)
