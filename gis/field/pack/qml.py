"""Style and form of a layer in QGIS's XML: what is drawn, what may be typed, what is offered.

Structure as QGIS 3.28 and later write it (``renderer-v2``, ``fieldConfiguration``); QField reads
the same elements. Built as a tree, so no text from data is ever part of the markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from gis.field.form import SLOPE_DEG, UUID, Content, FieldLayer, heading, said
from gis.field.pack.look import LOOKS, Look, rgba
from gis.layers.columns import YEARS
from gis.ledger.states.model import Value
from gis.messages import Lang, word

QGIS = "3.28.0-Firenze"
# How QGIS writes NULL into a list of values.
_NULL = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"
_DOCTYPE = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True)
class Dress:
    """A layer, the words its columns may hold, and the language of its form."""

    layer: FieldLayer
    allowed: Mapping[str, Mapping[str, Value]]
    lang: Lang


def qml(dress: Dress) -> str:
    """The style of a layer as a document of its own, as ``layer_styles`` keeps it."""
    root = Element("qgis", version=QGIS, styleCategories="AllStyleCategories",
                   labelsEnabled=_flag(LOOKS[dress.layer.name].label), readOnly="0")  # fmt: skip
    dress_up(root, dress)
    return document(root).decode("utf-8")


def document(root: Element) -> bytes:
    """A QGIS document, UTF-8."""
    return _DOCTYPE + tostring(root, encoding="utf-8")


def dress_up(parent: Element, dress: Dress) -> None:
    """Add drawing, labels and form of a layer to an element."""
    look = LOOKS[dress.layer.name]
    parent.append(_renderer(look, point=dress.layer.shape == "Point"))
    if look.label:
        parent.append(_labels(look))
    parent.append(_fields(dress))
    parent.append(_aliases(dress))
    parent.append(_defaults(dress))
    parent.append(_constraints(dress))
    parent.append(_constraint_expressions(dress))
    editable = SubElement(parent, "editable")
    for column in ("fid", *dress.layer.columns):
        flag = "1" if column in dress.layer.edits else "0"
        SubElement(editable, "field", name=column, editable=flag)
    SubElement(parent, "previewExpression").text = _preview(dress.layer)
    form = SubElement(parent, "editorlayout")
    form.text = "generatedlayout"


def _preview(layer: FieldLayer) -> str:
    names = [c for c in ("visit_order", "layer", "plot_id", "zone_id", "lot_id", "commune", "kind")
             if c in layer.columns]  # fmt: skip
    return "concat_ws(' ', " + ", ".join(f'"{n}"' for n in names) + ")"


def _renderer(look: Look, *, point: bool) -> Element:
    root = Element("renderer-v2", type="singleSymbol", symbollevels="0", enableorderby="0",
                   forceraster="0")  # fmt: skip
    symbols = SubElement(root, "symbols")
    kind, drawn = ("marker", "SimpleMarker") if point else ("fill", "SimpleFill")
    symbol = SubElement(symbols, "symbol", type=kind, name="0", alpha="1", clip_to_extent="1",
                        force_rhr="0")  # fmt: skip
    layer = SubElement(symbol, "layer", {"class": drawn, "pass": "0", "enabled": "1",
                                         "locked": "0"})  # fmt: skip
    options = {
        "color": rgba(look.fill, look.opacity), "outline_color": rgba(look.line),
        "outline_style": "solid", "outline_width": str(look.width_mm),
        "outline_width_unit": "MM",
    }  # fmt: skip
    options |= {"name": "circle", "size": "4", "size_unit": "MM"} if point else {
        "style": "solid" if look.opacity else "no", "joinstyle": "round"}  # fmt: skip
    _options(layer, options)
    return root


def _labels(look: Look) -> Element:
    root = Element("labeling", type="simple")
    settings = SubElement(root, "settings", calloutType="simple")
    style = SubElement(settings, "text-style", fieldName=str(look.label), fontSize="9",
                       fontSizeUnit="Point", textColor=rgba(look.line), isExpression="0",
                       fontFamily="Sans Serif", useSubstitutions="0")  # fmt: skip
    SubElement(style, "text-buffer", bufferDraw="1", bufferSize="1", bufferSizeUnits="MM",
               bufferColor="255,255,255,220")  # fmt: skip
    SubElement(settings, "placement", placement="1", priority="5", dist="0")
    SubElement(settings, "rendering", obstacle="1", drawLabels="1")
    return root


def _fields(dress: Dress) -> Element:
    root = Element("fieldConfiguration")
    for column in ("fid", *dress.layer.columns):
        field = SubElement(root, "field", name=column, configurationFlags="None")
        kind = "Hidden" if column in ("fid", UUID) else _WIDGETS.get(
            dress.layer.edits.get(column, "text"), "TextEdit")  # fmt: skip
        widget = SubElement(field, "editWidget", type=kind)
        config = SubElement(widget, "config")
        if kind == "ValueMap":
            _value_map(config, column, dress)
        else:
            _options(config, _config(column, dress.layer.edits.get(column), kind))
    return root


_WIDGETS: Mapping[Content, str] = {
    "word": "ValueMap", "yes_no": "ValueMap", "moment": "DateTime", "number": "Range",
    "year": "Range", "file": "ExternalResource",
}  # fmt: skip


def _config(column: str, content: Content | None, kind: str) -> dict[str, str | bool | float]:
    if kind == "DateTime":
        return {"display_format": "dd/MM/yyyy HH:mm", "field_format": "yyyy-MM-ddTHH:mm:ss",
                "field_iso_format": True, "calendar_popup": True, "allow_null": True}  # fmt: skip
    if kind == "Range":
        low, high = YEARS if content == "year" else SLOPE_DEG
        step = 1 if content == "year" else 0.5
        return {"Min": low, "Max": high, "Step": step, "AllowNull": True, "Style": "SpinBox",
                "Precision": 0 if content == "year" else 1}  # fmt: skip
    if kind == "ExternalResource":
        return {"DocumentViewer": 1, "FileWidget": True, "FileWidgetButton": True,
                "RelativeStorage": 1, "StorageMode": 0}  # fmt: skip
    return {"IsMultiline": column == "note", "UseHtml": False}


def _value_map(config: Element, column: str, dress: Dress) -> None:
    """What the form offers: our word beside the value that is stored; first, that it is unknown."""
    outer = SubElement(config, "Option", type="Map")
    listed = SubElement(outer, "Option", name="map", type="List")
    pairs = {word("not_known", dress.lang): _NULL}
    pairs |= {said(column, stored, dress.lang): stored for stored in dress.allowed[column]}
    for text, stored in pairs.items():
        one = SubElement(listed, "Option", type="Map")
        SubElement(one, "Option", name=text, type="QString", value=stored)


def _aliases(dress: Dress) -> Element:
    root = Element("aliases")
    for index, column in enumerate(("fid", *dress.layer.columns)):
        name = column if column in ("fid", UUID) else heading(column, dress.lang)
        SubElement(root, "alias", field=column, index=str(index), name=name)
    return root


def _defaults(dress: Dress) -> Element:
    """A new row gets its UUID and its time by itself; an edited one the time of the edit."""
    root = Element("defaults")
    for column in ("fid", *dress.layer.columns):
        own = {UUID: "uuid('WithoutBraces')"} if dress.layer.name == "findings" else {}
        own |= {"seen_at": "now()"} if column in dress.layer.edits else {}
        update = "1" if column == "seen_at" and dress.layer.name != "findings" else "0"
        SubElement(root, "default", field=column, expression=own.get(column, ""),
                   applyOnUpdate=update)  # fmt: skip
    return root


def _constraints(dress: Dress) -> Element:
    """1: not empty, 2: unique; strength 1 asks, 2 refuses."""
    root = Element("constraints")
    for column in ("fid", *dress.layer.columns):
        asked = {UUID: "3"} | ({"kind": "1", "seen_by": "1"} if dress.layer.edits else {})
        kinds = asked.get(column, "0")
        strength = "2" if column == UUID else "1"
        SubElement(root, "constraint", field=column, constraints=kinds, exp_strength="0",
                   unique_strength="2" if kinds == "3" else "0",
                   notnull_strength=strength if kinds != "0" else "0")  # fmt: skip
    return root


def _constraint_expressions(dress: Dress) -> Element:
    root = Element("constraintExpressions")
    for column in ("fid", *dress.layer.columns):
        SubElement(root, "constraint", field=column, exp="", desc="")
    return root


def _options(parent: Element, options: Mapping[str, str | bool | float]) -> None:
    outer = SubElement(parent, "Option", type="Map")
    for name, value in options.items():
        SubElement(outer, "Option", name=name, type=_type(value), value=_text(value))


def _type(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return "bool"
    return "QString" if isinstance(value, str) else "int" if isinstance(value, int) else "double"


def _text(value: str | bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flag(value: object) -> str:
    return "1" if value else "0"
