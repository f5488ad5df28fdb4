"""Planting-area codes on a day: in force, suspended, revoked. A facility code is another thing."""

from __future__ import annotations

from datetime import date

import pandas as pd

from gis.layers.code_history import CodeStatus, read_history, status_on
from gis.layers.model import Layers, VectorLayer
from gis.layers.plot_values import CODE, HISTORY
from gis.project.model import Project


def code_status(
    project: Project, layers: Layers, on: date | None = None
) -> dict[tuple[str, str], CodeStatus]:
    """How the code of every plot stands that has one, by (layer, plot id).

    Args:
        project: names the plots layers.
        layers: with the codes and their histories.
        on: the day; the day each layer is of when not given.

    Returns:
        A code without a history is in force: the register lists it and says nothing else.
    """
    found: dict[tuple[str, str], CodeStatus] = {}
    for name, spec in project.layers.items():
        if spec.kind == "plots":
            found |= _of_layer(layers.vectors[name], on or spec.dated)
    return found


def _of_layer(layer: VectorLayer, on: date) -> dict[tuple[str, str], CodeStatus]:
    frame = layer.frame
    if CODE not in frame:
        return {}
    nothing = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    histories = frame.get(HISTORY, nothing)
    found: dict[tuple[str, str], CodeStatus] = {}
    for plot_id, code, text in zip(frame["id"], frame[CODE], histories, strict=True):
        if not isinstance(code, str) or not code.strip():
            continue
        steps = read_history(text, layer.spec.dated) if isinstance(text, str) else None
        found[(layer.name, str(plot_id))] = status_on(steps, on) if steps else "in_force"
    return found
