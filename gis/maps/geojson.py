"""GeoJSON (RFC 7946) of zones and of plots to review: for the web, without names of people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gis.ledger.model import WATERFALL_COLUMNS
from gis.maps.columns import PERSONAL, Plain, plain_rows
from gis.maps.lonlat import to_lonlat
from gis.maps.results import Results
from gis.messages import Lang, word
from gis.zones.tables import FLAG_COLUMNS, ZONE_COLUMNS

# Features made text at once: as objects of Python they take many times what they are.
_AT_ONCE = 2_000
DECIMALS = {"_ha": 6, "_m": 2, "_deg": 4, "_share": 6}
FLAG_PROPERTIES = tuple(c for c in FLAG_COLUMNS if c not in PERSONAL)
ZONE_PROPERTIES = tuple(c for c in ZONE_COLUMNS if c not in PERSONAL)


def flagged(results: Results) -> gpd.GeoDataFrame:
    """The judged pieces whose plot needs a review, in order."""
    frame = results.flags.frame
    return frame[frame["verdict"] == "review"]


def flags_geojson(results: Results, lang: Lang) -> Iterator[str]:
    """GeoJSON text of the flagged pieces, in parts; ``FLAG_COLUMNS`` without the owner.

    Args:
        results: one run.
        lang: language of the title and notices; property names are the same in both.

    Returns:
        One feature per line, ``area_ha`` measured in the project CRS. Unknown figures are null.
        The member ``nuong`` says where all drawn hectares went, those of other plots too.
    """
    steps = plain_rows(results.ledger.waterfall, WATERFALL_COLUMNS)
    said = {"waterfall": [{c: _rounded(c, v) for c, v in row.items()} for row in steps]}
    return collection_parts(
        flagged(results), "flag_id", FLAG_PROPERTIES, {**about(results, lang), **said}
    )


def zones_geojson(results: Results, lang: Lang) -> Iterator[str]:
    """GeoJSON text of every candidate zone, in parts; ``ZONE_COLUMNS`` without the forest owner.

    Args and result: as :func:`flags_geojson`.
    """
    return collection_parts(
        results.zones.zones.frame, "zone_id", ZONE_PROPERTIES, about(results, lang)
    )


def about(results: Results, lang: Lang) -> dict[str, object]:
    """What the file says of itself, in a foreign member of the collection (RFC 7946 §6.1)."""
    area = results.project.area
    return {
        "title": area.title.text(lang),
        "illustrative": word("map_illustrative", lang) if area.illustrative else None,
        "notice": word("map_proposal_not_permit", lang),
        "hectares_crs": results.layers.project_crs.to_string(),
        "communes_as_of": area.communes_as_of.isoformat(),
        "lang": lang,
    }


def collection_parts(
    frame: gpd.GeoDataFrame, id_column: str, columns: Sequence[str], member: Mapping[str, object]
) -> Iterator[str]:
    """A FeatureCollection as text, one feature per line, some thousand lines at a time.

    Args:
        frame: polygons in a projected CRS, with the columns.
        id_column: column that becomes each feature's ``id``.
        columns: columns that become properties, in this order.
        member: plain values of the foreign member ``nuong``.

    Returns:
        Parts of a text that ends in a newline; the same rows always give the same text.
    """
    yield f'{{"type":"FeatureCollection","nuong":{_compact(member)},"features":[\n'
    for first in range(0, len(frame), _AT_ONCE):
        yield ",\n" if first else ""
        yield ",\n".join(_lines(frame.iloc[first : first + _AT_ONCE], id_column, columns))
    yield "\n]}\n" if len(frame) else "]}\n"


def _lines(frame: gpd.GeoDataFrame, id_column: str, columns: Sequence[str]) -> Iterator[str]:
    rows, shapes = plain_rows(frame, columns), to_lonlat(frame.geometry)
    for row, shape in zip(rows, shapes, strict=True):
        yield _feature(row, id_column, shape)


def _feature(row: Mapping[str, Plain], id_column: str, shape: BaseGeometry | None) -> str:
    return _compact(
        {
            "type": "Feature",
            "id": row[id_column],
            "properties": {column: _rounded(column, value) for column, value in row.items()},
            "geometry": None if shape is None else mapping(shape),
        }
    )


def _rounded(column: str, value: Plain) -> Plain:
    if not isinstance(value, float):
        return value
    return round(value, next((n for unit, n in DECIMALS.items() if column.endswith(unit)), 6))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
