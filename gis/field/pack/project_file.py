"""The QGIS project of a pack, which QField opens: layers, order, forms, the base map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

import geopandas as gpd
from pyproj import CRS

from gis.field.form import FieldLayer
from gis.field.pack.look import HIDDEN, LOOKS
from gis.field.pack.qml import QGIS, Dress, document, dress_up
from gis.messages import Lang, word

BASE = "base.mbtiles"
_MERCATOR = CRS.from_epsg(3857)


def project_file(
    title: str,
    frames: Mapping[str, gpd.GeoDataFrame],
    dresses: Mapping[str, Dress],
    crs: CRS,
    base: tuple[float, float, float, float] | None,
    lang: Lang,
) -> bytes:
    """The text of the ``.qgs`` file; every path in it is beside it.

    Args:
        title: of the project.
        frames: rows by layer, the topmost first, in the project's CRS.
        dresses: style and form by layer.
        crs: the project's.
        base: west, south, east, north of the base map in Web Mercator metres; None without one.
        lang: of names and headings.

    Returns:
        UTF-8. Structure as QGIS documents and writes it; no QGIS was at hand to open it.
    """
    root = Element("qgis", version=QGIS, projectname=title)
    SubElement(root, "homePath", path="")
    SubElement(root, "title").text = title
    SubElement(root, "autotransaction", active="0")
    SubElement(root, "evaluateDefaultValues", active="1")
    SubElement(root, "trust", active="0")
    _crs(SubElement(root, "projectCrs"), crs)
    names = [*frames, *(["base"] if base else [])]
    _tree(root, names, lang)
    _canvas(root, frames["communes"], crs)
    layers = SubElement(root, "projectlayers")
    for name, frame in frames.items():
        layers.append(_vector(frame, dresses[name], crs, lang))
    if base:
        layers.append(_base(base, lang))
    order = SubElement(root, "layerorder")
    for name in names:
        SubElement(order, "layer", id=layer_id(name))
    _properties(root)
    return document(root)


def layer_id(name: str) -> str:
    """What a layer is called within the project."""
    return f"nuong_{name}"


def _tree(root: Element, names: Sequence[str], lang: Lang) -> None:
    group = SubElement(root, "layer-tree-group")
    SubElement(group, "customproperties")
    for name in names:
        checked = "Qt::Unchecked" if name in HIDDEN else "Qt::Checked"
        leaf = SubElement(group, "layer-tree-layer", id=layer_id(name), checked=checked,
                          name=_title(name, lang), expanded="0", legend_exp="",
                          source=_source(name), providerKey=_provider(name))  # fmt: skip
        SubElement(leaf, "customproperties")
    SubElement(group, "custom-order", enabled="0")


def _title(name: str, lang: Lang) -> str:
    return word(f"field_layer_{name}", lang)


def _source(name: str) -> str:
    return f"./{BASE}" if name == "base" else f"./{name}.gpkg|layername={name}"


def _provider(name: str) -> str:
    return "gdal" if name == "base" else "ogr"


def _canvas(root: Element, communes: gpd.GeoDataFrame, crs: CRS) -> None:
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "meters"
    _extent(canvas, communes.total_bounds)
    SubElement(canvas, "rotation").text = "0"
    _crs(SubElement(canvas, "destinationsrs"), crs)


def _extent(parent: Element, bounds: Sequence[float]) -> None:
    extent = SubElement(parent, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        SubElement(extent, name).text = repr(float(value))


def _crs(parent: Element, crs: CRS) -> None:
    """A CRS by its text; its number is only given where it has one, so none is looked up wrong."""
    spot = SubElement(parent, "spatialrefsys", nativeFormat="Wkt")
    authority = crs.to_authority()
    SubElement(spot, "wkt").text = crs.to_wkt()
    if authority is not None:
        SubElement(spot, "srid").text = authority[1] if authority[1].isdigit() else "0"
        SubElement(spot, "authid").text = ":".join(authority)
    SubElement(spot, "description").text = crs.name
    SubElement(spot, "geographicflag").text = "true" if crs.is_geographic else "false"


def _vector(frame: gpd.GeoDataFrame, dress: Dress, crs: CRS, lang: Lang) -> Element:
    layer = dress.layer
    kind = "Point" if layer.shape == "Point" else "Polygon"
    locked = "0" if layer.edits else "1"
    root = Element("maplayer", type="vector", geometry=kind, wkbType=layer.shape, readOnly=locked,
                   labelsEnabled="1" if LOOKS[layer.name].label else "0",
                   simplifyDrawingHints="1", simplifyLocal="1")  # fmt: skip
    if len(frame):
        _extent(root, frame.total_bounds)
    _named(root, layer.name, lang)
    SubElement(root, "provider", encoding="UTF-8").text = "ogr"
    _crs(SubElement(root, "srs"), crs)
    flags = SubElement(root, "flags")
    for flag, on in (("Identifiable", 1), ("Removable", 0), ("Searchable", 1), ("Private", 0)):
        SubElement(flags, flag).text = str(on)
    dress_up(root, dress)
    root.append(_locks(layer))
    return root


def _locks(layer: FieldLayer) -> Element:
    """What a phone may do with rows: only findings are added, only outlines of plots redrawn."""
    free, edits = layer.name == "findings", bool(layer.edits)
    redrawn = free or layer.name == "corrections"
    locked = {
        "is_geometry_locked": not redrawn,  # for versions before the four below
        "is_geometry_editing_locked": not redrawn,
        "is_feature_addition_locked": not free,
        "is_feature_deletion_locked": not free,
        "is_attribute_editing_locked": not edits,
    }
    root = Element("customproperties")
    options = SubElement(root, "Option", type="Map")
    SubElement(options, "Option", name="QFieldSync/action", type="QString", value="copy")
    for name, on in locked.items():
        SubElement(options, "Option", name=f"QFieldSync/{name}", type="bool",
                   value=str(on).lower())  # fmt: skip
    return root


def _named(root: Element, name: str, lang: Lang) -> None:
    SubElement(root, "id").text = layer_id(name)
    SubElement(root, "datasource").text = _source(name)
    SubElement(root, "layername").text = _title(name, lang)


def _base(bounds: Sequence[float], lang: Lang) -> Element:
    root = Element("maplayer", type="raster")
    _extent(root, bounds)
    _named(root, "base", lang)
    SubElement(root, "provider").text = "gdal"
    _crs(SubElement(root, "srs"), _MERCATOR)
    pipe = SubElement(root, "pipe")
    SubElement(pipe, "rasterrenderer", type="multibandcolor", opacity="1", alphaBand="4",
               redBand="1", greenBand="2", blueBand="3")  # fmt: skip
    return root


def _properties(root: Element) -> None:
    properties = SubElement(root, "properties")
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
    measure = SubElement(properties, "Measurement")
    SubElement(measure, "AreaUnits", type="QString").text = "hectares"
    SubElement(measure, "DistanceUnits", type="QString").text = "meters"
    system = SubElement(properties, "SpatialRefSys")
    SubElement(system, "ProjectionsEnabled", type="int").text = "1"
