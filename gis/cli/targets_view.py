"""Rows of the plan registers, and what checking them finds, as a person and a program read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gis.cli.hedge import hedged
from gis.messages import Lang, visible, word
from gis.project.criterion_text import figure_text
from gis.reference.plan_checks import PlanCheck, ends
from gis.reference.plans import PlanTarget

if TYPE_CHECKING:
    from rich.table import Table

# The order of the schema (layers/README.md).
FIELDS = (
    "id", "plan", "section", "line", "localities", "locality_unit", "localities_as_of",
    "open_list", "subject_vi", "subject_en", "crop", "indicator", "kind", "sense", "hedge",
    "value", "value_range", "printed", "unit", "year", "period", "part_of", "repeats",
    "denominator", "quote_vi", "status", "computed_by", "layer", "question",
)  # fmt: skip


def row_record(row: PlanTarget) -> dict[str, object]:
    """Every field of a row for JSON; a range and a question are objects, a date is ISO text."""
    said: dict[str, Any] = asdict(row)
    low_high = row.value_range
    said["value_range"] = {"low": low_high[0], "high": low_high[1]} if low_high else None
    asked = {"vi": row.question_vi, "en": row.question_en}
    said["question"] = asked if row.question_vi else None
    return {name: said[name] for name in FIELDS}


def targets_table(rows: Sequence[PlanTarget], lang: Lang) -> Table:
    """Rows as a terminal table: where it stands, what is asked, and what computes it."""
    from rich.table import Table

    heads = ("plan", "subject", "indicator", "target", "year", "period", "basis")
    table = Table(title=word("targets", lang), title_justify="left")
    for head in heads:
        table.add_column(word(f"head_{head}", lang), overflow="fold")
    for row in rows:
        table.add_row(
            visible(f"{row.plan} {row.section}"),
            visible(row.subject_en if lang == "en" else row.subject_vi),
            word(f"indicator_{row.indicator}", lang),
            asked_text(row, lang),
            "" if row.year is None else str(row.year),
            word(f"period_{row.period}", lang),
            word(f"computed_by_{row.computed_by}", lang),
        )
    return table


def asked_text(row: PlanTarget, lang: Lang) -> str:
    """A row's figure with its own hedge: "khoảng trên 500 ha", "từ 15–20 hợp tác xã"."""
    if row.value is None and row.value_range is None:
        return word(f"sense_{row.sense}", lang)
    return hedged(row.hedge, f"{range_text(*ends(row), lang)} {unit_text(row, lang)}")


def range_text(low: float, high: float, lang: Lang) -> str:
    """One figure, or both ends of a range: ``9.000–10.000``."""
    shown = dict.fromkeys(figure_text(v, lang) for v in (low, high))
    return "–".join(shown)


def unit_text(row: PlanTarget, lang: Lang) -> str:
    """The unit of a row as a word."""
    return row.unit if row.unit == "%" else word(f"unit_{row.unit}", lang)


def check_record(check: PlanCheck) -> dict[str, object]:
    """A check for JSON: verdict, figures found and the quotes it rests on."""
    quotes = [
        {"id": r.id, "plan": r.plan, "line": r.line, "quote_vi": r.quote_vi} for r in check.rows
    ]
    return {
        "id": check.id, "kind": check.kind, "verdict": check.verdict, "found": dict(check.found),
        "rows": quotes, "against": asdict(check.against) if check.against else None,
        "note": {"vi": check.note_vi, "en": check.note_en},
    }  # fmt: skip


def check_line(check: PlanCheck, lang: Lang) -> str:
    """A check as one line: verdict, what was found, a remark, every quote with its place."""
    remark = check.note_en if lang == "en" else check.note_vi
    said = [word(f"verdict_{check.verdict}", lang), _finding(check, lang), remark]
    return " · ".join([*(text for text in said if text), " | ".join(_quotes(check, lang))])


def _quotes(check: PlanCheck, lang: Lang) -> Iterator[str]:
    for row in check.rows:
        yield word("describe_quote", lang).format(
            quote=visible(row.quote_vi, 400), plan=row.plan, section=row.section, line=row.line
        )
    if check.against is not None:
        above = check.against
        said = above.said_en if lang == "en" else above.said_vi
        figure = f"{range_text(*ends(above), lang)} {above.unit}"
        yield word("programme_said", lang).format(
            said=said, figure=figure, document=above.document, read_in=above.read_in
        )


def _finding(check: PlanCheck, lang: Lang) -> str:
    found = {name: figure_text(value, lang) for name, value in check.found.items()}
    figures = [f"{range_text(*ends(r), lang)} {unit_text(r, lang)}" for r in check.rows]
    if check.kind == "part_within":
        share = [figure_text(round(check.found[k], 1), lang) for k in ("share_low", "share_high")]
        rest = range_text(check.found["rest_low"], check.found["rest_high"], lang)
        found = {"share": "–".join(dict.fromkeys(share)), "rest": rest}
    if check.kind in ("implied", "pace"):
        found = {name: figure_text(round(v, 2), lang) for name, v in check.found.items()}
    if check.against is not None:
        found = {"above": f"{range_text(*ends(check.against), lang)} {check.against.unit}"}
    years = [f"{text} ({row.year})" for text, row in zip(figures, check.rows, strict=True)]
    kind = "implied_unbounded" if check.kind == "implied" and "low" not in found else check.kind
    return word(f"check_{kind}", lang).format(
        **found,
        unit=unit_text(check.rows[0], lang),
        figures=" / ".join(figures),
        first=figures[0],
        second=figures[-1],
        parts=" + ".join(figures[1:]),
        middle=figures[len(figures) // 2],
        steps=" → ".join(years),
        n=len(figures),
    )
