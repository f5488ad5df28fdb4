"""Communes before anything is counted in them: one row each, no shared land, one generation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import CRS

from gis.layers.borders.find import border_faults
from gis.layers.borders.model import KINDS, BorderFault
from gis.layers.datum.likely import area_of, holds, zone_words, zones_that_fit
from gis.layers.findings import Findings
from gis.layers.source import crs_text
from gis.reference.admin import REFORM, registered_name, same_commune
from gis.reference.admin.units import PROVINCE_NAMES, registered_unit
from gis.reference.vn2000 import zones
from gis.units import area_ha

# Above this share of all land, hectares would be counted twice in any total by commune.
MAX_SHARED = 0.01


def check_borders(
    communes: gpd.GeoDataFrame, project_crs: CRS, sliver_width_m: float, found: Findings
) -> None:
    """Note land of two communes, of none, and loose pieces: how many, hectares, the largest.

    ``gis.layers.borders`` finds them; every one of them is listed by ``nuong check``.

    Args:
        communes: valid polygons with ``code`` and ``name``.
        project_crs: where hectares are measured.
        sliver_width_m: see :func:`gis.layers.borders.measure.are_slivers`.
        found: takes a warning of each kind, or an error where overlaps have more than
            ``MAX_SHARED`` of all land.
    """
    faults = border_faults(communes, project_crs, sliver_width_m)
    by_kind = {kind: [f for f in faults if f.kind == kind] for kind in KINDS}
    if by_kind["overlap"]:
        whole_ha = float(area_ha(communes.geometry.to_crs(project_crs)).sum())
        _note_overlaps(by_kind["overlap"], whole_ha, found)
    for kind in ("gap", "apart", "outside"):
        if by_kind[kind]:
            slivers = [f for f in by_kind[kind] if f.sliver]
            found.warning(
                f"communes_{kind}",
                width_m=sliver_width_m,
                slivers=len(slivers),
                sliver_ha=_ha(slivers),
                **_largest(by_kind[kind]),
            )


def _note_overlaps(overlaps: Sequence[BorderFault], whole_ha: float, found: Findings) -> None:
    share = sum(f.area_ha for f in overlaps) / whole_ha
    note = found.error if share > MAX_SHARED else found.warning
    note(
        "communes_overlap_much" if share > MAX_SHARED else "communes_overlap",
        rows=tuple(sorted({code for f in overlaps for code in f.codes})),
        percent=float(f"{share * 100:.2g}"),
        **_largest(overlaps),
    )


def _largest(faults: Sequence[BorderFault]) -> dict[str, Any]:
    """How many there are, their hectares, and the first, which is the largest."""
    first = faults[0]
    return {
        "n": len(faults),
        "ha": _ha(faults),
        "between": " – ".join(first.names),
        "largest_ha": _told_ha(first.area_ha),
        "place": f"{first.lon:.5f}, {first.lat:.5f}",
        "away_m": round(first.away_m or 0.0),
    }


def _ha(faults: Sequence[BorderFault]) -> float:
    return _told_ha(sum(f.area_ha for f in faults))


def _told_ha(hectares: float) -> float:
    """Two decimals, and two figures where that would read as nothing."""
    return round(hectares, 2) if hectares >= 0.1 else float(f"{hectares:.2g}")


def check_generation(communes: gpd.GeoDataFrame, as_of: date, found: Findings) -> None:
    """Note communes whose codes and names belong to the other side of the reform of 1 July 2025.

    All new codes are re-used old ones, so a file of the wrong generation joins without a murmur.

    Args:
        communes: with ``code`` and ``name``.
        as_of: the date the project says its communes are of.
        found: takes the error, when more rows fit the other generation than this one.
    """
    other_side = REFORM if as_of < REFORM else REFORM - timedelta(days=1)
    here, there = [], []
    for code, name in zip(communes["code"], communes["name"], strict=True):
        here.append(_was_called(code, name, as_of))
        there.append(_was_called(code, name, other_side))
    only_there = np.array(there, dtype=bool) & ~np.array(here, dtype=bool)
    only_here = np.array(here, dtype=bool) & ~np.array(there, dtype=bool)
    if only_there.sum() > only_here.sum():
        row = communes.iloc[int(np.flatnonzero(only_there)[0])]
        found.error(
            "communes_generation",
            rows=tuple(communes["code"][only_there]),
            as_of=as_of.isoformat(),
            code=row["code"],
            name=row["name"],
            was=registered_name(row["code"], as_of) or "–",
        )


def check_province(communes: gpd.GeoDataFrame, as_of: date, found: Findings) -> None:
    """Note communes whose names are of one province and whose place is not.

    Args:
        communes: with ``code`` and ``name``, in the CRS they were read in.
        as_of: the date the project says its communes are of.
        found: takes the error, with the zones in which they would lie in their province.
    """
    province = _province(communes, as_of)
    if province is None or not len(communes):
        return
    zone = next(z for z in zones() if province in z.provinces)
    home = CRS.from_epsg(zone.epsg)
    west, south, east, north = communes.geometry.to_crs(home.geodetic_crs).total_bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    if not holds(area_of(zone), lon, lat):
        likely = zone_words(zones_that_fit(tuple(communes.total_bounds), home))
        place = f"{lon:.2f}, {lat:.2f}"
        own = crs_text(communes.crs)
        found.error("communes_elsewhere", province=province, place=place, own=own, likely=likely)


def _province(communes: gpd.GeoDataFrame, as_of: date) -> str | None:
    """The province most rows are of by code and name, if most rows are known at all."""
    known = [
        PROVINCE_NAMES[unit.province]
        for code, name in zip(communes["code"], communes["name"], strict=True)
        if (unit := registered_unit(str(code), as_of)) is not None
        and same_commune(str(name), unit.name)
    ]
    name = max(set(known), key=known.count, default=None)
    return name if name is not None and known.count(name) * 2 > len(communes) else None


def _was_called(code: object, name: object, when: date) -> bool:
    registered = registered_name(str(code), when)
    return registered is not None and same_commune(str(name), registered)
