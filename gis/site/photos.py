"""Positions in photographs: EXIF alone is read, no picture is decoded."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from gis.errors import Problem, Where
from gis.site.model import site_frame

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
_FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP")
_MAX_BYTES = 200 * 2**20
_MAX_PHOTOS = 20_000
# Tags of EXIF 2.32: GPS IFD, its position, datum and error, and the day the picture was taken.
_GPS_IFD, _EXIF_IFD = 0x8825, 0x8769
_LAT_REF, _LAT, _LON_REF, _LON, _DATUM, _DAY, _ERROR = 1, 2, 3, 4, 18, 29, 31
_TAKEN, _CHANGED = 36867, 306
_WGS84 = ("", "WGS84", "WGS1984", "UNKNOWN")


def read_photos(path: Path, accuracy_m: float) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The position of one picture, or of every picture of a folder, by name.

    Args:
        path: a picture or a folder; folders within it are not entered.
        accuracy_m: the GPS error where a picture states none; NaN: not stated.

    Returns:
        A row for each picture (``SITE_COLUMNS``, points in WGS 84); one without a position, or on
        another datum, has a fault. And problems: files that are no pictures, as a warning.
    """
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    pictures = [f for f in files if f.suffix.lower() in PHOTO_SUFFIXES and f.is_file()]
    others = [f.name for f in files if f not in pictures]
    problems = []
    if not pictures:
        problems.append(Problem("site.no_photos", Where(str(path))))
    elif len(pictures) > _MAX_PHOTOS:
        values = {"n": len(pictures), "most": _MAX_PHOTOS}
        problems.append(Problem("site.too_many", Where(str(path)), values))
    if others and not problems:
        where = Where(str(path), rows=tuple(others))
        problems.append(Problem("site.not_photos", where, {"n": len(others)}, "warning"))
    rows = [] if len(pictures) > _MAX_PHOTOS else [_row(file, accuracy_m) for file in pictures]
    numbered = [row | {"number": at} for at, row in enumerate(rows, start=1)]
    return site_frame(numbered, [row["geometry"] for row in rows], "EPSG:4326"), problems


def _row(file: Path, accuracy_m: float) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": file.name, "origin": file.parent.name, "accuracy_m": accuracy_m, "taken_on": None,
        "fault": None, "notes": (), "geometry": None,
    }  # fmt: skip
    found = _tags(file)
    if found is None:
        return row | {"fault": "photo_unreadable"}
    gps, taken_on = found
    if not (_LAT in gps and _LON in gps):
        return row | {"fault": "no_position", "taken_on": taken_on}
    error = _ratio(gps.get(_ERROR))
    row |= {"taken_on": taken_on}
    if math.isfinite(error) and error > 0:
        row["accuracy_m"] = error
    datum = "".join(c for c in str(gps.get(_DATUM, "")).upper() if c.isalnum())
    if datum not in _WGS84:
        return row | {"fault": "photo_datum"}
    lon = _degrees(gps.get(_LON), gps.get(_LON_REF), "W")
    lat = _degrees(gps.get(_LAT), gps.get(_LAT_REF), "S")
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return row | {"fault": "no_position"}
    notes = () if datum.startswith("WGS") else ("datum_not_stated",)
    return row | {"geometry": shapely.Point(lon, lat), "notes": notes}


def _tags(file: Path) -> tuple[Mapping[int, Any], date | None] | None:
    """The GPS tags of a picture and its day; None where it is no picture that can be read."""
    from PIL import Image

    if not 0 < file.stat().st_size <= _MAX_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            # Nothing is decoded, so a picture's size is no danger.
            warnings.simplefilter("always")
            with warnings.catch_warnings(record=True), Image.open(file, formats=_FORMATS) as image:
                exif = image.getexif()
                gps, more = dict(exif.get_ifd(_GPS_IFD)), exif.get_ifd(_EXIF_IFD)
                days = (more.get(_TAKEN), gps.get(_DAY), exif.get(_CHANGED))
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, Image.DecompressionBombError):
        return None
    return gps, next((d for d in map(_day, days) if d is not None), None)


def _day(text: object) -> date | None:
    try:
        return datetime.strptime(str(text)[:10], "%Y:%m:%d").date()
    except ValueError:
        return None


def _degrees(parts: Any, reference: object, negative: str) -> float:
    """Degrees from degrees, minutes and seconds; NaN where they are none."""
    try:
        values = [_ratio(part) for part in parts]
    except TypeError:
        return math.nan
    sign = -1.0 if str(reference).strip("\x00 ").upper().startswith(negative) else 1.0
    if len(values) != 3 or not str(reference).strip("\x00 "):
        return math.nan
    return sign * (values[0] + values[1] / 60 + values[2] / 3600)


def _ratio(value: Any) -> float:
    """A rational as a number; 0/0, which writers use for "not known", and no number are NaN."""
    try:
        return float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return math.nan
