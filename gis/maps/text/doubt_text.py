"""How sure the flags are, in words: the range under a total, the tables, the method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis.maps.results import Results
from gis.maps.text.wording import coded, flag_title, is_missing, label, value_text
from gis.maps.visits import visits
from gis.messages import Lang, visible, word
from gis.project.dem_error import stated_error
from gis.units import number_text
from gis.zones.doubt_sums import CHANCE_UNSURE
from gis.zones.tables import SURE_VERDICTS

TOTALS = ("flagged_ha", "low_ha", "central_ha", "high_ha", "unknown_ha")
ALSO = ("suspect_ha", "compare_flagged_ha")
VISITS = ("plot_id", "commune", "area_ha", "over_probability", "visit_ha")
# A page shows so many visits; the whole list is in the CSV and the GeoPackage.
SHOWN_VISITS = 50


def doubt_text(results: Results, lang: Lang) -> str:
    """The error behind the doubt and how sure a verdict must be, or that none is estimated."""
    stated = stated_error(results.project)
    if stated is None:
        return word("doubt_not_estimated", lang)
    asked = results.project.doubt
    return word("doubt_method", lang).format(
        sd=number_text(stated.sd_m, lang, 1),
        length=number_text(stated.correlation_m, lang, 0),
        source=visible(stated.source, 500),
        confidence=coded("confidence", stated.confidence, lang),
        sure=number_text(100 * asked.confidence, lang, 0),
        range=number_text(100 * asked.range_share, lang, 0),
        draws=asked.draws,
        common=number_text(100 * CHANCE_UNSURE, lang, 1),
        prior=word(f"doubt_prior_{results.doubt.method.get('prior_used', asked.prior)}", lang),
    )


def range_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """Low, central and high hectares of a row in one line; says so where none is estimated."""
    if is_missing(row["central_ha"]):
        return word("doubt_not_estimated", lang)
    keys = ("low", "central", "high")
    shown = {key: value_text(f"{key}_ha", row[f"{key}_ha"], lang) for key in keys}
    return word("doubt_range", lang).format(**shown)


def doubt_notes(results: Results, rule: str, lang: Lang) -> Iterator[str]:
    """Lines of the legend under a flag rule: the total's range, verdicts, suspect slopes."""
    totals = results.doubt.totals
    for row in totals[(totals["rule"] == rule) & (totals["place"] == "total")].to_dict("records"):
        yield range_text(row, lang)
        if results.doubt.estimated:
            yield _verdicts(results, rule, lang)
        for key in ALSO:
            if not is_missing(row[key]):
                yield f"{label(key, lang)}: {value_text(key, row[key], lang)}"


def _verdicts(results: Results, rule: str, lang: Lang) -> str:
    frame = results.doubt.plots.frame
    counts = frame.loc[frame["rule"] == rule, "sure_verdict"].value_counts()
    said = [
        f"{word(f'sure_{v}', lang)}: {number_text(float(counts.get(v, 0)), lang, 0)}"
        for v in SURE_VERDICTS[:3]
    ]
    return f"{word('doubt_plots', lang)} · {' · '.join(said)}"


def doubt_tables(results: Results, lang: Lang) -> Iterator[dict[str, Any]]:
    """Tables of the page: totals with their range by commune, then the field list, by rule."""
    if not results.doubt.estimated:
        return
    for name, rule in results.project.flags.items():
        title = flag_title(name, rule, lang)
        yield _totals(results, name, title, lang)
        yield _field_list(results, name, title, lang)


def _totals(results: Results, rule: str, title: str, lang: Lang) -> dict[str, Any]:
    totals = results.doubt.totals
    own = totals[totals["rule"] == rule]
    columns = [*TOTALS, *(c for c in ALSO if not own[c].isna().all())]
    rows = [
        {
            "cells": [_place(row, lang), *(value_text(c, row[c], lang) for c in columns)],
            "kind": {"total": "total", "outside_communes": "outside"}.get(row["place"], ""),
            "notes": [],
        }
        for row in own.to_dict("records")
    ]
    heads = [word("head_commune", lang), *(word(f"head_doubt_{c}", lang) for c in columns)]
    return {
        "title": f"{word('doubt_totals', lang)}: {title}",
        "heads": heads,
        "figures": list(range(1, len(heads))),
        "rows": rows,
        "note": doubt_text(results, lang),
    }


def _place(row: Mapping[Any, Any], lang: Lang) -> str:
    if row["place"] == "commune":
        return visible(row["commune"])
    return word(f"place_{row['place']}", lang)


def _field_list(results: Results, rule: str, title: str, lang: Lang) -> dict[str, Any]:
    listed = visits(results)
    own = listed[listed["rule"] == rule]
    rows = [
        {
            "cells": [
                f"{row['visit_order']:.0f}",
                *(value_text(c, row[c], lang) for c in VISITS),
            ],
            "kind": "",
            "notes": [],
        }
        for row in own.head(SHOWN_VISITS).to_dict("records")
    ]
    note = word("doubt_visits_note", lang).format(shown=len(rows), n=len(own))
    return {
        "title": f"{word('doubt_visits', lang)}: {title}",
        "heads": [word("head_visit_order", lang), *(word(f"head_doubt_{c}", lang) for c in VISITS)],
        "figures": [0, 3, 4, 5],
        "rows": rows,
        "note": note,
    }
