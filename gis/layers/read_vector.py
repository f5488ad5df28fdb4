"""One vector layer from its file to standard columns, everything wrong with it noted on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from gis.layers.allocation_columns import read_allocation_columns
from gis.layers.area_column import AREA_COLUMN, check_area_column
from gis.layers.columns import (
    COMMUNE_COLUMNS,
    PLOT_COLUMNS,
    check_unique,
    find_columns,
    own_columns,
    read_column,
    require,
)
from gis.layers.crs_choice import choose_crs
from gis.layers.crs_guard import check_area_of_use, check_shift, check_units
from gis.layers.dates import check_dates
from gis.layers.datum.axes import exchanged, is_swapped
from gis.layers.files import SHAPE_FORMATS, VECTOR_FORMATS, find_file
from gis.layers.findings import Findings
from gis.layers.forest_columns import check_forest_codes, read_forest_columns
from gis.layers.frms_version import check_frms_version
from gis.layers.geometry_check import check_area, check_geometry
from gis.layers.labels import read_words, read_yes_no
from gis.layers.model import VectorLayer
from gis.layers.open_vector import open_vector
from gis.layers.overrides import apply_overrides
from gis.layers.plot_values import check_plot_values
from gis.layers.source import crs_text, source_file
from gis.layers.text.columns import readable
from gis.project.layers_model import (
    AllocationsLayer,
    CommunesLayer,
    ForestLayer,
    LinesLayer,
    PlotsLayer,
    VectorSpec,
)
from gis.project.override_model import Override

Words = Mapping[str, frozenset[str]]

_KEY = {"communes": "code", "plots": "id"}


def read_vector(
    name: str,
    spec: VectorSpec,
    folder: Path,
    project_crs: CRS | None,
    words: Words,
    found: Findings,
    overrides: Sequence[Override] = (),
) -> VectorLayer | None:
    """A vector layer of the project.

    Args:
        name: of the layer in the project.
        spec: as the project file declares it.
        folder: directory of the project file.
        project_crs: where hectares are measured; ``None`` leaves those checks out.
        words: standard words of ``crop``, ``method`` and ``state``.
        found: takes every problem; rows go by the key column once that is read.
        overrides: of this layer, if it is one of forest.

    Returns:
        The layer in its file's CRS; ``None`` when an error was found.
    """
    formats = VECTOR_FORMATS if isinstance(spec, LinesLayer) else SHAPE_FORMATS
    located = find_file(folder, spec.path, formats, found)
    opened = open_vector(*located, spec, found) if located else None
    if located is None or opened is None:
        return None
    raw, own = readable(opened[0], spec.text, found), opened[1]
    check_dates(raw, spec.dated, found)
    if raw.empty:
        _note_empty(spec, found)
    frame = _columns(raw, spec, words, found)
    frame = frame.set_geometry(check_geometry(frame.geometry, spec, found))
    frame = _placed(frame, spec, own, project_crs, found)
    if frame is None:
        return None
    _check_place(frame, project_crs, found)
    if isinstance(spec, ForestLayer):
        frame = apply_overrides(frame, overrides, found)
    if found.failed:
        return None
    _check_values(frame, spec, project_crs, found)
    source = source_file(*located, spec, frame.crs, repairs=found.repairs)
    return VectorLayer(name, spec, frame, source)


def _placed(
    frame: gpd.GeoDataFrame,
    spec: VectorSpec,
    own: CRS | None,
    project_crs: CRS | None,
    found: Findings,
) -> gpd.GeoDataFrame | None:
    """The frame with its CRS, x and y exchanged where the project says so."""
    bounds = tuple(frame.total_bounds)
    crs = choose_crs(
        spec.crs, own, found, repair=spec.datum_repair, bounds=bounds, project_crs=project_crs
    )
    if crs is None or spec.datum_repair != "swapped_xy":
        return None if crs is None else frame.set_crs(crs)
    if not is_swapped(crs, bounds):
        found.error("repair_needless", repair="swapped_xy")
        return None
    found.repaired("swapped_xy")
    found.warning("crs_axes_exchanged", crs=crs_text(crs))
    return frame.set_geometry(exchanged(frame.geometry)).set_crs(crs)


def _note_empty(spec: VectorSpec, found: Findings) -> None:
    needed = isinstance(spec, CommunesLayer | PlotsLayer)
    (found.error if needed else found.warning)("layer_empty")


def _columns(
    raw: gpd.GeoDataFrame, spec: VectorSpec, words: Words, found: Findings
) -> gpd.GeoDataFrame:
    if isinstance(spec, ForestLayer):
        return read_forest_columns(raw, spec.columns, found)
    if isinstance(spec, PlotsLayer):
        columns = _plot_columns(raw, spec, words, found)
    elif isinstance(spec, CommunesLayer):
        columns = _commune_columns(raw, spec, found)
    elif isinstance(spec, AllocationsLayer):
        columns = read_allocation_columns(raw, spec, found)
    else:
        return own_columns(raw, spec.columns, found)
    return gpd.GeoDataFrame(columns, geometry=raw.geometry.to_numpy())


def _commune_columns(
    raw: gpd.GeoDataFrame, spec: CommunesLayer, found: Findings
) -> dict[str, pd.Series]:
    read = find_columns(raw, spec.columns, COMMUNE_COLUMNS, found)
    _name_rows(spec, read, found)
    columns = {n: read_column(n, v, COMMUNE_COLUMNS[n], found) for n, v in read.items()}
    complete = [require(n, read, found) for n in COMMUNE_COLUMNS]
    if complete[0]:
        check_unique("code", columns["code"], found)
    return columns


def _plot_columns(
    raw: gpd.GeoDataFrame, spec: PlotsLayer, words: Words, found: Findings
) -> dict[str, pd.Series]:
    fixed = {n: v for n, v in _fixed(spec).items() if v is not None}
    _check_fixed(fixed, spec, words, found)
    read = find_columns(raw, spec.columns, PLOT_COLUMNS, found)
    _name_rows(spec, read, found)
    columns = {n: _plot_column(n, v, spec, words, found) for n, v in read.items() if n not in fixed}
    for name, value in _fixed(spec).items():
        if name not in columns:
            columns[name] = pd.Series([value] * len(raw), dtype=object)
    _check_plot_keys(read, columns, fixed, spec, found)
    check_plot_values(columns, spec, found)
    return {n: columns[n] for n in PLOT_COLUMNS if n in columns}


def _check_plot_keys(
    read: Mapping[str, pd.Series],
    columns: Mapping[str, pd.Series],
    fixed: Mapping[str, str],
    spec: PlotsLayer,
    found: Findings,
) -> None:
    if require("id", read, found):
        check_unique("id", columns["id"], found)
    for name in sorted(set(spec.labels) - (set(read) - set(fixed))):
        found.error("labels_without_column", column=name)
    nameless = columns["crop"].isna()
    if nameless.any():
        found.warning("crop_unstated", column="crop", rows=found.rows(nameless))


def _fixed(spec: PlotsLayer) -> dict[str, str | None]:
    return {"crop": spec.crop, "method": spec.method, "state": spec.state}


def _check_fixed(fixed: Mapping[str, str], spec: PlotsLayer, words: Words, found: Findings) -> None:
    for name, value in fixed.items():
        if name in spec.columns:
            found.error("fixed_and_mapped", column=name, value=value)
        if value not in words[name]:
            listed = ", ".join(sorted(words[name]))
            found.error("label_target", column=name, words=value, allowed=listed)


def _plot_column(
    name: str, values: pd.Series, spec: PlotsLayer, words: Words, found: Findings
) -> pd.Series:
    table = spec.labels.get(name, {})
    content = PLOT_COLUMNS[name]
    if content == "word":
        return read_words(name, values, table, words[name], found)
    if content == "yes_no":
        return read_yes_no(name, values, table, found)
    return read_column(name, values, content, found)


def _name_rows(spec: VectorSpec, read: Mapping[str, pd.Series], found: Findings) -> None:
    """From here on rows go by their key, or by "#" and number where the key is empty."""
    key = _KEY[spec.kind]
    if key in read:
        texts = read_column(key, read[key], "text", found)
        found.row_names = [t or f"#{i}" for i, t in enumerate(texts, start=1)]


def _check_place(frame: gpd.GeoDataFrame, project_crs: CRS | None, found: Findings) -> None:
    bounds = tuple(frame.total_bounds)
    if frame.empty or not all(map(_finite, bounds)) or not check_units(frame.crs, bounds, found):
        return
    check_area_of_use(frame.geometry, found)
    if project_crs is not None:
        check_shift(frame.crs, project_crs, bounds, found)


def _finite(number: float) -> bool:
    return abs(number) < float("inf")


def _check_values(
    frame: gpd.GeoDataFrame, spec: VectorSpec, project_crs: CRS | None, found: Findings
) -> None:
    """What only a sound layer can be asked."""
    if project_crs is not None and not isinstance(spec, LinesLayer):
        check_area(frame.geometry, project_crs, found)
    if isinstance(spec, ForestLayer):
        check_forest_codes(frame, found)
        check_frms_version(frame, spec, found)
    column = AREA_COLUMN.get(spec.kind)
    if column is not None and column in frame and project_crs is not None and len(frame):
        check_area_column(frame, column, project_crs, found)
