"""What a pack is made from: a run just computed, or the folder of an earlier one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
from pyproj import CRS

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.layers.model import Layers, Raster
from gis.ledger.states.digest import canonical
from gis.maps.check.verify import verify_outputs
from gis.maps.contents import OFFICE_FILE, RECORD
from gis.maps.geopackage import office_frames
from gis.maps.results import Results
from gis.project.base import LocalText
from gis.reference.admin import name_key

TABLES = ("communes", "plots", "judged", "doubt", "zones", "forest_lots")


@dataclass(frozen=True)
class Source:
    """A run, as far as the field needs it.

    Args:
        area: id of the planning area.
        title: its title.
        illustrative: whether its data are invented.
        names: whether names of people may leave the office.
        crs: of every shape; VN-2000 stays VN-2000.
        frames: the run's tables by name.
        crops: every crop of the project.
        inputs: file digest by layer.
        settings: digest of the project file's values.
        dated: date of the newest layer, which stands in files instead of the time of writing.
        dem: the terrain of the base map; None where only the run's folder is at hand.
    """

    area: str
    title: LocalText
    illustrative: bool
    names: bool
    crs: CRS
    frames: Mapping[str, pd.DataFrame]
    crops: frozenset[str]
    inputs: Mapping[str, str]
    settings: str
    dated: date
    dem: Raster | None = None

    @property
    def run(self) -> str:
        """The identity of the run: the same settings and the same files give the same."""
        said = {"settings": self.settings, "inputs": dict(self.inputs)}
        return sha256(canonical(said).encode("utf-8")).hexdigest()


def source_of_results(results: Results) -> Source:
    """What the field needs of a run just computed; its DEM is at hand."""
    frames = office_frames(results)
    layers = results.layers
    files = {name: layer.source for name, layer in layers.vectors.items()}
    files |= {name: layer.source for name, layer in layers.rasters.items()}
    settings = results.project.model_dump(mode="json")
    return _source(
        settings,
        {name: source.sha256 for name, source in files.items()},
        {name: frames[name] for name in TABLES},
        layers.project_crs,
        layers.dem,
    )


def source_of_folder(folder: Path) -> Source:
    """What the field needs of a run's folder.

    Args:
        folder: the products of a run; they are verified first.

    Raises:
        NuongError: it is no whole run.
    """
    raise_errors(verify_outputs(folder))
    record = json.loads((folder / RECORD).read_bytes())
    file = folder / OFFICE_FILE
    frames = {name: pyogrio.read_dataframe(file, layer=name) for name in TABLES}
    inputs = {name: said["sha256"] for name, said in record["inputs"].items()}
    crs = CRS(record["measured"]["hectares_crs_wkt"])
    return _source(record["settings"], inputs, frames, crs, None)


def with_dem(source: Source, layers: Layers) -> Source:
    """A run's folder with the DEM of its project.

    Raises:
        NuongError: the project's DEM is not the file the run measured on.
    """
    dem = layers.dem
    if source.inputs.get(dem.name) != dem.source.sha256:
        raise NuongError([Problem("field.other_dem", Where(dem.source.path, dem.name))])
    return replace(source, dem=dem)


def of_commune(source: Source, asked: str) -> Source:
    """A run cut to one commune, by code or exact name (case and unit word aside).

    Whole rows are kept or left: a plot that reaches into the commune goes along whole.

    Raises:
        NuongError: there is no such commune, or several; names what there is.
    """
    places = source.frames["communes"]
    known = dict(
        zip(places["commune_code"].astype(str), places["commune"].astype(str), strict=True)
    )
    found = [c for c, n in known.items() if c == asked or name_key(n) == name_key(asked)]
    if len(found) != 1:
        listed = ", ".join(f"{n} ({c})" for c, n in sorted(known.items()))
        values = {"given": asked, "known": listed}
        raise NuongError([Problem("office.commune_which", Where(column="--commune"), values)])
    code = found[0]
    frames = {n: _rows(n, frame, code, source.frames) for n, frame in source.frames.items()}
    return replace(source, frames=frames)


def _rows(name: str, frame: pd.DataFrame, code: str, all_: Mapping[str, Any]) -> pd.DataFrame:
    if name == "plots":
        own = frame[frame["commune_code"] == code]
        keys = set(zip(own["layer"], own["plot_id"], strict=True))
        pairs = zip(frame["layer"], frame["plot_id"], strict=True)
        return frame[[pair in keys for pair in pairs]]
    if name == "forest_lots":
        place = all_["communes"]
        shape = place[place["commune_code"] == code].geometry.union_all()
        return frame[frame.geometry.intersects(shape)]
    return frame[frame["commune_code"] == code]


def _source(
    settings: Mapping[str, Any],
    inputs: Mapping[str, str],
    frames: Mapping[str, pd.DataFrame],
    crs: CRS,
    dem: Raster | None,
) -> Source:
    area = settings["area"]
    newest = max(date.fromisoformat(spec["dated"]) for spec in settings["layers"].values())
    return Source(
        area=area["id"], title=LocalText(**area["title"]), illustrative=area["illustrative"],
        names=area["names_on_map"], crs=crs, frames=frames, crops=frozenset(_crops(frames)),
        inputs=dict(sorted(inputs.items())), dated=newest, dem=dem,
        settings=sha256(canonical(settings).encode("utf-8")).hexdigest(),
    )  # fmt: skip


def _crops(frames: Mapping[str, pd.DataFrame]) -> Sequence[str]:
    return [str(c) for c in frames["plots"]["crop"].dropna().unique()]
