"""``audit.json``: what an audit read, by which settings, which sums closed, what it wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

import gis
from gis.errors import Problem
from gis.maps.audit.results import AuditResults
from gis.maps.record import (
    Output,
    closure_rows,
    layer_inputs,
    problem_row,
    software_versions,
)
from gis.maps.text.notes import named_crs
from gis.messages import Lang, word

FORMAT = 1


class AuditRecord(BaseModel):
    """The part of ``audit.json`` a check needs; everything else in it is for people."""

    program: Literal["nuong"]
    product: Literal["audit"]
    format: Literal[1]
    lang: Lang
    outputs: dict[str, Output]


def audit_record(
    results: AuditResults, lang: Lang, outputs: Mapping[str, Output], more: Iterable[Problem] = ()
) -> str:
    """The text of ``audit.json``.

    Args:
        results: one audit.
        lang: language of the products.
        outputs: every product already written, by name.
        more: warnings met while writing.

    Returns:
        Indented JSON. The time of writing stands here and nowhere else.
    """
    area = results.project.area
    said = {
        "program": "nuong",
        "product": "audit",
        "format": FORMAT,
        "version": gis.__version__,
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": area.title.model_dump(),
        "illustrative": area.illustrative,
        "lang": lang,
        "outputs": {name: output.model_dump() for name, output in outputs.items()},
        "closures": closure_rows(results.ledger.closures),
        "problems": [problem_row(p) for p in (*results.problems, *more)],
        "hectares": f"horizontal (planar) area in {named_crs(results.layers.project_crs)}",
        "ranking": word("audit_ranking_text", "en"),
        "law": dict(results.ledger.land.method),
        "inputs": layer_inputs(results.layers),
        "settings": results.project.model_dump(mode="json"),
        "software": software_versions(),
    }
    return json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
