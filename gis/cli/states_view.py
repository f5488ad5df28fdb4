"""The ledger over time as terminal tables and as JSON rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd
from rich.table import Table

from gis.cli.ledger_view import crop_word
from gis.ledger.model import WATERFALL_COLUMNS
from gis.ledger.states.compare import COMPARE_COLUMNS, STEP_COLUMNS
from gis.ledger.states.land import TOTAL_COLUMNS, DatedState
from gis.ledger.states.model import CM2_PER_HA, Dispute, Drawn, Entry, Said
from gis.ledger.states.plot_changes import CHANGE_COLUMNS
from gis.maps.text.waterfall_table import steps_table
from gis.messages import Lang, visible, word
from gis.units import date_text, number_text

_TOTALS = ("drawn_ha", "held_ha", "planned_ha")


def totals_table(totals: pd.DataFrame, state: DatedState, lang: Lang) -> Table:
    """Hectares of a date by crop and commune, with a line per crop for all of it."""
    title = word("state_title", lang).format(
        day=date_text(state.of), sets=", ".join(date_text(d) for d in state.as_of)
    )
    heads = ("crop", "method", "commune", "plots", *(c.removesuffix("_ha") for c in _TOTALS))
    table = _table(title, [word(f"head_{h}", lang) for h in heads], 3)
    for row in totals.to_dict("records"):
        method = word(f"method_{row['method']}", lang) if isinstance(row["method"], str) else ""
        figures = [number_text(row[c], lang) for c in _TOTALS]
        crop = _crop(row["crop"], lang)
        table.add_row(crop, method, _place(row, lang), str(row["plots"]), *figures)
    for crop, own in totals.groupby(totals["crop"].fillna(""), sort=True):
        sums = [number_text(float(own[c].sum()), lang) for c in _TOTALS]
        # A plot that reaches into two communes has a row in both: plots are not added up.
        table.add_row(_crop(crop or None, lang), "", word("place_total", lang), "", *sums)
    return table


def flow_table(steps: pd.DataFrame, day: date, lang: Lang) -> Table:
    """From drawn to counted on a date, crops across."""
    said = steps_table(steps, lang)
    table = _table(f"{said.title} · {date_text(day)}", list(said.heads), 1)
    table.caption, table.caption_justify = said.note, "left"
    for row in said.rows:
        table.add_row(*row["cells"])
    return table


def flow_records(steps: pd.DataFrame) -> list[dict[str, object]]:
    """Steps of a date as plain values."""
    return _records(steps, WATERFALL_COLUMNS)


def step_table(rows: pd.DataFrame, days: tuple[date, date], lang: Lang) -> Table:
    """Start + corrected + planted - lost + reshaped + recoded + disputed = end, row by row."""
    title = word("steps_title", lang).format(first=date_text(days[0]), second=date_text(days[1]))
    names = [c.removesuffix("_ha") for c in STEP_COLUMNS]
    heads = [word("head_crop", lang), word("head_commune", lang)]
    table = _table(title, [*heads, *(word(f"head_step_{n}", lang) for n in names)], 2)
    for row in rows.to_dict("records"):
        place = _place(row, lang)
        if isinstance(row["rolled_from"], str):
            place += f" ← {visible(row['rolled_from'])}"
        figures = [number_text(row[c], lang) for c in STEP_COLUMNS]
        table.add_row(_crop(row["crop"], lang), place, *figures)
    table.caption, table.caption_justify = word("steps_note", lang), "left"
    return table


def change_table(rows: pd.DataFrame, days: tuple[date, date], lang: Lang) -> Table:
    """Changed plots one by one."""
    title = word("steps_title", lang).format(first=date_text(days[0]), second=date_text(days[1]))
    heads = ("plot", "kind", "crop", "commune_before", "commune_after", "before", "after", "change")
    table = _table(title, [word(f"head_change_{h}", lang) for h in heads], 5)
    for row in rows.to_dict("records"):
        crop = row["crop_after"] if isinstance(row["crop_after"], str) else row["crop_before"]
        table.add_row(
            visible(row["plot"]), word(f"change_{row['kind']}", lang), _crop(crop, lang),
            visible(row["commune_before"] or ""), visible(row["commune_after"] or ""),
            *(number_text(row[c], lang) for c in ("before_ha", "after_ha", "change_ha")),
        )  # fmt: skip
    return table


def entry_table(entries: Sequence[Entry], lang: Lang) -> Table:
    """Every entry, in the order it came into the file."""
    heads = ("entry", "kind", "of", "recorded", "who", "why")
    table = _table(word("entries_title", lang), [word(f"head_entry_{h}", lang) for h in heads], 9)
    for entry in entries:
        when = entry.recorded_at.astimezone()
        table.add_row(
            entry.digest[:12], word(f"entry_{entry.kind}", lang), date_text(entry.of),
            f"{date_text(when.date())} {when:%H:%M:%S}", visible(entry.who), visible(entry.why),
        )  # fmt: skip
    return table


def dispute_lines(disputes: Iterable[Dispute], lang: Lang) -> Iterator[str]:
    """One line per dispute: the plot, the column, and who said what."""
    for dispute in disputes:
        said = "; ".join(_said(one, lang) for one in dispute.said)
        yield word("dispute_line", lang).format(
            plot=visible(dispute.key), day=date_text(dispute.of), column=dispute.column, said=said
        )


def _said(one: Said, lang: Lang) -> str:
    value: object = one.value
    if isinstance(one.value, Drawn):
        figure = number_text(sum(part.area_cm2 for part in one.value.land) / CM2_PER_HA, lang)
        value = f"{figure} ha"
    return f"{visible(one.entry.who)}: {visible('?' if value is None else value)}"


def totals_records(totals: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of a date's totals as plain values."""
    return _records(totals, TOTAL_COLUMNS)


def step_records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of a comparison by commune as plain values."""
    return _records(rows, COMPARE_COLUMNS)


def change_records(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of a comparison by plot as plain values."""
    return _records(rows, CHANGE_COLUMNS)


def _records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, object]]:
    told = frame[list(columns)].astype(object)
    plain = told.where(told.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def _crop(crop: object, lang: Lang) -> str:
    return crop_word(crop, lang) if isinstance(crop, str) else word("not_known", lang)


def _place(row: dict[Any, Any], lang: Lang) -> str:
    if row["place"] == "commune":
        name = row["commune"] if isinstance(row["commune"], str) else ""
        return f"{visible(name)} ({visible(row['commune_code'])})"
    code = f" ({visible(row['commune_code'])})" if isinstance(row["commune_code"], str) else ""
    return word(f"place_{row['place']}", lang) + code


def _table(title: str, columns: list[str], numbers_from: int) -> Table:
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        justify = "right" if place >= numbers_from else "left"
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table
