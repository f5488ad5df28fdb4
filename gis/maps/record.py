"""``run.json``: what a run read, how it measured, what it found doubtful and what it wrote.

Written last. A folder without it is not a result. The time of writing stands here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import pyogrio
import pyproj
import rasterio
import shapely
from pydantic import BaseModel

import gis
from gis.criteria.slope import TIE_DEG
from gis.errors import Problem
from gis.layers.model import Layers, SourceFile
from gis.ledger.model import Closure
from gis.maps.contents import Count
from gis.maps.results import Results
from gis.maps.text.notes import cell_size, crs_name
from gis.messages import Lang, word
from gis.project.slope_class_text import source_text

LIBRARIES = (
    "affine", "branca", "exactextract", "folium", "geopandas", "numpy", "pandas", "pydantic",
    "pyogrio", "pyproj", "rasterio", "rasterstats", "scipy", "shapely", "XStatic-Leaflet",
)  # fmt: skip
FORMAT = 1


class Output(BaseModel):
    """A product as recorded: size, digest and what stands in it."""

    bytes: int
    sha256: str
    tables: dict[str, Count]


class Record(BaseModel):
    """The part of ``run.json`` a check needs; everything else in it is for people."""

    program: Literal["nuong"]
    format: Literal[1]
    lang: Lang
    outputs: dict[str, Output]


def output_of(path: Path, tables: Mapping[str, Count]) -> Output:
    """Size and digest of a written file, beside what must stand in it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Output(bytes=path.stat().st_size, sha256=digest, tables=dict(tables))


def record_text(
    results: Results, lang: Lang, outputs: Mapping[str, Output], more: Iterable[Problem] = ()
) -> str:
    """The text of ``run.json``.

    Args:
        results: one run.
        lang: language of the products.
        outputs: every product already written, by name.
        more: warnings met while writing, beside those of the results.

    Returns:
        Indented JSON; sums that could not be computed are null.
    """
    area = results.project.area
    said = {
        "program": "nuong",
        "format": FORMAT,
        "version": gis.__version__,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": area.title.model_dump(),
        "illustrative": area.illustrative,
        "lang": lang,
        "outputs": {name: output.model_dump() for name, output in outputs.items()},
        "closures": closure_rows(results.ledger.closures),
        "problems": [problem_row(p) for p in (*results.problems, *more)],
        "measured": _measured(results),
        "doubt": dict(results.doubt.method),
        "law": dict(results.legal.method) if results.legal else None,
        "inputs": layer_inputs(results.layers),
        "settings": results.project.model_dump(mode="json"),
        "software": software_versions(),
    }
    return json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def closure_rows(closures: Iterable[Closure]) -> list[dict[str, object]]:
    """Sums that close, with both sides."""
    return [
        {
            "name": c.name,
            "left_ha": c.left_ha,
            "right_ha": c.right_ha,
            "tolerance_ha": c.tolerance_ha,
        }
        for c in closures
    ]


def problem_row(problem: Problem) -> dict[str, object]:
    """A problem with its place and its text in both languages."""
    where = problem.where
    return {
        "code": problem.code,
        "level": problem.level,
        "file": where.file,
        "layer": where.layer,
        "column": where.column,
        "rows": list(where.rows),
        "vi": problem.text("vi"),
        "en": problem.text("en"),
    }


def layer_inputs(layers: Layers) -> dict[str, dict[str, object]]:
    """What was read, by layer: size, digest, CRS, date, source, repairs."""
    vectors, rasters = layers.vectors, layers.rasters
    sources = {name: layer.source for name, layer in vectors.items()}
    sources |= {name: layer.source for name, layer in rasters.items()}
    return {name: _source(source) for name, source in sorted(sources.items())}


def _source(source: SourceFile) -> dict[str, object]:
    return {
        "path": source.path,
        "bytes": source.size_bytes,
        "sha256": source.sha256,
        "crs": source.crs,
        "dated": source.dated.isoformat(),
        "source": source.source,
        "repairs": list(source.repairs),
    }


def _measured(results: Results) -> dict[str, object]:
    """How land was measured: everything a figure can be held against."""
    grid = results.grid
    return {
        "hectares": f"horizontal (planar) area in {crs_name(results)}",
        "hectares_crs_wkt": results.layers.project_crs.to_wkt(),
        "grid": {
            "crs": grid.crs.to_string(),
            "transform": list(grid.transform)[:6],
            "shape": list(grid.shape),
            "cell_size": list(cell_size(results)),
            "cell_unit": grid.crs.axis_info[0].unit_name,
        },
        "slope": "Horn, 3 x 3 cells, on the DEM's own grid; degrees",
        "slope_threshold": "'above' is strict",
        "slope_tie_deg": TIE_DEG,
        "slope_classes": {
            "breaks_deg": list(results.project.slope_classes.breaks_deg),
            "rule": word("slope_classes_rule", "en"),
            "source": source_text(results.project.slope_classes, "en"),
        },
        "unknown": "land without an answer is never eligible and never zero",
        "datum_operation": _datum_operation(results),
    }


def _datum_operation(results: Results) -> dict[str, object]:
    """The operation PROJ really used from the project CRS to WGS 84, at the middle of the land."""
    communes = results.layers.communes.frame.geometry.to_crs(results.layers.project_crs)
    west, south, east, north = communes.total_bounds
    move = pyproj.Transformer.from_crs(results.layers.project_crs, 4326, always_xy=True)
    move.transform((west + east) / 2, (south + north) / 2)
    used = move.get_last_used_operation()
    return {"name": used.description, "accuracy_m": used.accuracy, "definition": used.definition}


def software_versions() -> dict[str, object]:
    """Versions of Python, of the libraries and of what they stand on."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "gdal_rasters": rasterio.__gdal_version__,
        "gdal_vectors": pyogrio.__gdal_version_string__,
        "proj": pyproj.proj_version_str,
        "geos": shapely.geos_version_string,
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
