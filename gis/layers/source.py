"""What the run record says about an input file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pyproj import CRS

from gis.layers.files import Format
from gis.layers.model import SourceFile
from gis.project.layers_model import RasterSpec, VectorSpec

# A shapefile is its members; they are digested one after the other in this order.
SHAPEFILE_MEMBERS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# So are the files of other formats that come in several.
_MEMBERS: dict[Format, tuple[str, ...]] = {
    "ESRI Shapefile": SHAPEFILE_MEMBERS,
    "MapInfo TAB": (".tab", ".dat", ".map", ".id", ".ind"),
    "MapInfo MIF": (".mif", ".mid"),
}


def source_file(
    file: Path,
    form: Format,
    spec: VectorSpec | RasterSpec,
    crs: CRS,
    parts: Sequence[Path] = (),
    repairs: Sequence[str] = (),
) -> SourceFile:
    """Size and digest of a whole input file, with what the project says of it.

    Args:
        file: the file that was opened.
        form: its format; of a shapefile every member present is counted and digested.
        spec: the layer as the project file declares it.
        crs: the CRS the layer was read in.
        parts: the files of a mosaic.
        repairs: what was repaired because the project said so.

    Returns:
        The record; ``sha256`` of a single file is that of its bytes, of a shapefile, MapInfo table
        or geodatabase that of its members one after the other, of a mosaic that of the VRT and
        then of its parts.
    """
    members = members_of(file, form) or (file, *parts)
    digest = hashlib.sha256()
    for member in members:
        with member.open("rb") as stream:
            while block := stream.read(2**20):
                digest.update(block)
    size = sum(m.stat().st_size for m in members)
    text = digest.hexdigest()
    return SourceFile(spec.path, size, text, crs_text(crs), spec.dated, spec.source, tuple(repairs))


def members_of(file: Path, form: Format) -> tuple[Path, ...]:
    """The files a format of several files consists of, those that exist; the suffix in either case.

    Empty for a format of one file.
    """
    if form == "OpenFileGDB":
        return tuple(sorted(p for p in file.iterdir() if p.is_file()))
    if form not in _MEMBERS:
        return ()
    beside = {p.name.lower(): p for p in file.parent.iterdir() if p.stem == file.stem}
    names = [file.stem.lower() + suffix for suffix in _MEMBERS[form]]
    return tuple(beside[n] for n in names if n in beside)


def shapefile_members(file: Path) -> tuple[Path, ...]:
    """The members of a shapefile that exist, the suffix in either case."""
    return members_of(file, "ESRI Shapefile")


def crs_text(crs: CRS) -> str:
    """A CRS in a word: its code where it has one, else its name."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
