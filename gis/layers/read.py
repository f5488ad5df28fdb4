"""All layers of a project, read and checked together: one bad layer does not hide the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pyproj import CRS

from gis.errors import Problem, raise_errors
from gis.layers.commune_check import check_generation, check_overlaps, check_province
from gis.layers.crs_guard import check_project_crs, read_project_crs
from gis.layers.findings import Findings
from gis.layers.labels import words_of
from gis.layers.model import Layers, Raster, VectorLayer
from gis.layers.plausibility import check_beside
from gis.layers.reach import land_asked_for
from gis.layers.read_raster import read_raster
from gis.layers.read_vector import read_vector
from gis.project.layers_model import CanopyLayer, CodesLayer, DemLayer
from gis.project.model import Project

_RASTERS = (DemLayer, CanopyLayer, CodesLayer)
# Kinds whose rows name a commune.
_PLACED = ("plots", "allocations")


def read_layers(project: Project, folder: Path) -> tuple[Layers, list[Problem]]:
    """Read and check every layer a project declares.

    Args:
        project: the checked project file.
        folder: its directory; layer paths are relative to it.

    Returns:
        The layers (``layers/README.md`` is the law of their columns and units) and the warnings.
        Cells that are void, masked or NaN are unknown; no shape and no value is repaired.

    Raises:
        NuongError: with every error and warning found, of all layers at once.
    """
    asked = Findings()
    notes = {name: Findings(spec.path, name) for name, spec in project.layers.items()}
    communes_name, dem_name = _only("communes", project, asked), _only("dem", project, asked)
    crs = read_project_crs(project.area.crs, asked)
    vectors = _vectors(project, folder, crs, notes)
    communes = vectors.get(communes_name)
    if communes is not None:
        crs = _check_communes(communes, project, crs, notes[communes_name], asked)
        _check_beside(vectors, communes, crs, notes)
        _check_plot_communes(vectors, communes, notes)
    rasters = _rasters(project, folder, vectors, communes, crs, notes)
    warnings = raise_errors([p for found in (asked, *notes.values()) for p in found.problems])
    if crs is None or communes is None:  # each of these has left an error behind
        raise RuntimeError("layers were lost without a reason")
    return Layers(crs, communes, rasters[dem_name], vectors, rasters), warnings


def _only(kind: str, project: Project, asked: Findings) -> str:
    """The name of the one layer of a kind there must be; "" when there is none or several.
    A DEM to compare with is not the DEM.
    """
    names = [
        name
        for name, spec in project.layers.items()
        if spec.kind == kind and not (isinstance(spec, DemLayer) and spec.compare)
    ]
    if len(names) != 1:
        asked.error("one_layer_of_kind", kind=kind, n=len(names), names=", ".join(names) or "–")
        return ""
    return names[0]


def _vectors(
    project: Project, folder: Path, crs: CRS | None, notes: Mapping[str, Findings]
) -> dict[str, VectorLayer]:
    words = words_of(project)
    layers = {}
    for name, spec in project.layers.items():
        if not isinstance(spec, _RASTERS):
            changed = [one for one in project.overrides if one.layer in (None, name)]
            layer = read_vector(name, spec, folder, crs, words, notes[name], changed)
            if layer is not None:
                layers[name] = layer
    return layers


def _rasters(
    project: Project,
    folder: Path,
    vectors: Mapping[str, VectorLayer],
    communes: VectorLayer | None,
    crs: CRS | None,
    notes: Mapping[str, Findings],
) -> dict[str, Raster]:
    outlines, land = None, None
    if communes is not None:
        outlines = communes.frame
        land = land_asked_for(outlines.geometry, vectors.values(), crs)
    layers = {}
    for name, spec in project.layers.items():
        if isinstance(spec, _RASTERS):
            layer = read_raster(name, spec, folder, outlines, land, crs, notes[name])
            if layer is not None:
                layers[name] = layer
    return layers


def _check_communes(
    communes: VectorLayer, project: Project, crs: CRS | None, found: Findings, asked: Findings
) -> CRS | None:
    """Check communes as a set, and the project CRS over them; the CRS if hectares hold in it."""
    check_generation(communes.frame, project.area.communes_as_of, found)
    check_province(communes.frame, project.area.communes_as_of, found)
    if crs is None or not check_project_crs(crs, communes.frame.geometry, asked):
        return None
    check_overlaps(communes.frame, crs, found)
    return crs


def _check_plot_communes(
    vectors: Mapping[str, VectorLayer], communes: VectorLayer, notes: Mapping[str, Findings]
) -> None:
    """A commune a plot or an allocation names must be one of the project's."""
    codes = set(communes.frame["code"])
    for name, layer in vectors.items():
        if layer.spec.kind not in _PLACED or "commune_code" not in layer.frame:
            continue
        said = layer.frame["commune_code"]
        strange = (said.notna() & ~said.isin(codes)).to_numpy(dtype=bool)
        if strange.any():
            notes[name].error(
                "commune_unknown",
                column="commune_code",
                rows=notes[name].rows(strange),
                sample=str(said[strange].iloc[0]),
            )


def _check_beside(
    vectors: Mapping[str, VectorLayer],
    communes: VectorLayer,
    crs: CRS | None,
    notes: Mapping[str, Findings],
) -> None:
    for name, layer in vectors.items():
        if crs is not None and layer is not communes and len(layer.frame):
            shapes = communes.frame.geometry
            check_beside(layer.frame, layer.spec, shapes, crs, notes[name])
