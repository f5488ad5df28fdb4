"""A report of sites as JSON: the same keys in every language, unknown as null, keys of lots text.

The slip is the office's own, so owners are named in it; ``names`` says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from gis.site.counts import counts
from gis.site.model import SiteReport

FORMAT = 1


def report_json(report: SiteReport) -> str:
    """The whole report as JSON text, one answer a line; ends in a newline."""
    about = plain(report.about)
    head = {
        "format": FORMAT,
        "names": "owners are named as the forest layer names them: for the office's own use",
        "notice": "the result of a look-up, not a permit",
        "about": about,
        "features": report.features,
        "counts": counts(report),
        "problems": [problem.text("en") for problem in report.problems],
    }
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=1)
    rows = (
        json.dumps(plain(answer), ensure_ascii=False, allow_nan=False) for answer in report.answers
    )
    return text[:-2] + ',\n "answers": [\n' + ",\n".join(rows) + "\n ]\n}\n"


def plain(value: object) -> object:
    """Plain JSON values of nested dataclasses; numbers no JSON has are null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
