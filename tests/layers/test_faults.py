"""Every fault a file may bring: what is said, of which rows, in both languages; no crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
from affine import Affine
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from gis.errors import Level
from gis.messages import catalogue
from tests.land import NORTH, WEST, square
from tests.layers.shelf import GRID, RIM, SHAPE, Shelf, heights
from tests.layers.spoiled import SPOILT
from tests.layers.virtual import HALF, TWO, document, halves, source, virtual

BOWTIE = Polygon(
    [(WEST, NORTH), (WEST + 100, NORTH - 100), (WEST + 100, NORTH), (WEST, NORTH - 100)]
)
LOOKALIKE = "+proj=tmerc +lat_0=0 +lon_0=103 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m"
NAMELESS = LOOKALIKE.replace("lon_0=103", "lon_0=103.1").replace("datum=WGS84", "ellps=krass")


@dataclass
class Fault:
    """One way to spoil the shelf and what must be said about it."""

    code: str
    spoil: Callable[[Shelf], object]
    rows: tuple[str, ...] | None = None
    level: Level = "error"
    layer: str | None = None
    column: str | None = None
    says: dict[str, Any] = field(default_factory=dict)


def write(name: str, content: bytes | str) -> Callable[[Shelf], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda shelf: (shelf.folder / name).write_bytes(data)


def geojson(**members: object) -> Callable[[Shelf], object]:
    ring = [[103.001, 22.6], [103.002, 22.6], [103.002, 22.601], [103.001, 22.6]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "id": "L1", "properties": {}, "geometry": shape}
    content = {"type": "FeatureCollection", "features": [feature], **members}

    def spoil(shelf: Shelf) -> None:
        (shelf.folder / "lô.geojson").write_text(json.dumps(content), "utf-8")
        shelf.say("plots", path="lô.geojson", columns={}, labels={}, crop="cassava")

    return spoil


def say(name: str, /, **said: object) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.say(name, **said)


def plots(**columns: object) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.plots(**columns)


def mapped_plots(name: str, values: list[object]) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shelf.plots(**{f"cột {name}": values})
        shelf.layers["plots"]["columns"] |= {name: f"cột {name}"}

    return spoil


def dem(values: np.ndarray, **profile: object) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.raster("dem.tif", values, **profile)


def canopy(values: np.ndarray, **profile: object) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.raster("tàn_che.tif", values, **profile)


def several_tables(shelf: Shelf) -> None:
    shelf.vector("lô.gpkg", [square(0, 0, 9)], table="một", ma_lo=["1"])
    shelf.vector("lô.gpkg", [square(0, 0, 9)], table="hai", ma_lo=["1"])


def attributes_alone(shelf: Shelf) -> None:
    (shelf.folder / "lô.gpkg").unlink()
    pyogrio.write_dataframe(pd.DataFrame({"ma_lo": ["L1"]}), shelf.folder / "lô.gpkg")


def shapefile(*lost: str) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shelf.vector("lô.shp", [square(0, 0, 100)], id=["Lô số một"])
        shelf.say("plots", path="lô.shp", columns={}, labels={}, crop="cassava")
        for suffix in lost:
            (shelf.folder / f"lô{suffix}").unlink()

    return spoil


def spoiled_prj(content: bytes) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shapefile()(shelf)
        (shelf.folder / "lô.prj").write_bytes(content)

    return spoil


def lines(shape: object) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shelf.vector("suối.gpkg", [shape])
        shelf.declare("streams", "lines", "suối.gpkg")

    return spoil


def empty(layer: str, path: str) -> Callable[[Shelf], object]:
    def spoil(shelf: Shelf) -> None:
        shelf.vector(path, [], ma_xa=[], ten_xa=[], ma_lo=[], cay=[], dien_tich=[], nam=[])
        if layer not in shelf.layers:
            shelf.declare(layer, layer, path)

    return spoil


def new_names_of_old_codes(shelf: Shelf) -> None:
    # 03562 was Vàng Ma Chải and is Sì Lở Lầu since 1 July 2025; 03394 was Thèn Sin, is Sin Suối Hồ
    shelf.communes(ma_xa=["03562", "03394"], ten_xa=["Sì Lở Lầu", "Sin Suối Hồ"])


def old_names_after_the_reform(shelf: Shelf) -> None:
    shelf.communes(ma_xa=["03562", "03394"], ten_xa=["Vàng Ma Chải", "Thèn Sin"])
    shelf.as_of = date(2025, 7, 1)


def other_application(shelf: Shelf) -> None:
    # bytes 68-71 of an SQLite file say which application it belongs to; GDAL remarks and reads on
    file = shelf.folder / "lô.gpkg"
    content = bytearray(file.read_bytes())
    content[68:72] = b"ABCD"
    file.write_bytes(content)


def heights_in_feet(shelf: Shelf) -> None:
    with rasterio.open(shelf.folder / "dem.tif", "r+") as target:
        target.units = ("ft",)


def capitals_twice(shelf: Shelf) -> None:
    shape = square(0, 0, 900)
    shelf.vector("rừng.geojson", [shape], xa=["a"], XA=["b"])
    shelf.say("forest", path="rừng.geojson", crs="EPSG:9205")


def no_dem(shelf: Shelf) -> None:
    del shelf.layers["dem"]


def project_crs(crs: str) -> Callable[[Shelf], object]:
    return lambda shelf: setattr(shelf, "crs", crs)


def moved(x_m: float, y_m: float) -> Callable[[Shelf], object]:
    return lambda shelf: shelf.plots(square(x_m, y_m, 100))


def parts(**east: object) -> Callable[[Shelf], object]:
    return lambda shelf: halves(shelf, **east)


def without_the_east(shelf: Shelf) -> None:
    halves(shelf)
    (shelf.folder / "đông.tif").unlink()


def with_value(value: float, dtype: str = "float32") -> np.ndarray:
    values = heights().astype(dtype)
    values[50, 50] = value
    return values


FAULTS = {
    # ---- files ----
    "a web address": Fault("file_not_local", say("plots", path="https://example.org/lô.gpkg")),
    "a virtual path": Fault("file_not_local", say("dem", path="/vsicurl/http://x/dem.tif")),
    "inline JSON": Fault("file_not_local", say("plots", path='{"type":"FeatureCollection"}')),
    "no such file": Fault("file_missing", say("dem", path="dem1.tif"), says={"near": "dem.tif"}),
    "a folder": Fault("file_not_regular", say("dem", path=".")),
    "another suffix": Fault("file_suffix", say("plots", path="dem.tif")),
    "nothing in it": Fault("file_empty", write("lô.gpkg", b"")),
    "a virtual raster named .tif": Fault("file_content", write("dem.tif", "<VRTDataset/>")),
    "a virtual table named .gpkg": Fault("file_content", write("lô.gpkg", "<OGRVRTDataSource/>")),
    "a cut GeoTIFF": Fault("file_unreadable", write("dem.tif", b"II*\x00\x08\x00\x00\x00junk")),
    "a cut GeoPackage": Fault("file_unreadable", write("lô.gpkg", b"SQLite format 3\x00" * 9)),
    "several tables": Fault("table_unstated", several_tables, says={"tables": "lô, một, hai"}),
    "attributes alone": Fault("table_not_spatial", attributes_alone),
    "no such table": Fault("table_missing", say("plots", layer="bảng")),
    "a table of a GeoTIFF": Fault("table_only_geopackage", say("dem", layer="bảng")),
    "a shapefile without .shx": Fault("shapefile_incomplete", shapefile(".shx")),
    "a shapefile without .cpg": Fault("shapefile_encoding", shapefile(".cpg")),
    "a shapefile without .prj": Fault("crs_missing", shapefile(".prj")),
    "a remark of the reader": Fault("reader_remark", other_application, level="warning"),
    "a .prj that is no text": Fault("file_unreadable", spoiled_prj(b"PROJCS[\xa7]")),
    "a broken .prj": Fault("file_unreadable", spoiled_prj(b"PROJCS[")),
    # ---- GeoJSON ----
    "a pipeline named .geojson": Fault("geojson_type", geojson(type="gdal_streamed_alg")),
    "an old crs member": Fault(
        "geojson_crs",
        geojson(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9205"}}),
        says={"crs": "EPSG:9205"},
    ),
    "a broken feature": Fault("geojson_feature", geojson(features=[{"geometry": {}}]), ("1",)),
    "a feature that is a number": Fault("geojson_feature", geojson(features=[7]), ("1",)),
    "NaN in JSON": Fault("file_unreadable", geojson(features=float("nan"))),
    "deep nesting": Fault(
        "file_unreadable",
        lambda s: (
            geojson()(s),
            (s.folder / "lô.geojson").write_text('{"a":' + "[" * 200_000),
        ),
    ),
    "metres in GeoJSON": Fault(
        "crs_not_degrees",
        geojson(
            features=[
                {
                    "type": "Feature",
                    "properties": {"id": "L1"},
                    "geometry": square(0, 0, 100).__geo_interface__,
                }
            ]
        ),
    ),
    # ---- CRS ----
    "no CRS": Fault("crs_missing", lambda s: s.plots(crs=None)),
    "no CRS of a raster": Fault("crs_missing", dem(heights(), crs=None)),
    "an unknown CRS": Fault("crs_unknown", say("plots", crs="EPSG:999999")),
    "another CRS stated": Fault("crs_differs", say("plots", crs="EPSG:9215")),
    "another CRS stated of a raster": Fault("crs_differs", say("dem", crs="EPSG:4326")),
    "VN-2000 without datum": Fault(
        "crs_lookalike", lambda s: s.plots(crs=LOOKALIKE), says={"likely": "EPSG:9205"}
    ),
    "another province's zone stated of a look-alike": Fault(
        "crs_differs", lambda s: (s.plots(crs=LOOKALIKE), s.say("plots", crs="EPSG:9215"))
    ),
    "metres called degrees": Fault("crs_not_degrees", lambda s: s.plots(crs="EPSG:4326")),
    "degrees called metres": Fault(
        "crs_not_metres", lambda s: s.plots(Point(103, 22.6).buffer(0.001))
    ),
    "degrees called metres in a raster": Fault(
        "crs_not_metres", dem(heights(), transform=Affine(0.001, 0, 103, 0, -0.001, 22.7))
    ),
    "x and y swapped": Fault(
        "crs_axes_swapped",
        lambda s: s.plots(Polygon([(y, x) for x, y in square(0, 0, 100).exterior.coords])),
    ),
    "one plot far away": Fault(
        "crs_outside_area",
        lambda s: s.plots(square(0, 0, 100), square(0, 900_000, 100)),
        ("L2",),
    ),
    "the wrong meridian": Fault("layer_other_zone", moved(-102_800, 0)),
    "land elsewhere": Fault("layer_beside", moved(-40_000, 0)),
    "an unknown datum": Fault(
        "crs_shift_unknown", lambda s: s.plots(crs=NAMELESS), level="warning"
    ),
    "a map of the Moon": Fault(
        "crs_not_on_earth", lambda s: s.plots(crs="+proj=tmerc +R=1737400 +lon_0=103 +x_0=500000")
    ),
    "a local CRS": Fault(
        "crs_not_on_earth",
        lambda s: (s.plots(crs=None), s.say("plots", crs='LOCAL_CS["ao",UNIT["metre",1]]')),
    ),
    "a project in degrees": Fault("project_crs_not_metric", project_crs("EPSG:4326")),
    "a project in another province": Fault("project_crs_outside_area", project_crs("EPSG:9215")),
    "a project in Web Mercator": Fault("project_crs_distorts", project_crs("EPSG:3857")),
    # ---- layers and shapes ----
    "no DEM": Fault("one_layer_of_kind", no_dem, says={"kind": "dem", "n": 0}),
    "no communes in the file": Fault("layer_empty", empty("communes", "xã.gpkg")),
    "no plots in the file": Fault("layer_empty", empty("plots", "lô.gpkg")),
    "no lines in the file": Fault("layer_empty", empty("lines", "suối.gpkg"), level="warning"),
    "no shape": Fault(
        "geometry_missing", lambda s: s.plots(square(0, 0, 9), None, Polygon()), ("L2", "L3")
    ),
    "points for plots": Fault("geometry_kind", lambda s: s.plots(Point(WEST, NORTH)), ("L1",)),
    "polygons for lines": Fault("geometry_kind", lines(square(0, 0, 100)), ("1",)),
    "a bow tie": Fault("geometry_invalid", lambda s: s.plots(square(0, 0, 9), BOWTIE), ("L2",)),
    "a plot of 5 cm": Fault("geometry_no_area", lambda s: s.plots(square(0, 0, 0.05)), ("L1",)),
    "heights": Fault(
        "geometry_heights",
        lines(LineString([(WEST, NORTH, 5.0), (WEST + 9, NORTH, 6.0)])),
        level="warning",
    ),
    # ---- columns ----
    "a column that is not there": Fault(
        "column_missing",
        lambda s: s.layers["plots"]["columns"].update(crop="cây"),
        column="cây",
        says={"near": "cay"},
    ),
    "a standard name misspelt": Fault(
        "column_not_standard",
        lambda s: s.layers["plots"]["columns"].update(planted_yaer="nam"),
        column="planted_yaer",
        says={"near": "planted_year"},
    ),
    "plots without an id": Fault(
        "column_required", lambda s: s.layers["plots"]["columns"].pop("id"), column="id"
    ),
    "an empty id": Fault("value_missing", plots(ma_lo=["L1", "", None]), ("#2", "#3"), column="id"),
    "the same id twice": Fault("key_twice", plots(ma_lo=["L1", "L1 ", "L3"]), ("L1",)),
    "the same commune twice": Fault(
        "key_twice", lambda s: s.communes(ma_xa=["00001", "00001"]), ("00001",)
    ),
    "a leading zero lost": Fault(
        "code_zero_lost",
        lambda s: s.communes(ma_xa=[3550, 10001]),
        ("3550",),
        says={"likely": "03550"},
    ),
    "a name that is a number": Fault(
        "text_expected", lambda s: s.communes(ten_xa=[1, 2]), ("00001", "00002")
    ),
    "a year in words": Fault(
        "number_expected", plots(nam=["2021", "hai nghìn", ""]), ("L2",), column="planted_year"
    ),
    "an area that may be 1300 or 1.3": Fault(
        "number_expected", plots(dien_tich=["1", "1.300", "1,3"]), ("L2", "L3"), column="area_ha"
    ),
    "a year of long ago": Fault(
        "year_implausible", plots(nam=[202, 0, 2022]), ("L1", "L2"), "warning"
    ),
    "an unknown label": Fault(
        "label_unknown", plots(cay=["Sắn", "Sắn dây", "Sa nhân"]), ("L2", "L3"), column="crop"
    ),
    "a label by another accent": Fault("label_unknown", plots(cay=["Sắn", "San", "Sâm"]), ("L2",)),
    "words that are not standard": Fault(
        "label_unknown", mapped_plots("method", ["under_canopy", "dưới tán", None]), ("L2",)
    ),
    "neither yes nor no": Fault(
        "label_unknown", mapped_plots("gi", ["x", None, "x"]), ("L1", "L3")
    ),
    "a number that is neither": Fault("label_unknown", mapped_plots("gi", [1, 0, 2]), ("L3",)),
    "a label that means nothing": Fault(
        "label_target",
        lambda s: s.layers["plots"]["labels"]["crop"].update(Sâm="gingseng"),
        says={"words": "gingseng"},
    ),
    "labels of no column": Fault(
        "labels_without_column", say("plots", labels={"method": {"a": "open_land"}})
    ),
    "fixed and mapped": Fault("fixed_and_mapped", say("plots", crop="cassava"), column="crop"),
    "no crop": Fault("crop_unstated", plots(cay=["Sắn", None, "Sâm"]), ("L2",), "warning"),
    # ---- communes ----
    "communes on communes": Fault(
        "communes_overlap_much", lambda s: s.communes(square(0, 0, 3000), square(2900, 0, 3000))
    ),
    "land of no commune": Fault(
        "communes_gap",
        lambda s: s.communes(
            square(0, 0, 3000).difference(square(1000, 1000, 500)), square(3000, 0, 3000)
        ),
        level="warning",
        says={"n": 1, "ha": 25.0, "slivers": 0, "between": "Xã A"},
    ),
    "a piece of a commune in another": Fault(
        "communes_apart",
        lambda s: s.communes(
            MultiPolygon([square(0, 0, 3000), square(5000, 0, 1000)]),
            square(3000, 0, 3000).difference(square(5000, 0, 1000)),
        ),
        level="warning",
        says={"ha": 100.0, "away_m": 2000, "between": "Xã A"},
    ),
    "a piece beyond the land": Fault(
        "communes_outside",
        lambda s: s.communes(
            MultiPolygon([square(0, 0, 3000), square(6500, 0, 200)]), square(3000, 0, 3000)
        ),
        level="warning",
        says={"ha": 4.0, "away_m": 500, "between": "Xã A"},
    ),
    "communes of the other generation": Fault(
        "communes_generation", new_names_of_old_codes, ("03562", "03394")
    ),
    "old communes after the reform": Fault(
        "communes_generation", old_names_after_the_reform, ("03562", "03394")
    ),
    # ---- areas and forest codes ----
    "areas ten times off": Fault(
        "area_factor", plots(dien_tich=[10.0, 10.1, 9.9]), level="warning", says={"ratio": "10"}
    ),
    "areas in m²": Fault("area_in_m2", plots(dien_tich=[10_000.0] * 3), level="warning"),
    "negative hectares": Fault(
        "amount_negative",
        mapped_plots("harvested_ha", [1.0, -1.0, None]),
        ("L2",),
        layer="plots",
        column="harvested_ha",
    ),
    "text for hectares": Fault(
        "number_expected",
        mapped_plots("existing_ha", ["1,300", "2", None]),
        ("L1",),
        layer="plots",
        column="existing_ha",
    ),
    "more productive than there is": Fault(
        "part_exceeds_whole",
        plots(existing_ha=[1.0, 1.0, 1.0], productive_ha=[0.5, 2.0, 1.0]),
        ("L2",),
    ),
    "planted in a year to come": Fault(
        "year_to_come",
        plots(nam=[2022, 2031, 2022]),
        ("L2",),
        layer="plots",
        column="planted_year",
    ),
    "a code with an impossible history": Fault(
        "code_history",
        plots(
            planting_area_code=["V", "V", "V"],
            planting_area_code_history=["2023-05-01 cấp", "2023-05-01 đình chỉ", None],
        ),
        ("L2",),
    ),
    "a history without a code": Fault(
        "history_without_code",
        plots(planting_area_code_history=["2023-05-01 cấp", None, None]),
        ("L1",),
    ),
    "under canopy from imagery": Fault(
        "under_canopy_from_imagery",
        plots(method=["under_canopy"] * 3, measured=["survey", "imagery", None]),
        ("L2",),
    ),
    "a commune of another place": Fault(
        "commune_unknown",
        plots(commune_code=["99999", None, "99999"]),
        ("L1", "L3"),
        layer="plots",
        column="commune_code",
    ),
    "one area off": Fault("area_rows", plots(dien_tich=[1.0, 1.5, 1.1]), ("L2",), "warning"),
    "two columns but for capitals": Fault("columns_collide", capitals_twice, column="XA"),
    "a lot planted in a year to come": Fault(
        "date_after",
        lambda s: s.forest(namtr=[2020, 2099]),
        ("2",),
        "warning",
        says={"sample": "2099"},
    ),
    "a forest code of no list": Fault(
        "code_not_listed", lambda s: s.forest(MALR3=[1, 7]), ("2",), "warning", column="malr3"
    ),
    "letters of two lists": Fault(
        "land_use_mixed",
        lambda s: s.vector(
            "rừng.gpkg",
            [square(500 * i, 0, 500) for i in range(4)],
            ldlr=["TXG", "TXB", "nnp", "LUC"],
        ),
        ("3",),
        "warning",
        says={"uses": "LUC", "both": "NNP"},
    ),
    "a forest code in letters": Fault(
        "number_expected", lambda s: s.forest(MALR3=["1", "ba"]), ("2",), column="malr3"
    ),
    "a state in letters unlike its number": Fault(
        "forest_state_disagrees", lambda s: s.forest(MALDLR=[14, 80]), ("2",), "warning"
    ),
    # ---- rasters ----
    "a picture without a place": Fault(
        "raster_nowhere", dem(heights(), transform=Affine.identity())
    ),
    "a rotated raster": Fault(
        "raster_rotated", dem(heights(), transform=GRID @ Affine.rotation(5))
    ),
    "a raster elsewhere": Fault(
        "raster_beside", dem(heights(), transform=Affine.translation(0, 50_000) @ GRID)
    ),
    "feet called metres": Fault("unit_differs", heights_in_feet),
    "no such band": Fault("band_missing", say("dem", band=2)),
    "complex numbers": Fault("band_complex", dem(heights().astype("complex64"))),
    "another nodata stated": Fault("nodata_differs", say("dem", nodata=-1.0)),
    "nodata not declared": Fault(
        "nodata_unstated", dem(with_value(-32768)), says={"value": "-32768", "n": 1}
    ),
    "65535 not declared": Fault("nodata_unstated", dem(with_value(65535, "uint16"))),
    "impossible heights": Fault("elevation_implausible", dem(with_value(9500))),
    "all void": Fault("raster_void", dem(np.full(SHAPE, -9999.0), nodata=-9999.0)),
    "canopy above 100": Fault("canopy_range", canopy(np.full(SHAPE, 200, dtype="uint8"))),
    "canopy in percent called share": Fault("canopy_range", say("canopy", unit="share")),
    "canopy as share called percent": Fault(
        "canopy_looks_like_share", canopy(np.full(SHAPE, 0.5, dtype="float32")), level="warning"
    ),
    "codes with fractions": Fault(
        "codes_not_whole", lambda s: s.declare("cover", "codes", "dem_phay.tif"), layer="cover"
    ),
    # ---- mosaics ----
    "a VRT with a missing part": Fault(
        "mosaic_parts_missing", without_the_east, says={"parts": "đông.tif", "n": 1, "all": 2}
    ),
    "a VRT that computes": Fault("mosaic_form", lambda s: virtual(s, document("<LUT/>", *TWO))),
    "a part elsewhere": Fault(
        "mosaic_part_path",
        lambda s: virtual(s, document(TWO[0], source("../đông.tif", HALF, HALF))),
        says={"parts": "../đông.tif"},
    ),
    "a part that is no GeoTIFF": Fault(
        "mosaic_parts_unreadable", lambda s: (halves(s), write("đông.tif", "<VRTDataset/>")(s))
    ),
    "a damaged part": Fault(
        "mosaic_parts_unreadable",
        lambda s: (halves(s), write("đông.tif", b"II*\x00\x08\x00\x00\x00junk")(s)),
    ),
    "a part in another CRS": Fault(
        "mosaic_parts_crs", parts(crs="EPSG:9215"), says={"parts": "đông.tif"}
    ),
    "a part with other cells": Fault(
        "mosaic_parts_cells",
        parts(transform=GRID @ Affine.translation(HALF, 0) @ Affine.scale(0.5)),
        says={"own": "15 × 15", "said": "30 × 30"},
    ),
    "a part half a cell off": Fault(
        "mosaic_parts_cells", parts(transform=GRID @ Affine.translation(HALF + 0.5, 0))
    ),
    "a part elsewhere on the ground": Fault(
        "mosaic_parts_cells", parts(transform=GRID @ Affine.translation(HALF + 1, 0))
    ),
    "a part with another nodata": Fault(
        "mosaic_parts_nodata", parts(nodata=-32768.0), says={"own": "-32768", "said": "-9999"}
    ),
    "a part without nodata": Fault("mosaic_parts_nodata", parts(nodata=None), says={"own": "–"}),
    "a part of whole numbers": Fault("mosaic_parts_values", parts(dtype="int16")),
    "half a DEM": Fault(
        "raster_covers_part", dem(heights()[:, :110], nodata=-9999.0), level="warning"
    ),
    "a DEM that ends at the border": Fault(
        "dem_rim",
        dem(heights()[RIM:-RIM, RIM:-RIM], transform=GRID @ Affine.translation(RIM, RIM)),
        level="warning",
    ),
    "voids": Fault("raster_voids", dem(with_value(-9999), nodata=-9999.0), level="warning"),
    "coarse cells": Fault(
        "cell_coarse",
        dem(heights()[:40, :60], transform=Affine(200, 0, WEST - 900, 0, -200, NORTH + 900)),
        level="warning",
        says={"metres": 200},
    ),
    "very coarse cells": Fault(
        "cell_very_coarse",
        dem(heights()[:20, :20], transform=Affine(2e3, 0, WEST - 9e3, 0, -2e3, NORTH + 9e3)),
        level="warning",
        says={"metres": 2000},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_rows(shelf: Shelf, name: str) -> None:
    fault = FAULTS[name]
    shelf.raster("dem_phay.tif", heights() + np.float32(0.5))
    fault.spoil(shelf)
    told = [p for p in shelf.problems() if p.code == f"layers.{fault.code}"]
    assert told, [p.text("en") for p in shelf.problems()]
    assert told[0].level == fault.level
    if fault.rows is not None:
        assert told[0].where.rows == fault.rows
    if fault.column is not None:
        assert fault.column in {p.where.column for p in told}
    if fault.layer is not None:
        assert told[0].where.layer == fault.layer
    assert fault.says.items() <= dict(told[0].values).items()
    for part in ("must", "found", "try"):
        assert told[0].part(part, "vi")
        assert told[0].part(part, "en")


def test_every_text_of_the_stage_is_proved_by_a_fault() -> None:
    # shown in test_read, test_limits, test_overrides and test_forest_owner_codes
    elsewhere = {
        "frms_contradicts", "frms_unknown", "land_use_in_ldlr", "override_lot_missing",
        "override_lot_unclear", "override_value",
        "communes_overlap", "crs_stated_wins", "file_too_large", "raster_too_large",
        "raster_tile_too_large",
    }  # fmt: skip
    elsewhere |= {"crs_repaired", "crs_axes_exchanged", "text_converted"}  # test_spoiled
    elsewhere |= {"contract_twice", "date_expected", "key_numeric"}  # test_allocations
    elsewhere |= {"outline_rows", "outline_unnamed"}  # tests/cli/test_ledger_outline
    elsewhere |= {fault.code for fault in SPOILT.values()}
    codes = {c.removeprefix("layers.") for c in catalogue() if c.startswith("layers.")}
    assert codes - elsewhere <= {fault.code for fault in FAULTS.values()}
