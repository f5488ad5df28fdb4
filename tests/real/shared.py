"""Where the real geodata lie, and projects written over them."""

from pathlib import Path

import geopandas as gpd
import pytest

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def real(name: str) -> Path:
    """A file of the real geodata, or a skip that says why."""
    if not (DATA / name).is_file():
        pytest.skip(f"real geodata are not beside the checkout ({name})")
    return DATA / name


def as_communes(source: Path, target: Path, *, code: str | None, name: str | None) -> Path:
    """A commune layer made from real polygons; without columns one unit called "Vùng thử"."""
    frame = gpd.read_file(source)
    kept = gpd.GeoDataFrame(
        {
            "ma_xa": frame[code] if code else [f"{i + 1:05d}" for i in range(len(frame))],
            "ten_xa": frame[name] if name else ["Vùng thử"] * len(frame),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )
    kept.to_file(target, driver="GPKG")
    return target
