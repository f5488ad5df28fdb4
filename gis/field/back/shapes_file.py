"""Redrawn plots and findings as a GeoPackage, to be taken into the layers they belong to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import shapely

from gis.errors import raise_errors
from gis.history import LedgerFile
from gis.history.proposals import KeptProposal, read_proposals
from gis.history.proposals.model import OUTLINE
from gis.history.proposals.outlines import shape_of
from gis.maps.one_file import check_new_file, new_file

_ABOUT = ("name", "standing", "layer", "plot_id", "seen_by", "seen_at", "note")


def write_shapes(file: LedgerFile, to: Path) -> int:
    """Write the outlines proposed for plots and the places of findings, whatever was answered.

    Args:
        file: the open ledger; shapes are in its CRS.
        to: a new .gpkg.

    Returns:
        Number of shapes, in the tables ``outlines`` and ``findings``.

    Raises:
        NuongError: the name is taken, or the disk refused.
    """
    raise_errors(check_new_file(to, (".gpkg",)))
    kept = read_proposals(file.sql)
    outlines = [k for k in kept if k.proposal.column == OUTLINE]
    findings = [k for k in kept if k.proposal.about == "finding"]
    with new_file(to) as part:
        rows = [{**_about(k), "geometry": shape_of(k.proposal.after)} for k in outlines]
        _write(rows, (*_ABOUT,), "outlines", "MultiPolygon", part, file.crs)
        told = [{**_about(k), **_finding(k)} for k in findings]
        more = ("kind", "seen_slope_deg", "photo")
        _write(told, (*_ABOUT, *more), "findings", "Point", part, file.crs)
    return len(outlines) + len(findings)


def _about(kept: KeptProposal) -> dict[str, Any]:
    p = kept.proposal
    return {"name": kept.digest[:10], "standing": kept.standing, "layer": p.layer,
            "plot_id": p.target, "seen_by": p.seen_by, "seen_at": p.seen_at,
            "note": p.note}  # fmt: skip


def _finding(kept: KeptProposal) -> dict[str, Any]:
    said = json.loads(str(kept.proposal.after))
    point = shapely.Point(said["x_m"], said["y_m"])
    told = {c: said.get(c) for c in ("kind", "plot_id", "seen_slope_deg", "photo")}
    return {**told, "geometry": point}


def _write(
    rows: list[dict[str, Any]],
    columns: tuple[str, ...],
    layer: str,
    kind: str,
    path: Path,
    crs: str,
) -> None:
    types = {c: "float64" if c == "seen_slope_deg" else "object" for c in columns}
    frame = gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry", crs=crs)
    pyogrio.write_dataframe(
        frame.astype(types), path, layer=layer, driver="GPKG", geometry_type=kind,
        promote_to_multi=kind.startswith("Multi"),
    )  # fmt: skip
