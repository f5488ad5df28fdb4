"""Land of an allocation inside and outside the lots its paper names; keys that name no lot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis.layers.allocation_columns import KEYS
from gis.layers.cell_values import as_written
from gis.units import area_ha
from gis.zones.allocation.overlay import Overlay, Shapes, difference, union
from gis.zones.allocation.tables import LOT_COLUMNS

Key = tuple[str, str, str]
# "3, 4a": several lots of one sub-compartment in one cell.
_BETWEEN = re.compile(r"\s*[,;+]\s*")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_MOST_NEAR = 3


@dataclass(frozen=True)
class LotKeys:
    """Rows of the forest lots by key, and keys by their letters without zeros in front."""

    rows: Mapping[Key, Sequence[int]]
    alike: Mapping[Key, Sequence[Key]]
    names: Sequence[str]
    communes: Sequence[str | None]

    def rows_of(self, key: Key, commune: str | None) -> Sequence[int]:
        """Lots of a key; of several those of a commune, if any of them says it is of that one."""
        rows = self.rows.get(key, ())
        own = [n for n in rows if commune is not None and self.communes[n] == commune]
        return own if len(rows) > 1 and own else rows

    def near(self, key: Key) -> list[str]:
        """Keys that may be meant: alike but for zeros and case, else of a like text."""
        alike = self.alike.get(_folded(key), ())
        if alike:
            return [key_text(one) for one in alike[:_MOST_NEAR]]
        there = {key_text(k): k for k in self.rows if _folded(k)[0] == _folded(key)[0]}
        return get_close_matches(key_text(key), list(there), _MOST_NEAR, 0.7)


def lot_keys(frame: pd.DataFrame) -> LotKeys | None:
    """Keys of a forest layer's lots, letter by letter; None where it has no columns of keys."""
    if any(name not in frame for name in KEYS):
        return None
    rows, alike = defaultdict(list), defaultdict(list)
    names = []
    for n, parts in enumerate(zip(*(frame[name] for name in KEYS), strict=True)):
        texts = [as_written(part) for part in parts]
        names.append("/".join(t or "?" for t in texts))
        tk, khoanh, lo = texts
        if tk and khoanh and lo:
            key = (tk, khoanh, lo)
            if key not in rows:
                alike[_folded(key)].append(key)
            rows[key].append(n)
    communes = [as_written(v) for v in frame.get("maxa", pd.Series([None] * len(frame)))]
    return LotKeys(rows, alike, names, communes)


def key_text(key: Sequence[str]) -> str:
    """A key in one word: ``512/3/12a``."""
    return "/".join(key)


def _folded(key: Key) -> Key:
    tk, khoanh, lo = (_ZEROS.sub("", part.casefold().replace(" ", "")) for part in key)
    return tk, khoanh, lo


@dataclass(frozen=True)
class NamedLots:
    """What a row names: keys with their lots, and keys that name none."""

    found: Mapping[Key, Sequence[int]]
    missing: Sequence[Key]

    @property
    def rows(self) -> list[int]:
        """All lots named."""
        return sorted({n for rows in self.found.values() for n in rows})


def named_lots(row: Mapping[str, Any], keys: LotKeys) -> NamedLots | None:
    """The lots a row's keys name; None where a key is empty.

    Args:
        row: ``tk, khoanh, lo, paper_commune_code``; keys are compared as text, letter by letter.
        keys: of the forest lots.
    """
    tk, khoanh, lo = (as_written(row[name]) for name in KEYS)
    if not (tk and khoanh and lo):
        return None
    commune = as_written(row["paper_commune_code"])
    whole = (tk, khoanh, lo)
    parts = [lo] if whole in keys.rows else [p for p in _BETWEEN.split(lo) if p]
    asked = [(tk, khoanh, part) for part in parts]
    found = {key: rows for key in asked if (rows := keys.rows_of(key, commune))}
    return NamedLots(found, [key for key in asked if key not in found])


