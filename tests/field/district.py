"""A little district with everything a pack takes along, and hands that work on a phone's copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

from gis.field.back.base import BasePack, read_base
from gis.field.back.check import Checked, check_return
from gis.field.manifest import Manifest
from gis.field.pack.source import Source, source_of_results
from gis.field.pack.write import write_pack
from gis.history import LedgerFile, record_state
from gis.ledger.states.new_state import state_of_run
from gis.main_job import compute
from gis.maps.results import Results
from tests.end_to_end.country import Country, _at
from tests.history.books import new_ledger

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
TODAY = date(2026, 11, 22)
OF = date(2025, 6, 30)
ERROR = {"sd_m": 3.0, "correlation_m": 120.0, "source": "bịa để thử"}


@dataclass(frozen=True)
class District(Country):
    """The little country with a stated DEM error, owners, and two forest lots."""

    dem_said: dict[str, Any] = field(default_factory=lambda: {"error": ERROR})
    names_on_map: bool = False

    def write(self, folder: Path) -> Path:
        path = super().write(folder)
        plots = pyogrio.read_dataframe(folder / "lô.gpkg")
        plots["owner"] = [f"Chủ {i}" for i in plots["id"]]
        plots["planted_year"] = 2020
        plots["intensive"] = [1.0 if n % 2 else float("nan") for n in range(len(plots))]
        (folder / "lô.gpkg").unlink()
        pyogrio.write_dataframe(plots, folder / "lô.gpkg")
        lots = {"1": _at(200, 200, 300, 300), "2": _at(600, 200, 300, 300)}
        self._vector(folder / "rừng.gpkg", lots, tk=["051", "051"], khoanh=["03", "3"],
                     lo=["0a", "a"], ldlr=["TXB", "DT1"], maldlr=[3, 72], malr3=[1, 1],
                     mamdsd=[1, 3], dtuong=[2, 3], churung=["Bà Nguyễn Thị C", "Ông D"],
                     dtich=[9.0, 9.0])  # fmt: skip
        return path

    def said(self) -> dict[str, Any]:
        told = super().said()
        told["area"]["names_on_map"] = self.names_on_map
        return told

    def _layers(self) -> dict[str, Any]:
        own = {"kind": "forest", "path": "rừng.gpkg", "source": "bịa", "dated": OF}
        return {**super()._layers(), "forest": own}


def results(folder: Path, *, names_on_map: bool = False, **more: Any) -> Results:
    return compute(District(names_on_map=names_on_map, **more).write(folder))


@cache
def district() -> Results:
    return results(Path(mkdtemp(prefix="nuong-field-")))


@cache
def source() -> Source:
    return source_of_results(district())


@cache
def pack() -> Path:
    """One pack for all tests, without a base map; nobody may write into it."""
    folder = Path(mkdtemp(prefix="nuong-pack-")) / "pack"
    write_pack(replace(source(), dem=None), folder, now=NOW)
    return folder


@cache
def base() -> BasePack:
    return read_base(pack())


def manifest() -> Manifest:
    return base().manifest


def phone(folder: Path, name: str = "A") -> Path:
    """A phone's copy of the QField folder."""
    copy = folder / name
    shutil.copytree(pack() / "qfield", copy)
    return copy


def hand(file: Path, *statements: str | tuple[str, Iterable[Any]]) -> Path:
    """Work on a file as a phone would; the index's triggers need functions only GDAL has."""
    sql = sqlite3.connect(file)
    for (name,) in sql.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        sql.execute(f'DROP TRIGGER "{name}"')
    for one in statements:
        sql.execute(*((one,) if isinstance(one, str) else one))
    sql.commit()
    sql.close()
    return file


def edit(copy: Path, layer: str, uuid: str, **values: Any) -> None:
    said = ", ".join(f'"{c}" = ?' for c in values)
    statement = f"UPDATE {layer} SET {said} WHERE uuid = ?"  # noqa: S608 - a test's own names
    hand(copy / f"{layer}.gpkg", (statement, [*values.values(), uuid]))


def add_finding(copy: Path, uuid: str, xy: tuple[float, float], **values: Any) -> None:
    """A new point, written as GDAL writes it."""
    crs = pyogrio.read_info(copy / "findings.gpkg", layer="findings")["crs"]
    rows = {c: [v] for c, v in {"uuid": uuid, **values}.items()}
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Point(xy)], crs=crs)
    pyogrio.write_dataframe(frame, copy / "findings.gpkg", layer="findings", append=True)


def redraw(copy: Path, layer: str, uuid: str, change: Callable[[Any], Any]) -> None:
    """A row's shape changed, written as GeoPackage keeps it."""
    shape = change(base().rows[layer][uuid].shape)
    blob = None if shape is None else b"GP\x00\x01" + b"\x00" * 4 + shapely.to_wkb(shape)
    statement = f"UPDATE {layer} SET geom = ? WHERE uuid = ?"  # noqa: S608 - a test's own names
    hand(copy / f"{layer}.gpkg", (statement, [blob, uuid]))


def uuid_of(layer: str, **wanted: Any) -> str:
    """The row of a layer with some values."""
    for uuid, row in base().rows[layer].items():
        if all(row.values[c] == v for c, v in wanted.items()):
            return uuid
    raise KeyError(wanted)


def plot(name: str) -> str:
    return uuid_of("corrections", plot_id=name)


def checked(path: Path) -> Checked:
    return check_return(base(), path, TODAY)


def codes(found: Checked) -> set[str]:
    return {p.code for p in found.problems}


def ledger(path: Path) -> LedgerFile:
    """A ledger that has recorded the district's plots."""
    file = new_ledger(path)
    r = district()
    record_state(file, state_of_run(r.project, r.layers, r.plots, r.ledger, OF), "Lan", now=NOW)
    return file
