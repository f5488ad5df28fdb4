"""Which communes the plans name for a crop."""

from __future__ import annotations

from gis.project.model import Project
from gis.project.targets import all_targets
from gis.reference.admin import named_by_plan
from gis.zones.commune_land import CommuneLand
from gis.zones.tables import NAMED_BY_PLAN


def named_by_plans(project: Project, crop: str, land: CommuneLand) -> tuple[str, ...]:
    """How every commune stands to the places the targets of a crop name.

    Of several targets the nearest answer counts: "named", then "contains_named", then "other".
    Where no target of the crop names a commune every commune is "other". A commune the plan does
    not name is marked so and never dropped: the plan's list may be open.

    Args:
        project: its plans and its own targets.
        crop: e.g. ``"ginseng"``.
        land: communes as of the project's date.

    Returns:
        One of ``NAMED_BY_PLAN`` per commune, in order.
    """
    as_of = project.area.communes_as_of
    lists = [t for t in all_targets(project) if t.crop == crop and t.communes]
    return tuple(
        min(
            (
                named_by_plan(code, name, as_of, t.communes, t.communes_as_of or as_of)
                for t in lists
            ),
            key=NAMED_BY_PLAN.index,
            default="other",
        )
        for code, name in zip(land.codes, land.names, strict=True)
    )
