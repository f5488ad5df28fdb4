"""One GeoPackage per layer, with its style and form inside; the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from gis.field.pack.qml import Dress, qml

# Stands in the description of every layer, so that a file tells which pack it is of.
PACK_MARK = "nuong-field:"
_STYLES = "layer_styles"


def write_layers(
    frames: Mapping[str, gpd.GeoDataFrame],
    dresses: Mapping[str, Dress],
    folder: Path,
    pack: str,
    dated: date,
) -> None:
    """Write every layer into a file of its own; QField then cannot mix up two of them.

    Args:
        frames: rows by layer, in the run's CRS.
        dresses: style and form by layer.
        folder: an empty folder.
        pack: id of the pack.
        dated: what stands where GDAL would write the time.

    Raises:
        OSError: the disk refused.
    """
    with _dated(dated):
        for name, frame in frames.items():
            _write_layer(frame, dresses[name], folder / f"{name}.gpkg", pack, dated)


def _write_layer(frame: gpd.GeoDataFrame, dress: Dress, path: Path, pack: str, dated: date) -> None:
    layer = dress.layer
    # GDAL learns of a time from the column's type; no row has one yet.
    rows = frame.assign(**{c: pd.Series([pd.NaT] * len(frame), dtype="datetime64[ms, UTC]")
                           for c, k in layer.edits.items() if k == "moment"})  # fmt: skip
    pyogrio.write_dataframe(
        rows, path, layer=layer.name, driver="GPKG", geometry_type=layer.shape,
        layer_options={"GEOMETRY_NAME": "geom", "DESCRIPTION": PACK_MARK + pack},
    )  # fmt: skip
    style = {
        "f_table_catalog": "", "f_table_schema": "", "f_table_name": layer.name,
        "f_geometry_column": "geom", "styleName": layer.name, "styleQML": qml(dress),
        "styleSLD": "", "useAsDefault": True, "description": "", "owner": "", "ui": "",
        "update_time": pd.Timestamp(dated),
    }  # fmt: skip
    table = pd.DataFrame([style])
    pyogrio.write_dataframe(
        table, path, layer=_STYLES, driver="GPKG", append=False, layer_options={"FID": "id"}
    )


@contextmanager
def _dated(day: date) -> Iterator[None]:
    """GDAL's settings while it writes; put back as they were."""
    settings = {
        "OGR_CURRENT_DATE": f"{day.isoformat()}T00:00:00.000Z", "OGR_SQLITE_SYNCHRONOUS": "OFF",
    }  # fmt: skip
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
