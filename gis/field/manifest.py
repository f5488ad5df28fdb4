"""The manifest of a pack: what went out, row by row; what comes back is held against it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gis.errors import NuongError, Problem, Where
from gis.field.form import VERSION
from gis.ledger.states.digest import canonical
from gis.messages import Lang

MANIFEST = "manifest.json"
FOLDER = "qfield"
_MOST_BYTES = 64 * 2**20


class Plain(BaseModel):
    """A part of the manifest: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LayerOut(Plain):
    """A layer as it went out: its columns and the digest of every row by UUID."""

    columns: list[str]
    rows: dict[str, str]


class FileOut(Plain):
    """A file as it went out."""

    bytes: int
    sha256: str


class Base(Plain):
    """The base map: zooms there are, and why there are no finer ones."""

    min_zoom: int
    max_zoom: int
    tiles: int
    bytes: int
    limited: bool


class Manifest(Plain):
    """What went out. ``written_at`` is the one thing that differs between two packs of one run."""

    program: Literal["nuong"]
    version: str
    pack: str
    area: str
    title: str
    run: str
    inputs: dict[str, str]
    names: bool
    crops: list[str]
    crs: str
    lang: Lang
    dated: str
    communes: list[str]
    layers: dict[str, LayerOut]
    files: dict[str, FileOut]
    base: Base | None
    written_at: str = ""
    digest: str = ""

    def own_digest(self) -> str:
        """The digest of all but the time of writing and itself."""
        said = self.model_dump(exclude={"written_at", "digest"})
        return sha256(canonical(said).encode("utf-8")).hexdigest()


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON."""
    return json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a pack.

    Args:
        folder: the pack as it was written.

    Raises:
        NuongError: there is none, it is of another form, or it was changed.
    """
    path = folder / MANIFEST
    where = Where(file=str(path))
    if not path.is_file():
        raise NuongError([Problem("field.no_pack", where)])
    if path.stat().st_size > _MOST_BYTES:
        raise NuongError([Problem("field.manifest_odd", where, {"reason": "> 64 MB"})])
    try:
        found = Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, RecursionError) as fault:
        reason = str(fault).splitlines()[0]
        raise NuongError([Problem("field.manifest_odd", where, {"reason": reason})]) from fault
    if found.version != VERSION:
        values = {"found": found.version, "ours": VERSION}
        raise NuongError([Problem("field.other_version", where, values)])
    if found.digest != found.own_digest():
        raise NuongError([Problem("field.manifest_changed", where)])
    return found
