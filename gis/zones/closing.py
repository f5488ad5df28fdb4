"""The close of every commune: candidate + too small + excluded + unknown = commune."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.errors import NuongError, Problem, Where
from gis.project.model import ZoneRule
from gis.zones.commune_land import CommuneLand, Hectares


@dataclass(frozen=True)
class Found:
    """Hectares found in every commune: in the rows of candidate zones, and in pieces too small."""

    candidate_ha: Hectares
    too_small_ha: Hectares


def tolerance_ha(commune_ha: Hectares) -> Hectares:
    """How far polygons and cell shares of one commune may differ: a ten-thousandth and 0.01 ha."""
    return 1e-4 * commune_ha + 0.01


def close_communes(
    rule: str,
    asked: ZoneRule,
    answers_ha: tuple[Hectares, Hectares, Hectares],
    found: Found,
    land: CommuneLand,
) -> pd.DataFrame:
    """Account for every hectare of every commune, twice, and refuse to go on if the two differ.

    Excluded land is what remains of the commune; it must also be the land the cells say no to,
    as the candidates (outlined) and pieces too small must be the land the cells say yes to.

    Args:
        rule: name of the zone rule.
        asked: its crop and method.
        answers_ha: hectares of every commune whose cells say yes, no, unknown.
        found: hectares per commune, in order.
        land: the communes; hectares in the project CRS.

    Returns:
        A row per commune with ``ZONE_COMMUNE_COLUMNS``, but for ``named_by_plan`` and
        ``limiting_criterion``.

    Raises:
        NuongError: ``zones.do_not_close``, naming every commune where the two accounts differ by
            more than :func:`tolerance_ha`.
    """
    yes_ha, no_ha, unknown_ha = answers_ha
    rest_ha = land.area_ha - found.candidate_ha - found.too_small_ha - unknown_ha
    gap_ha = np.maximum(
        np.abs(rest_ha - no_ha), np.abs(found.candidate_ha + found.too_small_ha - yes_ha)
    )
    _refuse_gaps(rule, gap_ha, land)
    return pd.DataFrame(
        {
            "rule": rule,
            "crop": asked.crop,
            "method": asked.method,
            "commune_code": land.codes,
            "commune": land.names,
            "commune_ha": land.area_ha,
            "candidate_ha": found.candidate_ha,
            "too_small_ha": found.too_small_ha,
            # rounding of the other three may leave a hair less than nothing
            "excluded_ha": np.maximum(rest_ha, 0.0),
            "unknown_ha": unknown_ha,
        },
    )


def _refuse_gaps(rule: str, gap_ha: Hectares, land: CommuneLand) -> None:
    wide = ~(gap_ha <= tolerance_ha(land.area_ha))  # NaN is a gap too
    if not wide.any():
        return
    codes = tuple(code for code, bad in zip(land.codes, wide, strict=True) if bad)
    values = {"rule": rule, "gap_ha": round(float(np.max(gap_ha[wide])), 4)}
    raise NuongError([Problem("zones.do_not_close", Where(rows=codes), values)])
