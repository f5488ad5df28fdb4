"""What holds land back: how many hectares each criterion of a zone rule removes, by commune."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.zones.commune_land import CommuneLand
from gis.zones.commune_sums import RuleSums
from gis.zones.eligibility import Role
from gis.zones.tables import LIMIT_COLUMNS

# Less than 0.01 m² is the rounding of a cell's edge, not land.
ROUNDING_HA = 1e-6


def limit_rows(
    rule: str, asked: Sequence[Role], found: RuleSums, land: CommuneLand
) -> pd.DataFrame:
    """Hectares each criterion removes from every commune, alone and among the others.

    ``removes_ha`` is land this criterion is known to refuse (known no of a required criterion,
    known yes of an excluding one), whatever the others say, so the rows of a commune may add up
    to more than the commune. ``removes_alone_ha`` is land every *other* criterion is known to
    accept: dropping this one would make exactly that land eligible. ``unknown_ha`` is land
    where this criterion has no answer; it is in neither of the two.

    Args:
        rule: name of the zone rule.
        asked: its conditions in declared order.
        found: their sums.
        land: the communes.

    Returns:
        ``LIMIT_COLUMNS``: a row per commune and criterion, communes in their order, criteria
        as declared.
    """
    communes, size = len(land.codes), len(asked)
    return pd.DataFrame(
        {
            "rule": rule,
            "commune_code": np.repeat(np.array(land.codes, dtype=object), size),
            "commune": np.repeat(np.array(land.names, dtype=object), size),
            "criterion": [one.criterion for one in asked] * communes,
            "role": [one.role for one in asked] * communes,
            "removes_ha": found.removes_ha.ravel(),
            "removes_alone_ha": found.removes_alone_ha.ravel(),
            "unknown_ha": found.without_answer_ha.ravel(),
        },
        columns=list(LIMIT_COLUMNS),
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
