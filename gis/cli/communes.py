"""The command `communes`: the set of a date, or what became of a place."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gis.cli.app import INPUT, app, spoken
from gis.cli.asking import Language
from gis.cli.terminal import console, say, show_problems
from gis.messages import Lang

if TYPE_CHECKING:
    from gis.errors import Problem
    from gis.reference.admin import Province

ProvinceName = Annotated[
    str | None, typer.Option("--province", help="lai_chau or lang_son; both when not given.")
]


@app.command()
def communes(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d", "%d/%m/%Y"],
            help="Date of the set; today's when not given.",
        ),
    ] = None,
    province: ProvinceName = None,
    where: Annotated[
        str | None,
        typer.Option("--where", help="A name or code: say what it was, is, and became."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Language = None,
) -> int:
    """List the communes of a date, or say what became of one; codes mean nothing undated."""
    speech = spoken(lang)
    provinces = _provinces(province)
    day = as_of.date() if as_of else None
    if where is not None:
        return _story(where, day, provinces, speech, as_json=json)
    return _sets(day or datetime.now().astimezone().date(), provinces, speech, as_json=json)


def _provinces(asked: str | None) -> tuple[Province, ...]:
    from gis.reference.admin import PROVINCE_NAMES, PROVINCES, name_key

    if asked is None:
        return PROVINCES
    key = name_key(asked)
    for one in PROVINCES:
        if key in (one, name_key(PROVINCE_NAMES[one])):
            return (one,)
    raise typer.BadParameter(f"{asked}: {', '.join(PROVINCES)}", param_hint="--province")


def _sets(day: date, provinces: tuple[Province, ...], lang: Lang, *, as_json: bool) -> int:
    from gis.cli.communes_view import set_rows, set_table
    from gis.errors import NuongError
    from gis.reference.admin import open_questions, units

    problems: list[Problem] = []
    found = []
    for one in provinces:
        try:
            found.append((one, units(one, day)))
        except NuongError as refused:
            problems += refused.problems
        else:
            problems += open_questions(one)
    if as_json:
        _print_json([row for _, listed in found for row in set_rows(listed, day)])
    else:
        out = console()
        for one, listed in found:
            out.print(set_table(one, listed, day, lang))
    show_problems(problems, lang)
    return INPUT if any(p.level == "error" for p in problems) else 0


def _story(
    text: str, day: date | None, provinces: tuple[Province, ...], lang: Lang, *, as_json: bool
) -> int:
    from gis.cli.communes_view import place_lines, place_row, places_meant
    from gis.reference.admin import open_questions

    places = places_meant(text, day, provinces)
    if as_json:
        _print_json([place_row(place) for place in places])
    else:
        for line in (line for place in places for line in place_lines(place, lang)):
            say(line)
    if not places:
        show_problems(_refusals(text, day, provinces), lang)
        return INPUT
    codes = {place.code for place in places}
    show_problems([q for one in provinces for q in open_questions(one, codes)], lang)
    return 0


def _refusals(text: str, day: date | None, provinces: tuple[Province, ...]) -> list[Problem]:
    """Why nothing was found: the refusals that propose something, else the first."""
    from gis.errors import NuongError
    from gis.reference.admin import LAST_OLD_DAY, REFORM, find_commune, unit

    if text.strip().isdecimal():
        try:
            unit(text.strip(), day or REFORM)
        except NuongError as refusal:
            return list(refusal.problems)
    days = [day] if day else [LAST_OLD_DAY, REFORM]
    refused = [find_commune(text, d, one) for d in days for one in provinces]
    told = [m for m in refused if m.candidates] or refused[:1]
    return [m.problem for m in told if m.problem]


def _print_json(rows: list[dict[str, Any]]) -> None:
    from json import dumps

    typer.echo(dumps(rows, ensure_ascii=False, indent=2))
