"""What holds land back: how many hectares each criterion of a zone rule removes, by commune."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.zones.commune_land import CommuneLand
from gis.zones.eligibility import Condition, eligible
from gis.zones.tables import LIMIT_COLUMNS

# Less than 0.01 m² is the rounding of a cell's edge, not land.
ROUNDING_HA = 1e-6


def limit_table(rule: str, asked: Sequence[Condition], land: CommuneLand) -> pd.DataFrame:
    """Hectares each criterion removes from every commune, alone and among the others.

    ``removes_ha`` is land this criterion is known to refuse (known no of a required criterion,
    known yes of an excluding one), whatever the others say, so the rows of a commune may add up
    to more than the commune. ``removes_alone_ha`` is land every *other* criterion is known to
    accept: dropping this one would make exactly that land eligible. ``unknown_ha`` is land
    where this criterion has no answer; it is in neither of the two.

    Args:
        rule: name of the zone rule.
        asked: its conditions in declared order, masks on one grid.
        land: the communes; land outside the grid is unknown to every criterion.

    Returns:
        ``LIMIT_COLUMNS``: a row per commune and criterion, communes in their order, criteria
        as declared.
    """
    rows = [_removed(rule, order, asked, land) for order in range(len(asked))]
    table = pd.concat(rows).sort_values(["place", "order"], ignore_index=True)
    return table[list(LIMIT_COLUMNS)]


def _removed(rule: str, order: int, asked: Sequence[Condition], land: CommuneLand) -> pd.DataFrame:
    condition = asked[order]
    others = [c for c in asked if c is not condition]
    _, removes_ha, unknown_ha = land.split_ha(condition.met)
    alone = condition.met.no & eligible(others).holds if others else condition.met.no
    return pd.DataFrame(
        {
            "rule": rule,
            "commune_code": land.codes,
            "commune": land.names,
            "criterion": condition.criterion,
            "role": condition.role,
            "removes_ha": removes_ha,
            "removes_alone_ha": land.ha_where(alone),
            "unknown_ha": unknown_ha,
            "place": np.arange(len(land.codes)),
            "order": order,
        }
    )


def limiting_criteria(limits: pd.DataFrame) -> dict[str, str | None]:
    """The criterion that alone removes most land of each commune, by commune code.

    Of equals the one declared first; None where no criterion alone removes anything.

    Args:
        limits: the ``LIMIT_COLUMNS`` of one rule, criteria in declared order.
    """
    found: dict[str, str | None] = {}
    for code, rows in limits.groupby("commune_code", sort=False):
        alone_ha = rows["removes_alone_ha"].to_numpy()
        most = int(np.argmax(alone_ha))
        found[str(code)] = (
            str(rows["criterion"].iloc[most]) if alone_ha[most] > ROUNDING_HA else None
        )
    return found