@dataclass(frozen=True)
class LotGround:
    """The forest lots under the rows: their polygons, their keys, the overlay with the rows.

    Args:
        shapes: lots in the project CRS.
        keys: theirs.
        lots: of the rows over the lots.
    """

    shapes: gpd.GeoSeries
    keys: LotKeys
    lots: Overlay

    def lies_in(self, row: int) -> str | None:
        """The lot most of a row's land lies in; None where it lies in none."""
        own = self.lots.of(row)
        if own.start == own.stop:
            return None
        most = int(np.argmax(self.lots.part_ha[own]))
        return self.keys.names[int(self.lots.lot[own][most])]

    def outside(self, shape: BaseGeometry, rows: Sequence[int]) -> BaseGeometry:
        """What of a shape lies in none of some lots."""
        return difference(shape, union(self.shapes.to_numpy()[list(rows)]))


def lot_land(
    land: gpd.GeoDataFrame, ground: LotGround | None, least_ha: float
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Land of every row in and out of the lots it names.

    Args:
        land: rows with keys and polygons, in the project CRS.
        ground: the forest lots; None without a forest layer, or one without keys.
        least_ha: hectares outside from which a row is partly outside.

    Returns:
        ``LOT_COLUMNS``, a row each, and the land outside as polygons (``OUTSIDE_COLUMNS``). Where
        a row names no lot there is, both hectares are NaN: nothing is known to be outside.
    """
    rows = [_asked(n, row, ground) for n, row in enumerate(land.to_dict("records"))]
    shapes = land.geometry.to_numpy()
    out, kept = _split(shapes, [row.named for row in rows], ground)
    out_ha, in_ha = (area_ha(gpd.GeoSeries(list(part), crs=land.crs)) for part in (out, kept))
    tested = np.array([row.verdict == "inside" for row in rows], dtype=bool)
    outside = tested & (out_ha >= least_ha)
    verdicts = np.where(outside, "partly_outside", [row.verdict for row in rows]).astype(object)
    table = pd.DataFrame(
        {
            "lot_verdict": verdicts,
            "inside_lot_ha": np.where(tested, in_ha, np.nan),
            "outside_lot_ha": np.where(tested, out_ha, np.nan),
            **{c: pd.Series([getattr(r, c) for r in rows], dtype=object) for c in LOT_COLUMNS[3:]},
        }
    )
    there = np.flatnonzero(outside)
    parts = {
        "audit_id": land["audit_id"].to_numpy()[there],
        "lot_keys": np.array([rows[n].keys for n in there], dtype=object),
        "area_ha": out_ha[there],
    }
    return table, gpd.GeoDataFrame(parts, geometry=out[there], crs=land.crs)


@dataclass(frozen=True)
class _Asked:
    """What a row names and what is told of it; ``verdict`` "inside" is still to be measured."""

    verdict: str
    named: Sequence[int] = ()
    keys: str | None = None
    missing_lots: str | None = None
    near_lots: str | None = None
    lies_in: str | None = None


def _asked(n: int, row: Mapping[str, Any], ground: LotGround | None) -> _Asked:
    if ground is None:
        return _Asked("no_forest_layer")
    lies_in, named = ground.lies_in(n), named_lots(row, ground.keys)
    if named is None:
        return _Asked("not_named", lies_in=lies_in)
    missing = _joined(key_text(key) for key in named.missing)
    near = _joined(text for key in named.missing for text in ground.keys.near(key))
    verdict, keys = "inside" if named.found else "no_such_lot", _joined(map(key_text, named.found))
    return _Asked(verdict, named.rows, keys, missing, near, lies_in)


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None


def _split(
    shapes: Shapes, named: Sequence[Sequence[int]], ground: LotGround | None
) -> tuple[Shapes, Shapes]:
    """Every shape's land out of and in the lots it names; both empty where it names none."""
    out, kept = (np.full(len(shapes), Polygon(), dtype=object) for _ in range(2))
    for n, rows in enumerate(named):
        if ground is not None and rows:
            out[n] = ground.outside(shapes[n], rows)
            kept[n] = difference(shapes[n], out[n])
    return out, kept
