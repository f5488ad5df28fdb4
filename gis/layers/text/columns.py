"""The text columns of a layer: old encodings named, and converted when the project names them."""

from __future__ import annotations

import unicodedata

import geopandas as gpd
import pandas as pd

from gis.layers.cell_values import cells_of
from gis.layers.findings import Findings
from gis.layers.text.capitals import with_capitals
from gis.layers.text.decode import decoded
from gis.layers.text.evidence import ENCODINGS, encoding_of, is_vietnamese
from gis.project.layers_model import TextEncoding


def readable(
    frame: gpd.GeoDataFrame, stated: TextEncoding | None, found: Findings
) -> gpd.GeoDataFrame:
    """A layer whose texts are Unicode, or the reasons why they are not.

    Nothing is converted unless the project says ``text``; a column that is Unicode already is
    left alone even then, so nothing is converted twice.

    Args:
        frame: as read.
        stated: ``text`` of the layer.
        found: takes old encodings (with samples), doubtful columns, and what was converted.

    Returns:
        The frame, converted where the project says so; names of columns too.
    """
    if stated is None:
        _name_encodings(frame, found)
        return frame
    converted = {}
    columns = {}
    for name, values in _text_columns(frame).items():
        texts = [v for v in cells_of(values) if isinstance(v, str)]
        verdict = encoding_of(texts)
        if verdict in (stated, "doubtful"):
            # In a mixed column what is Vietnamese as it stands was converted before.
            kept = is_vietnamese if verdict == "doubtful" else _never
            # Names of trees and communes stand in thousands of rows: each is converted once.
            read = {t: t if kept(t) else _converted(t, stated) for t in set(texts)}
            columns[name] = [read[v] if isinstance(v, str) else v for v in cells_of(values)]
            converted[name] = _samples(texts, stated)
        elif verdict not in ("plain", "unicode"):
            found.error("text_other", column=name, stated=stated, own=verdict)
    names = {c: _converted(c, stated) for c in map(str, frame.columns) if not c.isascii()}
    if not converted and not names:
        found.error("text_needless", stated=stated)
        return frame
    listed = "; ".join(f"{name}: {sample}" for name, sample in converted.items()) or "–"
    found.repaired(f"text {stated}", ", ".join([*converted, *map(str, names.values())]))
    found.warning("text_converted", stated=stated, columns=listed)
    fresh = frame.assign(**{n: pd.Series(v, index=frame.index) for n, v in columns.items()})
    return fresh.rename(columns=names)


def _name_encodings(frame: gpd.GeoDataFrame, found: Findings) -> None:
    for name, values in _text_columns(frame).items():
        texts = [v for v in cells_of(values) if isinstance(v, str)]
        if any(not unicodedata.is_normalized("NFC", t) for t in set(texts)):
            found.warning("text_apart", column=name)
        verdict = encoding_of(texts)
        if verdict == "doubtful":
            readings = " · ".join(f"{e}: {_samples(texts, e)}" for e in ENCODINGS)
            found.warning("text_doubtful", column=name, readings=readings)
        elif verdict != "plain" and verdict != "unicode":
            samples = _samples(texts, verdict)
            found.error("text_legacy", column=name, encoding=verdict, samples=samples)


def _text_columns(frame: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Columns that hold texts."""
    own = frame.drop(columns=frame.geometry.name)
    return {
        str(name): own[name]
        for name in own.columns
        if pd.api.types.is_string_dtype(own[name]) or own[name].dtype == object
    }


def _never(_value: object) -> bool:
    return False


def _converted(value: object, encoding: TextEncoding) -> object:
    """A cell in Unicode; one that cannot be in the encoding (Unicode already) stays as it is."""
    if not isinstance(value, str) or value.isascii():
        return value
    text = decoded(value, encoding)
    return value if text is None else with_capitals(text)


def _samples(texts: list[str], encoding: TextEncoding) -> str:
    """Up to three different texts as read and as they would be."""
    found = [t for t in dict.fromkeys(texts) if not t.isascii()][:3]
    return ", ".join(f"“{t}” → “{_converted(t, encoding)}”" for t in found)
