"""What the rangers' forest layer and a layer of subzones say that the law asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.law import LandFacts, Subzone
from gis.layers.frms_version import frms_version
from gis.layers.model import Layers, VectorLayer
from gis.project.law_model import Law
from gis.reference.forest import FrmsVersion, ldlr_number
from gis.reference.law import Category, LawBook, Owner

# States 1 to 71 are forest; 72 on are planted but not yet forest, bare, farm land, water, other.
LAST_FOREST_STATE = 71
_CATEGORIES: Mapping[int, Category] = {1: "protection", 2: "special_use", 3: "production"}
# nqh: the lot lies outside forest planning.
_OUTSIDE_PLANNING = 1
# What the law asks of an owner; both versions of FRMS agree on it, but for code 9.
_OWNERS: Mapping[int, Owner] = {
    1: "household",
    2: "community",
    3: "commune_office",
    **dict.fromkeys((4, 5, 6, 7, 8, 10, 11), "organisation"),
}
_OTHER_OR_ARMY = 9
COLUMNS = ("ldlr", "maldlr", "malr3", "mamdsd", "nqh", "dtuong")


def lot_facts(lot: Mapping[str, Any], version: FrmsVersion | None) -> LandFacts:
    """What one lot's columns say; slope and subzone are left open.

    Args:
        lot: values by standard column; a column that is absent or empty says nothing.
        version: of the FRMS that wrote them; only code 9 of ``dtuong`` hangs on it here.

    Returns:
        Facts. State letters and number that contradict each other leave "forest" unknown.
    """
    said = {name: _code(lot.get(name)) for name in COLUMNS if name != "ldlr"}
    category = _CATEGORIES.get(said["malr3"] or 0)
    if category is None and said["mamdsd"] is None and said["nqh"] == _OUTSIDE_PLANNING:
        category = "none"
    owner = _OWNERS.get(said["dtuong"] or 0)
    if said["dtuong"] == _OTHER_OR_ARMY and version == "4":
        owner = "organisation"
    purpose = said["mamdsd"] if said["mamdsd"] in range(1, 13) else None
    return LandFacts(_is_forest(lot.get("ldlr"), said["maldlr"]), category, purpose, owner=owner)


def _is_forest(letters: object, number: int | None) -> bool | None:
    of_letters = None if _empty(letters) else ldlr_number(str(letters))
    known = {n <= LAST_FOREST_STATE for n in (of_letters, number) if n is not None and 1 <= n <= 93}
    return known.pop() if len(known) == 1 else None


def _code(value: object) -> int | None:
    """A code as a whole number; None where it is empty or none."""
    if _empty(value):
        return None
    text = str(value).removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() else None


def _empty(value: Any) -> bool:
    return bool(pd.isna(value)) or str(value).strip() == ""


@dataclass(frozen=True)
class LotFacts:
    """Facts of every lot of a forest layer: ``facts[which[i]]`` are those of lot i."""

    facts: tuple[LandFacts, ...]
    which: NDArray[np.int64]


def facts_of_lots(layer: VectorLayer) -> LotFacts:
    """Facts of every lot; lots alike in all columns the law asks for are read once."""
    there = [name for name in COLUMNS if name in layer.frame]
    if not there:
        return LotFacts((LandFacts(),), np.zeros(len(layer.frame), dtype=np.int64))
    columns = pd.DataFrame(layer.frame[there]).astype(object)
    columns = columns.where(columns.notna(), None)
    rows = list(columns.itertuples(index=False, name=None))
    which, kinds = pd.factorize(pd.Series(rows, dtype=object))
    version = frms_version(layer).version
    facts = tuple(lot_facts(dict(zip(there, row, strict=True)), version) for row in kinds)
    return LotFacts(facts, which.astype(np.int64))


def subzone_kinds(frame: gpd.GeoDataFrame, law: Law, book: LawBook) -> NDArray[np.object_]:
    """What kind of subzone each polygon is, (n,): a label of the project, else a usual name.

    Args:
        frame: of the layer ``law.subzones``, with its column.
        law: its labels.
        book: the usual names. Anything else, and an empty cell, is ``"unnamed"``.
    """
    labels = frame[law.subzone_column].astype(object)
    known = {label: _kind(label, law, book) for label in labels.dropna().unique()}
    kinds = [known.get(label, "unnamed") if pd.notna(label) else "unnamed" for label in labels]
    return np.array(kinds, dtype=object)


def _kind(label: object, law: Law, book: LawBook) -> Subzone:
    text = str(label)
    return law.subzone_labels.get(text) or book.subzone_of(text) or "unnamed"


def forest_layer(layers: Layers) -> VectorLayer | None:
    """The forest layer that is asked: the first one."""
    return next((v for v in layers.vectors.values() if v.spec.kind == "forest"), None)
