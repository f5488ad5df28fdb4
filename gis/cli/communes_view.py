"""Communes as tables, lines and JSON rows: what each is, was formed from, or became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.table import Table

from gis.messages import Lang, word
from gis.reference.admin import (
    LAST_OLD_DAY,
    PROVINCE_NAMES,
    REFORM,
    District,
    Merger,
    Province,
    Unit,
    all_units,
    district,
    formed_from,
    merged_into,
    mergers,
    places_named,
)

Place = Unit | District


def set_table(province: Province, listed: Sequence[Unit], day: date, lang: Lang) -> Table:
    """The set of a province on a date: code, unit, district or what it was formed from."""
    title = word("communes_title", lang).format(
        n=len(listed), province=PROVINCE_NAMES[province], day=_day(day, lang)
    )
    table = Table(title=title, title_justify="left")
    last = "communes_formed_from" if day >= REFORM else "communes_district"
    for head in ("communes_code", "communes_unit", last, "communes_verified"):
        table.add_column(word(head, lang), overflow="fold")
    for one in listed:
        around = district(one.district).label() if one.district else _names(one, lang)
        verified = word(f"verified_{one.verified_by.replace(' ', '_')}", lang)
        table.add_row(one.code, f"{one.unit_type} {one.name}", around, verified)
    return table


def set_rows(listed: Sequence[Unit], day: date) -> list[dict[str, Any]]:
    """The same as rows for JSON; codes stay text, ``as_of`` stands in every row."""
    return [{"as_of": day.isoformat(), **place_row(one)} for one in listed]


def places_meant(text: str, day: date | None, provinces: Sequence[Province]) -> tuple[Place, ...]:
    """Every place a code or a name stood for: on a date, or on either side of the reform."""
    days = [day] if day else [LAST_OLD_DAY, REFORM]
    code = text.strip()
    if code.isdecimal():
        return tuple(
            u
            for u in all_units()
            if u.code == code and u.province in provinces and any(u.in_force(d) for d in days)
        )
    return tuple(place for d in days for one in provinces for place in places_named(text, d, one))


def place_row(place: Place) -> dict[str, Any]:
    """One place for JSON, with where its land went and came from."""
    row: dict[str, Any] = {
        "code": place.code,
        "unit_type": place.unit_type,
        "name": place.name,
        "province": place.province,
        "valid_from": place.valid_from.isoformat(),
        "valid_to": place.valid_to.isoformat() if place.valid_to else None,
    }
    if isinstance(place, District):
        return row | {"land_now_in": sorted({m.new_code for m in _of_district(place)})}
    return row | {
        "district": place.district,
        "verified_by": place.verified_by,
        "merged_into": [_merger_row(m, m.new_code, m.new().name) for m in _merged(place)],
        "formed_from": [_merger_row(m, m.old_code, m.old_name) for m in _formed(place)],
    }


def place_lines(place: Place, lang: Lang) -> list[str]:
    """One place in words: how long it stood, and what became of it or what it was formed from."""
    key = "place_stood" if place.valid_to else "place_stands"
    lines = [
        word(key, lang).format(
            place=place.label(),
            province=PROVINCE_NAMES[place.province],
            first=_day(place.valid_from, lang),
            last=_day(place.valid_to, lang) if place.valid_to else "",
        )
    ]
    for rows, whole in ((_merged(place), "went_whole"), (_formed(place), "formed_whole")):
        lines += [_merger_line(m, whole, lang) for m in rows]
    if isinstance(place, District):
        news = sorted({m.new_code: m.new().label() for m in _of_district(place)}.items())
        values = {"place": place.label(), "news": ", ".join(label for _, label in news)}
        lines.append(word("district_ended", lang).format(**values))
    return lines


def _merged(place: Place) -> tuple[Merger, ...]:
    return merged_into(place.code) if isinstance(place, Unit) and place.valid_to else ()


def _formed(place: Place) -> tuple[Merger, ...]:
    return formed_from(place.code) if isinstance(place, Unit) and not place.valid_to else ()


def _of_district(place: District) -> list[Merger]:
    return [m for m in mergers() if m.old_area == place.id]


def _merger_line(row: Merger, key: str, lang: Lang) -> str:
    if row.part == "part":
        key = key.replace("whole", "part")
    other = row.new() if key.startswith("went") else row.old()
    return "  " + word(key, lang).format(
        place=other.label(),
        day=_day(row.valid_from, lang),
        resolution=row.resolution,
        verified=word(f"verified_{row.verified_by.replace(' ', '_')}", lang),
    )


def _merger_row(row: Merger, code: str, name: str) -> dict[str, str]:
    return {
        "code": code,
        "name": name,
        "part": row.part,
        "resolution": row.resolution,
        "valid_from": row.valid_from.isoformat(),
        "verified_by": row.verified_by,
    }


def _names(one: Unit, lang: Lang) -> str:
    part = f" – {word('communes_part', lang)}"
    rows = formed_from(one.code)
    return ", ".join(f"{m.old_name} ({m.old_code}){part * (m.part == 'part')}" for m in rows)


def _day(day: date, lang: Lang) -> str:
    return f"{day.day}/{day.month}/{day.year}" if lang == "vi" else day.isoformat()
