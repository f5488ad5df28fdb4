"""From a run's results to a report: lines by plan, and what each commune adds to them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from gis.errors import NuongError, Problem, Where, raise_errors
from gis.ledger.closure import equal_sums, not_closed, require_closed
from gis.ledger.held import CountedLand, target_parts
from gis.ledger.model import Closure
from gis.ledger.places import commune_list, naming
from gis.ledger.tally import counted_land
from gis.maps.results import Results
from gis.maps.text.notes import crs_name
from gis.maps.text.wording import coded, is_missing
from gis.messages import Lang, number_text, visible, word
from gis.office.report.model import Asked, Changes, Line, Part, PlanLines, Report, Source
from gis.project.model import Target
from gis.project.targets import all_targets
from gis.reference.plan_reports import plan_reports
from gis.reference.plans import KNOWN_PLANS, plan_document
from gis.units import is_whole

OWN = ""


def report_of(
    results: Results, asked: Asked, lang: Lang = "vi", changes: Changes | None = None
) -> Report:
    """Put a report together.

    Args:
        results: one run; hectares in the project CRS.
        asked: period, day, plans, offices.
        lang: of its words; quotes stay Vietnamese.
        changes: since the last report, where there was one.

    Returns:
        Lines in the order of the plans' texts. Unknown figures are NaN.

    Raises:
        NuongError: the ledger does not close, communes do not add up to it, or the project has no
            target of a plan asked for.
    """
    require_closed(results.ledger)
    land = counted_land(
        results.project, results.layers, results.plots, results.flags, results.zones
    )
    lines = _lines(results, land, lang)
    raise_errors(not_closed(_closures(lines, results.ledger.targets)))
    plans = tuple(_plans(lines, results.ledger.targets, asked))
    communes = commune_list(results.layers)
    area = results.project.area
    return Report(
        title=visible(area.title.text(lang)),
        asked=asked,
        duties=tuple(d for p in plans if p.document for d in plan_reports(p.plan)),
        communes=list(zip(communes["commune_code"], communes["commune"], strict=True)),
        plans=plans,
        holdings=results.ledger.holdings,
        waterfall=results.ledger.waterfall,
        sources=tuple(_sources(results)),
        hectares_crs=visible(crs_name(results)),
        changes=changes,
        illustrative=area.illustrative,
    )


def _lines(results: Results, land: CountedLand, lang: Lang) -> dict[str, Line]:
    targets = {t.id: t for t in all_targets(results.project)}
    found = {}
    for row in results.ledger.targets.to_dict("records"):
        target = targets.get(row["target_id"])
        line = _line(row, _parts(land, target), lang)
        found[line.target_id] = replace(line, only_commune=_only_commune(land, target))
    return found


def _only_commune(land: CountedLand, target: Target | None) -> str | None:
    """The one commune a target is set for; a list, or part of a commune, is nobody's alone."""
    if target is None or len(target.communes) != 1 or target.open_list:
        return None
    said = naming(land.project, [target], land.communes)
    codes = [c for c, n in zip(land.communes["commune_code"], said, strict=True) if n == "named"]
    return str(codes[0]) if len(codes) == 1 else None


def _parts(land: CountedLand, target: Target | None) -> tuple[Part, ...] | None:
    table = None if target is None else target_parts(land, target)
    if table is None:
        return None
    figures = table[["known_ha", "unknown_ha", "whole_ha", "whole_unknown_ha"]]
    return tuple(Part(*map(float, row)) for row in figures.itertuples(index=False))


def _line(row: dict[Any, Any], parts: tuple[Part, ...] | None, lang: Lang) -> Line:
    text = {k: None if is_missing(row[k]) else str(row[k]) for k in
            ("hedge", "denominator", "section", "quote_vi", "question")}  # fmt: skip
    return Line(
        target_id=row["target_id"], text=_text(row, lang), unit=row["unit"],
        target=_figure(row["target"]), target_high=_figure(row["target_high"]),
        sense=row["sense"], hedge=text["hedge"], held=_figure(row["held"]),
        unknown=_figure(row["held_unknown"]), percent=_figure(row["share"]), met=row["met"],
        basis=row["basis"], denominator=text["denominator"],
        parts=parts, section=text["section"] or "", quote=text["quote_vi"] or "",
        question=text["question"],
    )  # fmt: skip


