"""Commands on the plan registers: targets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language
from gis.cli.terminal import console, say
from gis.errors import NuongError, Problem, Where

if TYPE_CHECKING:
    from gis.reference.plans import PlanTarget


@app.command()
def targets(
    plan: Annotated[
        list[str] | None, typer.Option(help="Only this plan (000 … 004); may be given again.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Every field of every row, as a JSON array.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Hold the plans' figures against each other instead.")
    ] = False,
    bounds: Annotated[
        Path | None, typer.Option(help="With --check: TOML of yields by crop, low and high, t/ha.")
    ] = None,
    by_year: Annotated[
        bool,
        typer.Option("--by-year", help="By year as JSON: stock, per year and up to a year apart."),
    ] = False,
    lang: Language = None,
) -> None:
    """Print what the plans ask for, figure by figure with its quote, or check it (--check)."""
    from gis.cli.targets_view import check_line, check_record, row_record, targets_table
    from gis.project.yield_bounds import read_yield_bounds
    from gis.reference.plan_checks import plan_checks
    from gis.reference.plans import plan_targets

    plans, speech = _known(plan), spoken(lang)
    if check:
        made = plan_checks(read_yield_bounds(bounds) if bounds else None)
        kept = [c for c in made if any(row.plan in plans for row in c.rows)]
        if as_json:
            return _echo([check_record(c) for c in kept])
        return say("\n".join(check_line(c, speech) for c in kept))
    rows = [row for one in plans for row in plan_targets(one)]
    if by_year:
        return _echo(_by_year(rows))
    if as_json:
        return _echo([row_record(row) for row in rows])
    return console().print(targets_table(rows, speech))


def _known(asked: list[str] | None) -> tuple[str, ...]:
    """The plans asked for, all when none is.

    Raises:
        NuongError: no register of a plan is kept.
    """
    from gis.reference.plans import KNOWN_PLANS

    strange = [plan for plan in asked or () if plan not in KNOWN_PLANS]
    if strange:
        known = ", ".join(KNOWN_PLANS)
        raise NuongError(
            [
                Problem("project.no_register", Where(column="--plan"), {"given": p, "known": known})
                for p in strange
            ]
        )
    return tuple(plan for plan in KNOWN_PLANS if not asked or plan in asked)


def _by_year(rows: Sequence[PlanTarget]) -> list[dict[str, object]]:
    from gis.ledger.target_years import targets_by_year

    table = targets_by_year(rows).astype(object)
    plain = table.where(table.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def _echo(records: list[dict[str, object]]) -> None:
    typer.echo(json.dumps(records, ensure_ascii=False, indent=1, default=str))
