"""Area on paper against the drawn area: hectares and share they differ by, and a verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.project.audit_model import Audit
from gis.zones.allocation.tables import PAPER_COLUMNS

Hectares = NDArray[np.float64]
# A difference that is the tolerance itself, but for the rounding of 64-bit sums, is within it.
_ROUNDING_HA = 1e-9


def paper_land(paper_ha: Hectares, drawn_ha: Hectares, asked: Audit) -> pd.DataFrame:
    """Hold every row's paper figure against its drawn hectares.

    Args:
        paper_ha: on paper, (rows,), NaN where none are given.
        drawn_ha: of the shapes, (rows,).
        asked: the tolerances; paper and drawing differ by more than both.

    Returns:
        ``PAPER_COLUMNS``: drawn less paper in hectares and as a share of paper, and ``agrees``,
        ``differs`` or ``not_given``. What is not on paper is unknown and differs from nothing.
    """
    difference = drawn_ha - paper_ha
    given = np.isfinite(paper_ha)
    share = np.divide(difference, paper_ha, out=np.full(len(paper_ha), np.nan), where=paper_ha > 0)
    allowed = np.maximum(asked.paper_tolerance_share * paper_ha, asked.paper_tolerance_ha)
    differs = given & (np.abs(difference) > allowed + _ROUNDING_HA)
    verdict = np.select([~given, differs], ["not_given", "differs"], "agrees").astype(object)
    columns = (paper_ha, difference, share, verdict)
    return pd.DataFrame(dict(zip(PAPER_COLUMNS, columns, strict=True)))