def _text(row: dict[Any, Any], lang: Lang) -> str:
    """Indicator, what it is about, and how the plan asks: hedge, range, year."""
    if is_missing(row["crop"]):
        about = visible(row[f"subject_{lang}"])
    else:
        about = coded("crop", row["crop"], lang)
    said = [_asked(row, lang), _year(row, lang), _denominator(row, lang), _of_places(row)]
    more = "; ".join(s for s in said if s)
    head = f"{coded('indicator', row['indicator'], lang)}: {about}"
    return f"{head} ({more})" if more else head


def _asked(row: dict[Any, Any], lang: Lang) -> str:
    sense = coded("sense", row["sense"], lang)
    hedge = sense if is_missing(row["hedge"]) else f"“{visible(row['hedge'])}”"
    if is_missing(row["target"]):
        return sense
    if is_missing(row["target_high"]):
        return "" if row["sense"] == "exact" and is_missing(row["hedge"]) else hedge
    by, digits = (100, 1) if row["unit"] == "share" else (1, 0 if is_whole(row["unit"]) else 2)
    low, high = (number_text(row[k] * by, lang, digits) for k in ("target", "target_high"))
    return f"{hedge} {low} – {high}"


def _year(row: dict[Any, Any], lang: Lang) -> str:
    period = coded("period", row["period"], lang) if row["period"] == "per_year" else ""
    year = "" if is_missing(row["year"]) else f"{word('head_year', lang).lower()} {row['year']}"
    return ", ".join(t for t in (period, year) if t)


def _denominator(row: dict[Any, Any], lang: Lang) -> str:
    if is_missing(row["denominator"]):
        return ""
    of = coded("indicator", row["denominator"], lang).lower()
    return word("report_share_of", lang).format(denominator=of)


def _of_places(row: dict[Any, Any]) -> str:
    return visible(row["communes"], 400) if isinstance(row["communes"], str) else ""


def _figure(value: object) -> float:
    return math.nan if is_missing(value) else float(str(value))


def _closures(lines: dict[str, Line], targets: pd.DataFrame) -> Iterator[Closure]:
    """What communes add up to = what the ledger holds."""
    wholes = dict(zip(targets["target_id"], targets["denominator_ha"], strict=True))
    for name, line in lines.items():
        if line.parts is None or math.isnan(line.held):
            continue
        by = wholes[name] if line.is_share else 1.0
        yield equal_sums(f"report:{name}", (p.known for p in line.parts), [line.held * by])


def _plans(lines: dict[str, Line], targets: pd.DataFrame, asked: Asked) -> Iterator[PlanLines]:
    plans = dict(zip(targets["target_id"], targets["plan"].fillna(OWN), strict=True))
    names = list(dict.fromkeys(plans.values()))
    missing = [p for p in asked.plans if p not in names]
    if missing:
        values = {"given": ", ".join(missing), "known": ", ".join(names)}
        raise NuongError([Problem("office.plan_not_in_project", Where(column="--plan"), values)])
    for name in names:
        if not asked.plans or name in asked.plans:
            own = tuple(line for key, line in lines.items() if plans[key] == name)
            yield PlanLines(name, plan_document(name) if name in KNOWN_PLANS else None, own)


def _sources(results: Results) -> Iterator[Source]:
    vectors, rasters = results.layers.vectors, results.layers.rasters
    for name, spec in results.project.layers.items():
        file = (vectors[name] if name in vectors else rasters[name]).source
        yield Source(visible(name), visible(spec.source, 500), spec.dated, visible(file.crs))
