"""The pack as it went out, read again and held against its own manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.field.back.geopackage_rows import read_geopackage
from gis.field.back.model import BackRow
from gis.field.back.open import read_return
from gis.field.digests import row_digests
from gis.field.form import FieldLayer, allowed_values, field_layers
from gis.field.manifest import FOLDER, Manifest, read_manifest
from gis.field.pack.write import PHONE
from gis.ledger.states.model import Value


@dataclass(frozen=True)
class BasePack:
    """What went out.

    Args:
        folder: of the pack.
        manifest: checked.
        rows: by layer and UUID.
        layers: their forms.
        allowed: what may be written in columns of words.
    """

    folder: Path
    manifest: Manifest
    rows: Mapping[str, Mapping[str, BackRow]]
    layers: Mapping[str, FieldLayer]
    allowed: Mapping[str, Mapping[str, Value]]

    @cached_property
    def district(self) -> BaseGeometry:
        """The land of the pack's communes, in its CRS."""
        return shapely.union_all([r.shape for r in self.rows["communes"].values() if r.shape])

    @cached_property
    def texts(self) -> Mapping[str, frozenset[str | None]]:
        """Descriptions of the KMZ and GPX as they went out, by UUID."""
        found: dict[str, set[str | None]] = {}
        if (self.folder / PHONE).is_dir():
            problems: list[Problem] = []
            for layer in read_return(self.folder / PHONE, self.manifest, problems).layers:
                for row in layer.rows:
                    found.setdefault(row.uuid or "", set()).add(row.text)
            raise_errors(problems)
        return {uuid: frozenset(texts) for uuid, texts in found.items()}

    @property
    def dated(self) -> date:
        """Date of the newest layer the pack is made of."""
        return date.fromisoformat(self.manifest.dated)


def read_base(folder: Path) -> BasePack:
    """Read a pack as it went out.

    Args:
        folder: of the pack, as ``nuong field-pack`` wrote it.

    Raises:
        NuongError: it is none, or a row of it is not as it went out.
    """
    manifest = read_manifest(folder)
    problems: list[Problem] = []
    rows: dict[str, dict[str, BackRow]] = {}
    for name, out in manifest.layers.items():
        file = folder / FOLDER / f"{name}.gpkg"
        where = Where(file=str(file))
        if not file.is_file():
            problems.append(Problem("field.pack_file_missing", where))
            continue
        read = {b.name: b for b in read_geopackage(file, file.name, manifest, problems)}
        found = list(read[name].rows) if name in read else []
        rows[name] = {str(r.uuid): r for r in found}
        changed = _changed(found, out.columns, out.rows)
        if changed:
            values = {"n": len(changed)}
            problems.append(Problem("field.pack_changed", Where(str(file), rows=changed), values))
    if problems:
        raise NuongError([p for p in problems if p.level == "error"] or problems)
    layers = field_layers(names=manifest.names)
    return BasePack(folder, manifest, rows, layers, allowed_values(manifest.crops))


def _changed(rows: list[BackRow], columns: list[str], out: Mapping[str, str]) -> tuple[str, ...]:
    shapes = np.array([r.shape for r in rows], dtype=object)
    digests = row_digests([r.values for r in rows], shapes, columns)
    found = {str(r.uuid): d for r, d in zip(rows, digests, strict=True)}
    return tuple(sorted(u for u in {*out, *found} if out.get(u) != found.get(u)))
