"""The lots sites lie in: what the rangers' file writes of them, and what its codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.layers.frms_version import frms_version
from gis.reference.forest import CodeName, FrmsVersion, code_list, ldlr_codes, ldlr_name
from gis.site.land import SiteLand
from gis.site.model import Lot
from gis.units import area_ha
from gis.zones.legal import LEAST_HA

Ints = NDArray[np.int64]

# What a slip says of a lot, as the file writes it; keys stay text.
LOT_VALUES = (
    "maxa", "xa", "tk", "khoanh", "lo", "ldlr", "maldlr", "malr3", "mamdsd", "dtuong", "churung",
    "dtich", "recorded", "changed_by", "changed_on", "changed_why",
)  # fmt: skip
LOT_KEYS = ("tk", "khoanh", "lo")


class Lots:
    """Finds and describes lots of a project's forest layer."""

    def __init__(self, land: SiteLand) -> None:
        self.land = land
        self.version: FrmsVersion | None = None
        self.columns: dict[str, Any] = {}
        if land.forest is not None:
            frame = land.forest.frame
            self.version = frms_version(land.forest).version
            self.columns = {n: frame[n].array for n in LOT_VALUES if n in frame}
        owners = code_list("dtuong", self.version) if self.version else _same_in_both()
        self.codes = {"mamdsd": code_list("mamdsd"), "dtuong": owners}

    def at(self, points: NDArray[np.object_]) -> tuple[Ints, Ints]:
        """Number of the first lot each point lies in (-1: none), and how many it lies in."""
        first, many = np.full(len(points), -1), np.zeros(len(points), np.int64)
        if len(self.land.lots):
            point, lot = self.land.lot_tree.query(points, predicate="intersects")
            np.add.at(many, point, 1)
            order = np.lexsort((lot, point))[::-1]
            first[point[order]] = lot[order]
        return first, many

    def lot(self, number: int, ha: float | None = None) -> Lot:
        """A lot in the words of its file.

        Args:
            number: of the lot in file order, from 0.
            ha: hectares to be said of it; its own area when not given.
        """
        said = {name: _plain(column[number]) for name, column in self.columns.items()}
        letters = said.get("ldlr") or _letters(said.get("maldlr"))
        return Lot(
            number=number,
            values=said,
            state=None if letters is None else ldlr_name(str(letters)),
            purpose=_meaning(self.codes["mamdsd"], said.get("mamdsd")),
            owner_kind=_meaning(self.codes["dtuong"], said.get("dtuong")),
            ha=float(self.land.lot_ha[number]) if ha is None else ha,
        )

    def keys(self, number: int) -> dict[str, object]:
        """The keys of a lot, as its file writes them."""
        return {n: _plain(self.columns[n][number]) for n in LOT_KEYS if n in self.columns}

    def under(self, shape: shapely.Geometry) -> list[Lot]:
        """The lots a polygon shares land with, the largest share first, with the shared hectares;
        less than a square metre is where two borders meet.
        """
        if not len(self.land.lots):
            return []
        met = np.sort(self.land.lot_tree.query(shape, predicate="intersects"))
        common = shapely.intersection(self.land.lots[met], shape)
        shared = area_ha(gpd.GeoSeries(common, crs=self.land.layers.project_crs))
        order = np.argsort(-shared, kind="stable")
        return [self.lot(int(met[n]), float(shared[n])) for n in order if shared[n] >= LEAST_HA]


def _meaning(codes: Mapping[int, CodeName], value: object) -> CodeName | None:
    text = "" if value is None else str(value).removesuffix(".0")
    return codes.get(int(text)) if text.isascii() and text.isdigit() else None


def _letters(number: object) -> str | None:
    text = "" if number is None else str(number).removesuffix(".0")
    known = ldlr_codes()
    whole = int(text) if text.isascii() and text.isdigit() else 0
    return known[whole - 1] if 1 <= whole <= len(known) else None


@cache
def _same_in_both() -> dict[int, CodeName]:
    """Codes of owners that mean the same in both versions of FRMS."""
    versions: Iterable[FrmsVersion] = ("3", "4")
    three, four = (code_list("dtuong", version) for version in versions)
    return {code: name for code, name in three.items() if four.get(code) == name}


def _plain(value: Any) -> object:
    """A cell as it stands, keys as text, whole numbers whole; None where it is empty."""
    if value is None or bool(pd.isna(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, int | float | str | bool) else str(value)
