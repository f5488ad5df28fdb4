"""A table of sites, a row each: CSV for Excel with owners, GeoJSON for maps without them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gis.maps.columns import PERSONAL, Plain
from gis.maps.tables import DECIMAL, SEPARATOR, defused
from gis.messages import Lang, word
from gis.reference.law import VERDICTS
from gis.site.counts import counts, said_of, verdict_of
from gis.site.model import Law, SiteAnswer, SiteReport
from gis.site.suffix import check_table_name

# Decimals by the end of a column's name; longitude and latitude to about a centimetre.
_DIGITS = {"lon_deg": 7, "lat_deg": 7, "_deg": 2, "_m": 1, "_ha": 4, "_share": 4, "_probability": 4}
_LOT = ("maxa", "tk", "khoanh", "lo", "ldlr", "mamdsd", "dtuong", "churung")


def write_table(report: SiteReport, path: Path, lang: Lang) -> None:
    """Write the table in the format its name asks for.

    Args:
        report: what was found.
        path: ``.csv`` or ``.geojson``; replaced when it is there.
        lang: separator, decimal sign and language of texts; column names never change.

    Raises:
        NuongError: the name ends otherwise.
    """
    check_table_name(path)
    writer = sites_csv if path.suffix.lower() == ".csv" else sites_geojson
    path.write_text(writer(report, lang), "utf-8", newline="")


def sites_csv(report: SiteReport, lang: Lang) -> str:
    """CSV text with BOM and CRLF, as Excel opens it by double click; unknown cells are empty.

    Texts of data can be no formula.
    """
    out = io.StringIO()
    rows = [site_row(answer, report, lang) for answer in report.answers]
    columns = list(dict.fromkeys(c for row in rows for c in row))
    writer = csv.writer(out, delimiter=SEPARATOR[lang], lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(c, row.get(c), lang) for c in columns])
    return "\ufeff" + out.getvalue()


def sites_geojson(report: SiteReport, lang: Lang) -> str:
    """RFC 7946 text, a feature for every site; one without a shape has a null geometry.

    Owners are left out: such a file travels further than the office. The foreign member ``nuong``
    has the counts by verdict.
    """
    about = {
        "title": report.about.title.vi if lang == "vi" else report.about.title.en,
        "illustrative": word("map_illustrative", lang) if report.about.illustrative else None,
        "notice": word("site_no_permission", lang),
        "features_in": report.features,
        "counts": counts(report),
    }
    shapes = report.shapes.to_crs(4326).to_numpy()
    texts = [_feature(a, s, report, lang) for a, s in zip(report.answers, shapes, strict=True)]
    head = f'{{"type":"FeatureCollection","nuong":{_compact(about)},"features":[\n'
    return head + ",\n".join(texts) + "\n]}\n"


def site_row(answer: SiteAnswer, report: SiteReport, lang: Lang) -> dict[str, Plain]:
    """One site as plain values, every column there, unknown ones None."""
    place, ground, law = answer.place, answer.ground, answer.law
    commune, lot = answer.commune, {} if answer.lot is None else answer.lot.values
    judged = answer.fault is None
    return {
        "number": answer.number,
        "name": answer.name,
        "origin": answer.origin or None,
        "kind": answer.kind,
        "said": said_of(answer),
        "verdict": verdict_of(answer) if judged else None,
        "fault": answer.fault,
        "notes": "; ".join(word(f"site_note_{n}", lang) for n in answer.notes) or None,
        "lon_deg": _of(place, "lon_deg"),
        "lat_deg": _of(place, "lat_deg"),
        "east_m": _of(place, "east_m"),
        "north_m": _of(place, "north_m"),
        "crs": f"EPSG:{report.about.crs_epsg}" if report.about.crs_epsg else report.about.crs_name,
        "accuracy_m": answer.accuracy_m,
        "taken_on": None if answer.taken_on is None else answer.taken_on.isoformat(),
        "commune_code": _of(commune, "code"),
        "commune": _of(commune, "name"),
        **{column: _plain(lot.get(column)) for column in _LOT},
        "elevation_m": _of(ground, "elevation_m"),
        "canopy_share": _of(ground, "canopy_share"),
        "slope_deg": _of(ground, "slope_deg"),
        "over_25_probability": _of(ground, "over_25_probability"),
        "over_30_probability": _of(ground, "over_30_probability"),
        **_border(law),
        **_land(answer),
        **_reason(answer, lang),
        "judged_on": report.about.judged_on.isoformat(),
    }


def _of(part: object | None, name: str) -> Plain:
    """A field of a part of an answer; None where the answer has no such part."""
    return None if part is None else getattr(part, name)


def _border(law: Law | None) -> dict[str, Plain]:
    border = None if law is None else law.border
    return {
        "border_m": _of(border, "distance_m"),
        "border_kind": _of(border, "kind"),
        "border_verdict": _of(border, "verdict"),
        "doubts": "; ".join(law.doubts) or None if law else None,
        "within_error": "; ".join(law.within) if law else None,
    }


def _land(answer: SiteAnswer) -> dict[str, Plain]:
    polygon, track = answer.polygon, answer.track
    over: dict[str, Plain] = {"over_25_ha": None, "over_30_ha": None}
    if polygon is not None:
        over = {f"over_{one.above_deg:g}_ha": one.over_ha for one in polygon.steep}
    return {
        "area_ha": _of(polygon, "area_ha"),
        **{f"{v}_ha": polygon.by_verdict_ha[v] if polygon else None for v in VERDICTS},
        **over,
        "length_m": _of(track, "length_m"),
        **{f"{v}_m": track.by_verdict_m[v] if track else None for v in VERDICTS},
        "over_25_m": _of(track, "over_25_m"),
        "over_30_m": _of(track, "over_30_m"),
    }


def _reason(answer: SiteAnswer, lang: Lang) -> dict[str, Plain]:
    reason: str | None = None
    cited: str | None = None
    if answer.polygon is not None:
        own = answer.polygon.reason
        reason, cited = own.vi if lang == "vi" else own.en, answer.polygon.citation
    elif answer.law is not None:
        judged = answer.law.judgement
        reason, cited = judged.reason_text(lang), "; ".join(judged.citations)
    return {"reason": reason, "citation": cited or None}


def _plain(value: object) -> Plain:
    return value if isinstance(value, str | float | int | bool) or value is None else str(value)


def _cell(column: str, value: Plain, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{_rounded(column, value):.{_digits(column)}f}".replace(".", DECIMAL[lang])
    return defused(str(value))


def _digits(column: str) -> int:
    return next((n for end, n in _DIGITS.items() if column.endswith(end)), 4)


def _rounded(column: str, value: float) -> float:
    return round(value, _digits(column)) + 0.0


def _feature(answer: SiteAnswer, shape: BaseGeometry | None, report: SiteReport, lang: Lang) -> str:
    row: Mapping[str, Plain] = site_row(answer, report, lang)
    told = {
        c: _rounded(c, v) if isinstance(v, float) else v
        for c, v in row.items()
        if c not in PERSONAL
    }
    drawn = None
    if shape is not None:
        rounded: BaseGeometry = shapely.transform(shape, lambda xy: np.round(xy, 7))
        drawn = mapping(shapely.orient_polygons(rounded))
    return _compact({"type": "Feature", "properties": told, "geometry": drawn})


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
