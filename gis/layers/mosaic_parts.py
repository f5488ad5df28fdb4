"""The parts of a mosaic: all there, all alike, all on the mosaic's own cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from gis.layers.band import Part, stamp_of
from gis.layers.crs_choice import same_crs
from gis.layers.files import GEOTIFF_SUFFIXES, find_file
from gis.layers.findings import Findings
from gis.layers.mosaic import ON_CELLS, Mosaic, Source
from gis.layers.raster_header import Header, is_rotated

# Names of parts told before the rest are counted.
_TOLD = 6


@dataclass(frozen=True)
class PartHeader:
    """A part of a mosaic, its file and what that says of itself."""

    source: Source
    file: Path
    header: Header

    @property
    def placed(self) -> Part:
        """Where its cells lie."""
        s = self.source
        below = s.void is not None
        return Part(self.file, s.band, s.at, s.of[:2], below, stamp_of(self.file))


def find_parts(mosaic: Mosaic, vrt: Path, folder: Path, found: Findings) -> list[Path] | None:
    """The file of every part: a GeoTIFF beside or below the VRT, inside the project's folder.

    Args:
        mosaic: as the VRT writes it.
        vrt: its file, resolved.
        folder: directory of the project file.
        found: takes the parts that lie elsewhere, are missing or are something else, by name.

    Returns:
        One file per source, or ``None``.
    """
    if not mosaic.sources:
        found.error("mosaic_form", what="0 <SimpleSource>")
        return None
    outside = [s.name for s in mosaic.sources if not _is_beside(s.name)]
    if not outside:
        files = _located(mosaic, vrt, found)
        if files is None:
            return None
        named = zip(mosaic.sources, files, strict=True)
        outside = [s.name for s, file in named if not _is_inside(file, vrt.parent, folder)]
    if outside:
        found.error("mosaic_part_path", **_told(outside))
        return None
    return files


def _is_beside(name: str) -> bool:
    """Whether a name is a plain relative one of a GeoTIFF."""
    path = PurePosixPath(name.replace("\\", "/"))
    plain = not path.is_absolute() and ".." not in path.parts
    return plain and not set(name) & set(":\0") and path.suffix.lower() in GEOTIFF_SUFFIXES


def _is_inside(file: Path, beside: Path, folder: Path) -> bool:
    """Whether the file itself lies there too: a link may lead elsewhere."""
    return file.is_relative_to(beside) and file.is_relative_to(folder.resolve())


def _located(mosaic: Mosaic, vrt: Path, found: Findings) -> list[Path] | None:
    """The files by their names; what is missing or no GeoTIFF is told, all of it at once."""
    files, missing, broken = [], [], []
    for source in mosaic.sources:
        told = Findings()
        located = find_file(vrt.parent, source.name, GEOTIFF_SUFFIXES, told)
        if located is not None:
            files.append(located[0])
        elif told.problems[0].code == "layers.file_missing":
            missing.append(source.name)
        else:
            broken.append(source.name)
    if missing:
        found.error("mosaic_parts_missing", all=len(mosaic.sources), **_told(missing))
    if broken:
        found.error("mosaic_parts_unreadable", **_told(broken))
    return None if missing or broken else files


def check_parts(mosaic: Mosaic, parts: list[PartHeader], found: Findings) -> Header | None:
    """The header of the whole, if every part is what the VRT says.

    Args:
        mosaic: as the VRT writes it.
        parts: one for each of its sources.
        found: takes the parts of another CRS, other cells, another nodata or kind of value.

    Returns:
        The header; ``masked`` because land between the parts is unknown. ``None`` when a part
        differs.
    """
    mosaic = replace(mosaic, unit=mosaic.unit or parts[0].header.unit)
    checks: dict[str, Callable[[Mosaic, PartHeader], bool]] = {
        "mosaic_parts_crs": _has_its_crs,
        "mosaic_parts_cells": _is_on_its_cells,
        "mosaic_parts_nodata": _has_its_nodata,
        "mosaic_parts_values": _has_its_values,
    }
    for code, fits in checks.items():
        other = [part for part in parts if not fits(mosaic, part)]
        if other:
            told = _told([p.source.name for p in other])
            found.error(code, **told, **_first(code, mosaic, other[0].header))
    if found.failed:
        return None
    heaviest = max(parts, key=lambda part: part.header.tile_bytes).header
    return Header(
        mosaic.shape, mosaic.transform, mosaic.crs, mosaic.bands, mosaic.dtype, mosaic.nodata,
        mosaic.unit, mosaic.scaling, heaviest.tile, heaviest.tile_bytes,
        masked=True,
    )  # fmt: skip


def _first(code: str, mosaic: Mosaic, own: Header) -> dict[str, Any]:
    """What the first part has and what the VRT says."""
    show: dict[str, Callable[[Header | Mosaic], str]] = {
        "mosaic_parts_crs": lambda m: m.crs.name if m.crs else "–",
        "mosaic_parts_cells": lambda m: f"{m.transform.a:.10g} × {-m.transform.e:.10g}",
        "mosaic_parts_nodata": lambda m: _number(m.nodata),
        "mosaic_parts_values": lambda m: f"{m.bands} · {m.dtype} · {m.unit or '–'} · {m.scaling}",
    }
    return {"own": show[code](own), "said": show[code](mosaic)}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.10g}"


def _has_its_crs(mosaic: Mosaic, part: PartHeader) -> bool:
    own = part.header.crs
    return own is mosaic.crs is None or (
        own is not None and mosaic.crs is not None and same_crs(own, mosaic.crs)
    )


def _is_on_its_cells(mosaic: Mosaic, part: PartHeader) -> bool:
    """Whether the part's cells lie where the VRT puts them, and are there at all."""
    own, there, of, at = part.header.transform, mosaic.transform, part.source.of, part.source.at
    inside = min(*of[:2], *at[:2]) >= 0 and min(of[2:]) > 0
    for axis in (0, 1):
        inside &= of[axis] + of[axis + 2] <= part.header.shape[axis]
        inside &= at[axis] + at[axis + 2] <= mosaic.shape[axis]
    if not inside or is_rotated(own, part.header.shape):
        return False
    ends = ((0, 0), of[2:])
    drift = [
        abs(a - b)
        for rows, cols in ends
        for a, b in zip(
            ~there @ (own @ (of[1] + cols, of[0] + rows)), (at[1] + cols, at[0] + rows), strict=True
        )
    ]
    return max(drift) < ON_CELLS


def _has_its_nodata(mosaic: Mosaic, part: PartHeader) -> bool:
    """Whether part, mosaic and the value that lets an earlier part be seen are one."""
    values = [part.header.nodata]
    if part.source.void is not None:
        values.append(part.source.void)
    return all(_same(v, mosaic.nodata) for v in values)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    # A VRT writes single precision with fewer digits than it has.
    return math.isclose(one, other, rel_tol=1e-7) or (math.isnan(one) and math.isnan(other))


def _has_its_values(mosaic: Mosaic, part: PartHeader) -> bool:
    own = part.header
    has_band = part.source.band <= own.bands
    return (
        has_band
        and own.dtype == mosaic.dtype
        and own.scaling == mosaic.scaling
        and own.unit in (mosaic.unit, None)
    )


def _told(names: list[str]) -> dict[str, Any]:
    distinct = list(dict.fromkeys(names))
    return {"n": len(distinct), "parts": _listed(distinct)}


def _listed(names: list[str]) -> str:
    rest = len(names) - _TOLD
    return ", ".join(names[:_TOLD]) + (f" … (+{rest})" if rest > 0 else "")
