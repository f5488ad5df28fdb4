"""Finding the commune a text means in the set of a date: found for certain, or refused.

Case, blanks, Unicode forms and the unit word are folded; other spellings are joined through the
alias table alone. Everything else is a suggestion with a score, for a person to choose from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gis.errors import NuongError, Problem
from gis.reference.admin.asked import Asked, read_place
from gis.reference.admin.crosswalk import formed_from, merged_into
from gis.reference.admin.likeness import Likeness, likeness
from gis.reference.admin.names import name_key, spellings
from gis.reference.admin.units import (
    PROVINCE_NAMES,
    REFORM,
    District,
    Province,
    Unit,
    all_units,
    districts,
    units,
)

Why = Likeness | Literal["same_name", "other_set"]

LIKE_ENOUGH = 0.6
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class Candidate:
    """A place a text may mean: ``score`` 0–1, and in what way it is like the text."""

    place: Unit | District
    score: float
    why: Why


@dataclass(frozen=True)
class Match:
    """The unit a text means, or the refusal with its candidates; never both, never a guess.

    ``by_alias`` says that the text had another spelling than the tables.
    """

    text: str
    as_of: date
    unit: Unit | None = None
    by_alias: bool = False
    candidates: tuple[Candidate, ...] = ()
    problem: Problem | None = None


def find_commune(text: str, as_of: date, province: Province) -> Match:
    """The commune, ward or town a text means in a province on a date.

    A name borne by two communes, or by a town and its district ("Phong Thổ" until 30 June 2025),
    is refused unless the text tells them apart: ``"thị trấn Phong Thổ"``, ``"Hồng Phong (Cao
    Lộc)"``. A name of the other side of the reform is refused with what became of it.

    Args:
        text: as written, in any case, spacing and Unicode form, with or without unit word.
        as_of: date of the set the text speaks of.
        province: ``"lai_chau"`` or ``"lang_son"``.

    Returns:
        A match with ``unit``, or with ``problem`` and ``candidates``.
    """
    asked = read_place(text)
    try:
        places = _places(units(province, as_of), as_of, province)
    except NuongError as refused:
        return Match(text, as_of, problem=refused.problems[0])
    bearing = tuple(p for p in places if asked.bears(p))
    fitting = tuple(p for p in bearing if asked.fits(p))
    if len(fitting) == 1 and isinstance(fitting[0], Unit):
        by_alias = asked.name != name_key(fitting[0].name)
        return Match(text, as_of, fitting[0], by_alias)
    return _refused(text, asked, as_of, province, fitting, bearing)


def places_named(text: str, as_of: date, province: Province) -> tuple[Unit | District, ...]:
    """Every place of that name recorded for a date, districts too; empty when there is none.

    For showing to a person; a join asks :func:`find_commune`.
    """
    asked = read_place(text)
    pool = tuple(u for u in all_units() if u.province == province and u.in_force(as_of))
    places = _places(pool, as_of, province)
    return tuple(p for p in places if asked.bears(p) and asked.fits(p))


def _places(pool: tuple[Unit, ...], as_of: date, province: Province) -> tuple[Unit | District, ...]:
    return (*pool, *districts(province, as_of))


def _refused(
    text: str,
    asked: Asked,
    as_of: date,
    province: Province,
    fitting: Sequence[Unit | District],
    bearing: Sequence[Unit | District],
) -> Match:
    """Say why a text was not taken for a commune, and what it may mean."""
    if len(fitting) > 1:
        return _match(text, as_of, province, "reference.commune_ambiguous", _same(fitting))
    if fitting:
        return _match(text, as_of, province, "reference.names_district", _same(fitting))
    if bearing:
        return _match(text, as_of, province, "reference.commune_does_not_fit", _same(bearing))
    across = _across_reform(asked, as_of, province)
    if across:
        return _match(text, as_of, province, "reference.commune_of_other_set", across)
    like = _suggestions(asked, units(province, as_of))
    return _match(text, as_of, province, "reference.commune_unknown", like)


def _match(
    text: str, as_of: date, province: Province, code: str, candidates: Sequence[Candidate]
) -> Match:
    shown = "; ".join(c.place.label() for c in candidates) or "–"
    values = {
        "text": text,
        "day": as_of,
        "province": PROVINCE_NAMES[province],
        "candidates": shown,
    }
    return Match(text, as_of, candidates=tuple(candidates), problem=Problem(code, values=values))


def _same(places: Sequence[Unit | District]) -> list[Candidate]:
    return [Candidate(place, 1.0, "same_name") for place in places]


def _across_reform(asked: Asked, as_of: date, province: Province) -> list[Candidate]:
    """Where a name of the other set leads in the set of the date."""
    found: dict[str, Unit] = {}
    for other in all_units():
        across = (other.valid_from < REFORM) != (as_of < REFORM)
        if not (across and other.province == province and asked.bears(other) and asked.fits(other)):
            continue
        if as_of >= REFORM:
            found |= {m.new_code: m.new() for m in merged_into(other.code)}
        else:
            found |= {m.old_code: m.old() for m in formed_from(other.code)}
    return [Candidate(found[code], 1.0, "other_set") for code in sorted(found)]


def _suggestions(asked: Asked, pool: Sequence[Unit]) -> list[Candidate]:
    scored = []
    for one in pool:
        score, why = max(likeness(asked.name, name_key(s)) for s in spellings(one.name))
        if score >= LIKE_ENOUGH:
            scored.append(Candidate(one, score, why))
    return sorted(scored, key=lambda c: (-c.score, c.place.code))[:MOST_SUGGESTIONS]
