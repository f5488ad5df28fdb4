"""Communes before anything is counted in them: one row each, no shared land, one generation."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gis.layers.datum.likely import area_of, holds, zone_words, zones_that_fit
from gis.layers.findings import Findings
from gis.layers.source import crs_text
from gis.reference.admin import REFORM, registered_name, same_commune
from gis.reference.admin.units import PROVINCE_NAMES, registered_unit
from gis.reference.vn2000 import zones
from gis.units import area_ha

# Outlines drawn one by one share slivers; below this an overlap is rounding of coordinates.
SLIVER_HA = 0.0001
# Above this share of all land, hectares would be counted twice in any total by commune.
MAX_SHARED = 0.01


def check_overlaps(communes: gpd.GeoDataFrame, project_crs: CRS, found: Findings) -> None:
    """Note land that lies in two communes, with names and hectares.

    Args:
        communes: valid polygons with ``code`` and ``name``.
        project_crs: where hectares are measured.
        found: takes a warning, or an error above ``MAX_SHARED`` of all land.
    """
    shapes = communes.geometry.to_crs(project_crs)
    first, second, shared_ha = _shared(shapes)
    if not len(shared_ha):
        return
    names = communes["name"].to_numpy()
    largest = int(np.argmax(shared_ha))
    total, share = float(shared_ha.sum()), float(shared_ha.sum() / area_ha(shapes).sum())
    note = found.error if share > MAX_SHARED else found.warning
    note(
        "communes_overlap_much" if share > MAX_SHARED else "communes_overlap",
        rows=tuple(dict.fromkeys(communes["code"].iloc[np.union1d(first, second)].astype(str))),
        pairs=len(shared_ha),
        ha=round(total, 2),
        percent=float(f"{share * 100:.2g}"),
        one=names[first[largest]],
        other=names[second[largest]],
        largest_ha=round(float(shared_ha[largest]), 2),
    )


def _shared(
    shapes: gpd.GeoSeries,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of rows that share more than a sliver, and how many hectares."""
    one, other = shapes.sindex.query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    left = gpd.GeoSeries(shapes.to_numpy()[one], crs=shapes.crs)
    right = gpd.GeoSeries(shapes.to_numpy()[other], crs=shapes.crs)
    shared_ha = area_ha(left.intersection(right, align=False))
    real = shared_ha > SLIVER_HA
    return one[real], other[real], shared_ha[real]


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
