"""Writes a worked example: its project file and the invented layers the file names."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import geopandas as gpd

from gis.errors import NuongError, Problem, Where
from gis.sample.examples.areas import EXAMPLES, Example
from gis.sample.examples.borders import draw_borders
from gis.sample.examples.ground import ground_of
from gis.sample.examples.parcels import cut_parcels, plots_of
from gis.sample.examples.relief import draw_heights
from gis.sample.write import write_raster, write_table

NO_HEIGHT = -9999.0


def project_text(example_id: str) -> bytes:
    """The project file of an example, as it also stands in ``layers/<id>/project.toml``."""
    return (files("gis.sample.examples") / f"{example_id}.toml").read_bytes()


def write_example(example_id: str, folder: Path) -> Path:
    """Writes an example's project file and layers; no download, a few seconds.

    Nothing is measured: only names, codes and rounded centres of the communes are real. Every
    layer's source says so, and the project is marked ``illustrative``.

    Args:
        example_id: one of ``EXAMPLES``.
        folder: made when it is not there; layers of the same names are replaced.

    Returns:
        The project file.

    Raises:
        KeyError: there is no such example.
        NuongError: another project file is there; nothing is written then.
        OSError: the folder cannot be written.
    """
    example = EXAMPLES[example_id]
    project, text = folder / "project.toml", project_text(example_id)
    if project.exists() and project.read_bytes() != text:
        raise NuongError([Problem("project.already_there", Where(str(project)))])
    folder.mkdir(parents=True, exist_ok=True)
    _write_layers(example, folder)
    project.write_bytes(text)
    return project


def _write_layers(example: Example, folder: Path) -> None:
    ground = ground_of(example)
    commune, outlines = draw_borders(ground)
    names = {
        "ma_xa": [one.code for one in ground.communes],
        "ten_xa": [one.name for one in ground.communes],
    }
    communes = gpd.GeoDataFrame(names, geometry=outlines, crs=example.crs)
    write_table(communes, folder / "communes.gpkg")
    heights = draw_heights(ground, example.dem_m)
    transform = ground.transform(example.dem_m)
    write_raster(heights, transform, example.crs, NO_HEIGHT, folder / "dem.tif")
    if example.plots:
        parcels = cut_parcels(ground, commune, draw_heights(ground, example.patch_m))
        for name, crops in example.plots.items():
            write_table(plots_of(ground, parcels, crops), folder / f"{name}.gpkg")
