"""Holdings as a terminal table and as JSON rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich.table import Table

from gis.cli.ledger_view import crop_word
from gis.cli.targets_view import check_line
from gis.ledger.register import REGISTER_COLUMNS
from gis.messages import Lang, number_text, visible, word
from gis.reference.plan_checks import Bounds, plan_checks

_HEADS = ("crop", "method", "commune", "measure", "value", "unknown", "share", "said", "basis")


def register_table(rows: pd.DataFrame, lang: Lang) -> Table:
    """A line per figure; a figure nobody states is left out, but for the totals."""
    table = Table(title=word("register_title", lang), title_justify="left")
    for head in _HEADS:
        number = head in ("value", "unknown", "share", "said")
        justify = "right" if number else "left"
        table.add_column(word(f"head_register_{head}", lang), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows.to_dict("records"):
        lapsed = row["measure"] in ("code_suspended", "code_revoked")
        if row["place"] == "total" or (row["said"] and not (lapsed and row["value"] == 0)):
            table.add_row(*_cells(row, lang))
    table.caption, table.caption_justify = word("register_note", lang), "left"
    return table


def _cells(row: Mapping[Any, Any], lang: Lang) -> Iterator[str]:
    yield crop_word(row["crop"], lang) if isinstance(row["crop"], str) else word("not_known", lang)
    yield word(f"method_{row['method']}", lang) if isinstance(row["method"], str) else ""
    named = row["place"] == "commune"
    yield visible(row["commune"]) if named else word(f"place_{row['place']}", lang)
    yield word(f"measure_{row['measure']}", lang)
    unit = word(f"unit_{row['unit']}", lang)
    yield f"{number_text(row['value'], lang)} {unit}"
    yield "" if row["unknown"] == 0 else number_text(row["unknown"], lang)
    yield _share(row, lang)
    yield f"{row['said']}/{row['plots']}"
    yield word(f"register_basis_{row['basis']}", lang)


def _share(row: Mapping[Any, Any], lang: Lang) -> str:
    """A share with what it is a share of; a range where part of the land gives no answer."""
    if not isinstance(row["denominator"], str):
        return ""
    whole = number_text(row["denominator_value"], lang)
    of = word("register_of", lang).format(
        whole=whole, denominator=word(f"measure_{row['denominator']}", lang)
    )
    if row["share_low"] != row["share_low"]:
        return of
    ends = [number_text(100 * row[k], lang, 1) for k in ("share_low", "share_high")]
    return f"{'–'.join(dict.fromkeys(ends))} % {of}"


def yield_lines(
    rows: pd.DataFrame, lang: Lang, bounds: Mapping[str, Bounds] | None
) -> Iterator[str]:
    """The yields the plans imply, beside what is held: a check, never a source of production."""
    crops = set(rows["crop"].dropna())
    for check in plan_checks(bounds):
        if check.kind == "implied" and crops & {row.crop for row in check.rows}:
            yield check_line(check, lang)
    if "under_canopy" in set(rows["method"]):
        yield word("register_under_canopy", lang)


def register_records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Every figure as plain values; unknown is null."""
    plain = rows[list(REGISTER_COLUMNS)].astype(object)
    plain = plain.where(plain.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
