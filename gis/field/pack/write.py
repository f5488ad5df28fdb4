"""A whole field pack: one folder, there entirely or not at all, never in the place of another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid5

import geopandas as gpd
from pyogrio.errors import DataLayerError, DataSourceError

from gis.errors import NuongError, Problem, Where
from gis.field.digests import row_digests
from gis.field.form import UUID, VERSION, FieldLayer, allowed_values, field_layers
from gis.field.manifest import (
    FOLDER,
    MANIFEST,
    Base,
    FileOut,
    LayerOut,
    Manifest,
    manifest_text,
)
from gis.field.pack.geopackages import write_layers
from gis.field.pack.gpx import gpx_bytes
from gis.field.pack.ground import phone_ground
from gis.field.pack.kmz import write_kmz
from gis.field.pack.mbtiles import mercator_bounds, write_mbtiles
from gis.field.pack.project_file import BASE, project_file
from gis.field.pack.qml import Dress
from gis.field.pack.rows import SPACE, pack_rows
from gis.field.pack.source import Source
from gis.grid.grid import Grid, grid_of
from gis.ledger.states.digest import canonical
from gis.maps.staging import replacing, sync_file, target_of
from gis.messages import Lang, visible, word

PHONE = "locus"
PROJECT, README = "nuong.qgs", "README.txt"


def write_pack(
    source: Source, out: Path, lang: Lang = "vi", *, now: datetime | None = None
) -> Manifest:
    """Write everything a phone takes along.

    Args:
        source: the run, or a commune of it.
        out: a name that is free, or an empty folder. A pack is never replaced: it is what comes
            back is held against.
        lang: of names, forms and texts.
        now: the moment of writing; the clock's when not given. It stands in the manifest only.

    Returns:
        The manifest. ``base`` is None where no DEM was at hand.

    Raises:
        NuongError: the folder is taken, or the disk refused. Nothing is left behind then.
    """
    frames, layers = pack_rows(source), field_layers(names=source.names)
    allowed = allowed_values(source.crops)
    dresses = {name: Dress(layer, allowed, lang) for name, layer in layers.items()}
    outs = {name: _layer_out(frames[name], layer) for name, layer in layers.items()}
    pack = _pack_id(source, outs, lang)
    target = target_of(Path(out))
    _require_free(target)
    with replacing(target) as staging:
        try:
            base = _fill(staging.folder, source, frames, dresses, pack, lang)
        except (DataSourceError, DataLayerError) as fault:
            raise OSError(0, str(fault), str(target)) from fault
        manifest = _manifest(source, outs, base, pack, lang, _files(staging.folder), now)
        (staging.folder / MANIFEST).write_bytes(manifest_text(manifest).encode("utf-8"))
        sync_file(staging.folder / MANIFEST)
    return manifest


def _require_free(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NuongError([Problem("field.pack_exists", Where(file=str(target)))])


def _fill(
    folder: Path,
    source: Source,
    frames: Mapping[str, gpd.GeoDataFrame],
    dresses: Mapping[str, Dress],
    pack: str,
    lang: Lang,
) -> Base | None:
    qfield, phone = folder / FOLDER, folder / PHONE
    qfield.mkdir()
    phone.mkdir()
    title = pack_title(source, lang)
    write_layers(frames, dresses, qfield, pack, source.dated)
    base, bounds = None, None
    if source.dem is not None:
        bounds = _bounds(frames["communes"], grid_of(source.dem))
        base = write_mbtiles(phone_ground(source.dem), bounds, qfield / BASE, _about(title, lang))
    text = project_file(title, frames, dresses, source.crs, bounds, lang)
    (qfield / PROJECT).write_bytes(text)
    write_kmz(title, frames, phone / "nuong.kmz", source.dated, lang)
    (phone / "nuong.gpx").write_bytes(gpx_bytes(title, frames, lang))
    (folder / README).write_text(_readme(title, pack, lang), encoding="utf-8", newline="\n")
    return base


def pack_title(source: Source, lang: Lang) -> str:
    """The title on every product; invented data say so."""
    parts = [word("map_illustrative", lang)] if source.illustrative else []
    return " · ".join([*parts, visible(source.title.text(lang))])


def _about(title: str, lang: Lang) -> dict[str, str]:
    return {"name": title, "description": word("field_base_text", lang), "attribution": "Nương"}


def _readme(title: str, pack: str, lang: Lang) -> str:
    lines = [title, word("map_proposal_not_permit", lang), "", word("field_readme", lang)]
    return "\n".join([*lines, "", f"{word('field_pack_id', lang)}: {pack}", ""])


def _bounds(communes: gpd.GeoDataFrame, grid: Grid) -> tuple[float, float, float, float]:
    """The box of the communes, within the DEM."""
    own = mercator_bounds(tuple(communes.total_bounds), Grid(communes.crs, grid.transform, (1, 1)))
    dem = mercator_bounds(grid.bounds, grid)
    west, south = max(own[0], dem[0]), max(own[1], dem[1])
    east, north = min(own[2], dem[2]), min(own[3], dem[3])
    return (west, south, east, north) if west < east and south < north else dem


def _layer_out(frame: gpd.GeoDataFrame, layer: FieldLayer) -> LayerOut:
    columns = list(layer.columns)
    rows = frame[columns].to_dict("records")
    digests = row_digests(rows, frame.geometry.to_numpy(), columns)
    return LayerOut(columns=columns, rows=dict(zip(frame[UUID], digests, strict=True)))


def _pack_id(source: Source, outs: Mapping[str, LayerOut], lang: Lang) -> str:
    """The same run, commune and language give the same pack."""
    said = [source.run, lang, VERSION, {name: out.model_dump() for name, out in outs.items()}]
    return str(uuid5(SPACE, canonical(said)))


def _files(folder: Path) -> dict[str, FileOut]:
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        sync_file(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        name = path.relative_to(folder).as_posix()
        found[name] = FileOut(bytes=path.stat().st_size, sha256=digest)
    return found


def _manifest(
    source: Source,
    outs: Mapping[str, LayerOut],
    base: Base | None,
    pack: str,
    lang: Lang,
    files: Mapping[str, FileOut],
    now: datetime | None,
) -> Manifest:
    codes = sorted(str(c) for c in source.frames["communes"]["commune_code"])
    plain = Manifest(
        program="nuong", version=VERSION, pack=pack, area=source.area,
        title=pack_title(source, lang), run=source.run, inputs=dict(source.inputs),
        names=source.names, crops=sorted(source.crops), crs=source.crs.to_wkt(), lang=lang,
        dated=source.dated.isoformat(), communes=codes, layers=dict(outs), files=dict(files),
        base=base,
    )  # fmt: skip
    written = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return plain.model_copy(update={"written_at": written, "digest": plain.own_digest()})
