"""Which FRMS wrote a forest layer: stated, or seen in the codes of its owner column, or unknown.

Codes 5 to 9 of ``dtuong`` mean other owners in FRMS 3.0.x than in 4.0, and a file does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from gis.layers.findings import Findings
from gis.layers.model import VectorLayer
from gis.project.layers_model import ForestLayer
from gis.reference.forest import FrmsVersion, frms_signs

How = Literal["stated", "detected", "not_needed", "unknown"]
# Codes that mean the same in both versions.
SAME_IN_BOTH = (1, 2, 3, 4)
_SPECIAL_USE = 2


@dataclass(frozen=True)
class Frms:
    """The version (None: not known), how it is known, and the rows that speak for each version."""

    version: FrmsVersion | None
    how: How
    rows_for_3: int = 0
    rows_for_4: int = 0


def frms_version(layer: VectorLayer) -> Frms:
    """The FRMS version of a forest layer; a stated one stands whatever the rows say."""
    stated = layer.spec.frms_version if isinstance(layer.spec, ForestLayer) else None
    return version_of(layer.frame, stated)


def version_of(frame: pd.DataFrame, stated: FrmsVersion | None = None) -> Frms:
    """The FRMS version that codes, owners and forest categories of a layer point to.

    Codes 10 and 11 exist in 3.0.x alone. Code 8 is a foreign enterprise in 3.0.x and a special-use
    board in 4.0, code 9 "other" and the army: names of owners, and special-use forest held under
    code 8, tell. Rows that point both ways leave the version unknown.

    Args:
        frame: standard columns, ``dtuong`` as Int64.
        stated: by the project; then rows are still counted, and nothing else changes.
    """
    if "dtuong" not in frame:
        return Frms(stated, "stated" if stated else "not_needed")
    codes = frame["dtuong"]
    for_3, for_4 = _rows_for(frame, codes)
    if stated:
        return Frms(stated, "stated", for_3, for_4)
    if not (codes.notna() & ~codes.isin(SAME_IN_BOTH)).any():
        return Frms(None, "not_needed")
    if bool(for_3) == bool(for_4):
        return Frms(None, "unknown", for_3, for_4)
    return Frms("3" if for_3 else "4", "detected", for_3, for_4)


def check_frms_version(frame: pd.DataFrame, spec: ForestLayer, found: Findings) -> None:
    """Warn where the version is needed and not known, or where rows contradict the stated one."""
    seen = version_of(frame, spec.frms_version)
    for_3, for_4 = seen.rows_for_3, seen.rows_for_4
    if seen.how == "unknown":
        found.warning("frms_unknown", column="dtuong", for_3=for_3, for_4=for_4)
    if seen.how == "stated" and (for_4 if seen.version == "3" else for_3):
        version = spec.frms_version
        found.warning(
            "frms_contradicts", column="dtuong", version=version, for_3=for_3, for_4=for_4
        )


def _rows_for(frame: pd.DataFrame, codes: pd.Series) -> tuple[int, int]:
    nothing = pd.Series(False, frame.index)
    points = {"3": codes.isin((10, 11)), "4": nothing}
    if "malr3" in frame:
        points["4"] = (codes == 8).fillna(False) & (frame["malr3"] == _SPECIAL_USE).fillna(False)
    for version, code, words in frms_signs():
        asked = (codes == code).fillna(False)
        if "churung" in frame and asked.any():
            names = frame["churung"][asked].dropna()
            # An owner stands in many rows and is read once.
            spoken = {n for n in names.unique() if any(w in str(n).casefold() for w in words)}
            points[version] = points[version] | (asked & frame["churung"].isin(spoken))
    return int(points["3"].sum()), int(points["4"].sum())
