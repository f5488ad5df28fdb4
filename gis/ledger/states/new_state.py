"""The state a run finds: its plots with all their columns, cut by commune, ready to be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layers.columns import PLOT_COLUMNS
from gis.layers.model import Layers
from gis.ledger.model import Ledger
from gis.ledger.states.digest import outline_bytes, outline_digests
from gis.ledger.states.model import CM2_PER_HA, Land, PlotKey, PlotState, Value
from gis.project.model import Project
from gis.zones.drawn import drawn_plots
from gis.zones.tables import PlotLand


@dataclass(frozen=True)
class NewState:
    """What a state says, before anybody has written it down.

    Args:
        of: the date it is of.
        as_of: date of the commune set its codes belong to.
        crs: of the outlines, as text.
        layers: layers it speaks for in full: a plot of them that is not here is gone.
        plots: every plot.
        outlines: well-known binary by digest, in ``crs``.
        communes: names by code.
        sources: per layer what its file was: path, digest, date, CRS, source.
        steps: (crop, step, cm²) from drawn to counted, as the run closed them.
    """

    of: date
    as_of: date
    crs: str
    layers: tuple[str, ...]
    plots: Mapping[PlotKey, PlotState]
    outlines: Mapping[str, bytes]
    communes: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    steps: tuple[tuple[str | None, str, int], ...] = ()


def state_of_run(
    project: Project, layers: Layers, plots: PlotLand, ledger: Ledger, of: date
) -> NewState:
    """The state of a run's plots.

    Args:
        project: names the plots layers and the date of the commune set.
        layers: with every column of the plots.
        plots: cut by commune, hectares in the project CRS.
        ledger: its waterfall, which has closed.
        of: the date the plots are as of.

    Returns:
        Every plot with its known columns, outline and land by commune in whole cm². What the
        files leave empty is not there: unknown stays unknown.
    """
    drawn = drawn_plots(project, layers)
    shapes = drawn.geometry.to_numpy()
    digests = outline_digests(shapes)
    keys = [PlotKey(*pair) for pair in zip(drawn["layer"], drawn["plot_id"], strict=True)]
    values, land = _values(project, layers), land_by_plot(plots.pieces.frame)
    names = layers.communes.frame
    return NewState(
        of=of,
        as_of=project.area.communes_as_of,
        crs=layers.project_crs.to_string(),
        layers=tuple(_plot_layers(project)),
        plots={
            key: PlotState(values[key], digest, land[key])
            for key, digest in zip(keys, digests, strict=True)
        },
        outlines=dict(zip(digests, outline_bytes(shapes), strict=True)),
        communes=dict(zip(names["code"], names["name"], strict=True)),
        sources={name: _source(layers, name) for name in _plot_layers(project)},
        steps=_steps(ledger),
    )


def _plot_layers(project: Project) -> list[str]:
    return sorted(name for name, spec in project.layers.items() if spec.kind == "plots")


def _values(project: Project, layers: Layers) -> dict[PlotKey, dict[str, Value]]:
    found: dict[PlotKey, dict[str, Value]] = {}
    for layer in _plot_layers(project):
        frame = layers.vectors[layer].frame
        columns = [c for c in PLOT_COLUMNS if c in frame and c != "id"]
        cells = [_plain(frame[c]) for c in columns]
        rows = zip(*cells, strict=True) if cells else iter([()] * len(frame))
        for plot_id, row in zip(frame["id"], rows, strict=True):
            said = dict(zip(columns, row, strict=True))
            key = PlotKey(layer, str(plot_id))
            found[key] = {c: v for c, v in said.items() if v is not None}
    return found


def _plain(column: pd.Series) -> list[Value]:
    """Cells as JSON has them; missing is None."""
    cells = column.astype(object).where(column.notna(), None)
    return [v.item() if isinstance(v, np.generic) else v for v in cells]


def land_by_plot(pieces: pd.DataFrame) -> dict[PlotKey, tuple[Land, ...]]:
    """Land of every plot by commune in whole cm², outside every commune last.

    Args:
        pieces: ``layer, plot_id, commune_code, area_ha, counted_ha``, a row per plot and commune.
    """
    area, counted = cm2(pieces["area_ha"]), cm2(pieces["counted_ha"])
    codes = [None if pd.isna(c) else str(c) for c in pieces["commune_code"]]
    found: dict[PlotKey, list[Land]] = {}
    rows = zip(pieces["layer"], pieces["plot_id"], codes, area, counted, strict=True)
    for layer, plot_id, code, whole, part in rows:
        found.setdefault(PlotKey(layer, plot_id), []).append(Land(code, int(whole), int(part)))
    return {k: tuple(sorted(v, key=lambda p: p.commune_code or "~")) for k, v in found.items()}


def cm2(area_ha: pd.Series | Sequence[float]) -> NDArray[np.int64]:
    """Hectares as whole square centimetres, nearest."""
    return np.rint(np.asarray(area_ha, dtype=float) * CM2_PER_HA).astype(np.int64)


def _source(layers: Layers, name: str) -> dict[str, str]:
    file = layers.vectors[name].source
    return {
        "path": file.path, "sha256": file.sha256, "crs": file.crs,
        "dated": file.dated.isoformat(), "source": file.source,
    }  # fmt: skip


def _steps(ledger: Ledger) -> tuple[tuple[str | None, str, int], ...]:
    """Steps in whole cm²; what rounding leaves over goes to a crop's largest, so that each crop's
    steps add up to what is drawn, to the digit.
    """
    found: list[tuple[str | None, str, int]] = []
    for _, own in ledger.waterfall.groupby(ledger.waterfall["crop"].fillna(""), sort=True):
        whole = cm2(own["step_ha"])
        rest = whole[1:]
        rest[np.argmax(rest)] += whole[0] - rest.sum()
        crops = [None if pd.isna(c) else str(c) for c in own["crop"]]
        found += zip(crops, own["step"].astype(str), whole.tolist(), strict=True)
    return tuple(found)
