"""Hectares of allocated land by forest function: exact polygons, land without an answer apart."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.criteria.law import LandFacts
from gis.criteria.law_facts import facts_of_lots
from gis.layers.model import VectorLayer
from gis.reference.law import Category, law_book
from gis.zones.allocation.overlay import Hectares, Overlay, Shapes, difference, union
from gis.zones.allocation.tables import FUNCTION_HA

# In the order of FUNCTION_HA; the last is unknown.
CATEGORIES: tuple[Category | None, ...] = ("special_use", "protection", "production", "none", None)
UNKNOWN = len(CATEGORIES) - 1
# Lots that share less than this by the rounding of a common border (0.01 m²) do not overlap.
DOUBLED_HA = 0.01 / 10_000


def lot_functions(forest: VectorLayer) -> NDArray[np.int64]:
    """Number of the function of every lot, in the order of ``CATEGORIES``.

    The category (``malr3``) and that of the purpose (``mamdsd``) must agree: a lot of which the
    two differ, or that says neither, is unknown. ``nqh`` 1 without either is outside planning.
    """
    facts = facts_of_lots(forest)
    numbers = np.array([CATEGORIES.index(_category(one)) for one in facts.facts], dtype=np.int64)
    return numbers[facts.which]


def _category(facts: LandFacts) -> Category | None:
    of_purpose = None if facts.purpose is None else law_book().category_of(facts.purpose)
    said = {c for c in (facts.category, of_purpose) if c is not None}
    return said.pop() if len(said) == 1 else None


def function_land(
    shapes: gpd.GeoSeries, lots: Overlay, functions: NDArray[np.int64]
) -> pd.DataFrame:
    """Hectares of every shape by forest function.

    Args:
        shapes: polygons in the project CRS.
        lots: of the shapes over the forest lots.
        functions: number of the function of every lot.

    Returns:
        ``FUNCTION_HA`` and ``no_lot_ha``, a row per shape; each figure is measured on its own, so
        that their sum can be held against the drawn hectares. Land in no lot, in a lot that does
        not tell, and where lots of different functions overlap is unknown.
    """
    drawn, functions = shapes.to_numpy(), functions[lots.lot]
    found = np.zeros((len(drawn), len(CATEGORIES)))
    np.add.at(found, (lots.shape, functions), lots.part_ha)
    covered = [union(lots.part[lots.of(n)]) for n in range(len(drawn))]
    doubled_ha = found.sum(axis=1) - lots.hectares(covered)
    for n in np.flatnonzero(doubled_ha > DOUBLED_HA):
        own = lots.of(int(n))
        found[n] = _contested(lots, lots.part[own], functions[own])
    left = [difference(shape, taken) for shape, taken in zip(drawn, covered, strict=True)]
    bare_ha = lots.hectares(left)
    found[:, UNKNOWN] += bare_ha
    table = pd.DataFrame(found, columns=list(FUNCTION_HA))
    return table.assign(no_lot_ha=bare_ha)


def _contested(lots: Overlay, parts: Shapes, number: NDArray[np.int64]) -> Hectares:
    """Where lots overlap: land of one function counts once, land of two is unknown."""
    unions = [union(parts[number == n]) for n in range(len(CATEGORIES))]
    twice = union(_crossings(unions))
    known = [difference(own, twice) for own in unions]
    found = lots.hectares(known)
    found[UNKNOWN] += lots.hectares([twice])[0]
    return found


def _crossings(unions: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    pairs = [(a, b) for n, a in enumerate(unions) for b in unions[n + 1 :]]
    return [shapely.intersection(a, b) for a, b in pairs]
