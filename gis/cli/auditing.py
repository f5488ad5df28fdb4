"""The command `audit`: allocated forest land held against forest, slope, neighbours and paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gis.cli.app import app, spoken
from gis.cli.asking import Language, ProjectFile, project_path
from gis.cli.making import product_lang
from gis.cli.terminal import path_text, say, show_problems, steps
from gis.messages import Lang, number_text, visible, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gis.maps.audit.results import AuditResults

# Cases said in the terminal; the folder has all of them.
TOP = 10


@app.command()
def audit(
    project: ProjectFile = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the products; maps/AREA-audit.")
    ] = None,
    lang: Language = None,
) -> None:
    """Check forest-land allocations and planned plots: ranked cases, a map, a page for each."""
    from gis.allocation_audit import compute_audit, publish_audit

    speech = spoken(lang)
    with steps(speech) as step:
        results = compute_audit(project_path(project), step)
        step("write")
        record = publish_audit(results, out, product_lang(lang))
    show_problems([*results.problems, *record.problems], speech)
    for line in case_lines(results, speech):
        say(line)
    for name in record.outputs:
        say(path_text(record.folder / name))


def case_lines(results: AuditResults, lang: Lang) -> Iterator[str]:
    """How many cases there are, and those with most at stake."""
    from gis.maps.audit.about import severity_counts

    cases = results.ledger.cases.frame
    rows = len(results.ledger.land.rows.frame)
    counts = severity_counts(results)
    yield word("audit_written", lang).format(rows=rows, cases=len(cases), **counts)
    for case in cases.head(TOP).to_dict("records"):
        yield word("audit_top_line", lang).format(
            rank=case["case_rank"],
            case=visible(case["case_id"]),
            ha=number_text(case["stake_ha"], lang),
            severity=word(f"audit_severity_{case['severity']}", lang),
            sentence=visible(case[f"sentence_{lang}"], 300),
        )
