"""One A4 page per case, in one file without a network: facts, findings, a sketch, room to write.

As on the map, everything that comes from data is in an escaped island and shown with
``textContent``; the sketch is drawn from numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from pyproj import Transformer

from gis.maps.audit.about import audit_facts, newest
from gis.maps.audit.results import AuditResults
from gis.maps.audit.sketch import Ground, sketch
from gis.maps.audit.wording import audit_label, audit_text, lot_key
from gis.maps.page.island import content_policy, island
from gis.maps.text.notes import named_crs
from gis.maps.text.wording import is_missing
from gis.messages import Lang, number_text, visible, word
from gis.units import date_text
from gis.zones.allocation.tables import FUNCTION_HA

_WORDS = (
    "sketch", "key_own", "key_other", "key_stake", "key_lots", "field", "signed", "permit", "print",
)  # fmt: skip
_FIGURES = (
    "area_ha", "paper_ha", "paper_difference_ha", *FUNCTION_HA, "over_25_ha", "over_30_ha",
    "slope_unknown_ha", "over_25_probability", "outside_lot_ha",
)  # fmt: skip
# Figures a page leaves out where there is none to tell, since nothing was asked.
_MAY_LACK = ("paper_difference_ha", "over_25_probability", "outside_lot_ha")
_HELD = ("role", "form", "purpose", "contract", "contract_date")
PAGES_ID = "nuong-cases"


def case_pages(results: AuditResults, lang: Lang) -> str:
    """The pages of every case, most at stake first, as HTML text to be written as UTF-8.

    Names of owners are on them: they are the office's own papers.
    """
    area = results.project.area
    title = f"{word('audit_title', lang)}: {visible(area.title.text(lang))}"
    body = "\n".join([
        '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        f"<style>{_asset('cases.css')}</style>",
        "</head>",
        "<body>",
        '<main id="pages"></main>',
        island(PAGES_ID, _told(results, title, lang)),
        f"<script>{_asset('cases.js')}</script>",
        "</body>",
        "</html>",
        "",
    ])  # fmt: skip
    policy = content_policy(body)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n{meta}\n{body}'


@cache
def _asset(name: str) -> str:
    return (files("gis.maps.audit") / "assets" / name).read_text("utf-8").replace("\r\n", "\n")


def _told(results: AuditResults, title: str, lang: Lang) -> Mapping[str, Any]:
    area = results.project.area
    return {
        "title": title,
        "banner": word("map_illustrative", lang) if area.illustrative else "",
        "words": {name: word(f"audit_{name}", lang) for name in _WORDS},
        "dated": f"{word('map_head_dated', lang)} {date_text(newest(results))}",
        "facts": [list(fact) for fact in audit_facts(results, lang)],
        "cases": list(_cases(results, lang)),
    }


def _cases(results: AuditResults, lang: Lang) -> Iterator[Mapping[str, Any]]:
    ground = Ground(results)
    findings = defaultdict(list)
    for row in results.ledger.findings.to_dict("records"):
        findings[row["case_id"]].append(row)
    frame = results.ledger.cases.frame
    to_wgs84 = Transformer.from_crs(results.layers.project_crs, 4326, always_xy=True)
    shapes, crs = frame.geometry.to_numpy(), visible(named_crs(results.layers.project_crs))
    for n, case in enumerate(frame.drop(columns="geometry").to_dict("records")):
        figures = {"n": case["case_rank"], "all": len(frame)}
        yield {
            "number": word("audit_page_no", lang).format(**figures),
            "id": visible(case["case_id"]),
            "severity": case["severity"],
            "badge": word(f"audit_severity_{case['severity']}", lang),
            "stake": [audit_label("stake_ha", lang), audit_text("area_ha", case["stake_ha"], lang)],
            "facts": [*_facts(ground, case, lang), *_middle(shapes[n], to_wgs84, crs, lang)],
            "findings": [_finding(row, lang) for row in findings[case["case_id"]]],
            "figures": _figures(ground, case, lang),
            "sketch": sketch(ground, case, shapes[n]),
        }


def _facts(ground: Ground, case: Mapping[Any, Any], lang: Lang) -> Iterator[list[str]]:
    """Who holds what by which paper; both sides of a pair."""
    yield [audit_label("commune", lang), audit_text("commune", case["commune"], lang)]
    for audit_id in (case["audit_id"], case["other_audit_id"]):
        if is_missing(audit_id):
            continue
        row = ground.rows[audit_id]
        held = [audit_text("owner", row["owner"], lang)]
        held += [audit_text(c, row[c], lang) for c in _HELD if not is_missing(row[c])]
        yield [visible(audit_id), " · ".join(held)]
        if row["role"] == "allocation":
            yield [audit_label("lot_key", lang), lot_key(row, lang)]


def _middle(shape: Any, to_wgs84: Transformer, crs: str, lang: Lang) -> Iterator[list[str]]:
    point = shape.representative_point()
    north, east = number_text(point.y, lang, 0), number_text(point.x, lang, 0)
    yield [word("audit_place_own", lang), f"{north} · {east} ({crs})"]
    lon, lat = to_wgs84.transform(point.x, point.y)
    yield [word("audit_place_wgs", lang), f"{lat:.5f}, {lon:.5f}"]


def _finding(row: Mapping[Any, Any], lang: Lang) -> dict[str, Any]:
    return {
        "severity": row["severity"],
        "badge": word(f"audit_severity_{row['severity']}", lang),
        "kind": word(f"audit_kind_{row['kind']}", lang),
        "text": visible(row[f"sentence_{lang}"], 1500),
        "citation": "" if is_missing(row["citation"]) else visible(row["citation"], 600),
    }


def _figures(ground: Ground, case: Mapping[Any, Any], lang: Lang) -> list[list[str]]:
    """Hectares of each side: a line per figure, a column per allocation."""
    ids = [i for i in (case["audit_id"], case["other_audit_id"]) if not is_missing(i)]
    rows = [ground.rows[i] for i in ids]
    lines = [["", *(visible(i) for i in ids)]]
    for column in _FIGURES:
        values = [row[column] for row in rows]
        if column not in _MAY_LACK or not all(is_missing(v) for v in values):
            lines.append(
                [audit_label(column, lang), *(audit_text(column, v, lang) for v in values)]
            )
    return lines
