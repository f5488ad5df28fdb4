"""The verdict on a plot: three answers, never two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.project.model import FlagRule

# Figures that equal a threshold but for rounding meet it.
TIE = 1e-9

Hectares = NDArray[np.float64]


def verdicts(
    rule: FlagRule, flagged_ha: Hectares, unknown_ha: Hectares, area_ha: Hectares
) -> NDArray[np.object_]:
    """Whether plots need review under a rule.

    Args:
        rule: its ``min_area_ha`` and ``min_share`` must both be met, on some land at all.
        flagged_ha: land of each plot that meets every criterion of the rule.
        unknown_ha: land of each plot without an answer.
        area_ha: hectares of each plot.

    Returns:
        Per plot: ``"review"``; ``"insufficient_data"`` where the known land does not reach the
        thresholds but could if the unknown land were flagged too; otherwise ``"clear"``.
    """
    review = reaches(rule, flagged_ha, area_ha)
    could = reaches(rule, flagged_ha + unknown_ha, area_ha)
    return np.select([review, could], ["review", "insufficient_data"], "clear").astype(object)


def reaches(rule: FlagRule, found_ha: Hectares, area_ha: Hectares) -> NDArray[np.bool_]:
    """Whether so much flagged land meets the rule's ``min_area_ha`` and ``min_share``.

    Args:
        rule: its two thresholds; none is met by no land at all.
        found_ha: flagged hectares, any shape that goes with ``area_ha``.
        area_ha: hectares of the plots, (plots,).
    """
    enough_ha = found_ha >= rule.min_area_ha - TIE
    enough_share = found_ha >= (rule.min_share - TIE) * area_ha
    return (found_ha > TIE) & enough_ha & enough_share
