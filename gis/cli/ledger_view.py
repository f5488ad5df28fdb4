"""The ledger as terminal tables: targets first, then hectares by commune."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gis.cli.hedge import hedged
from gis.maps.text.ledger_tables import is_unreported, one_place
from gis.messages import Lang, visible, word
from gis.units import ha_text, is_whole, number_text

if TYPE_CHECKING:
    from rich.table import Table

    from gis.maps.results import Results
    from gis.maps.text.text_table import TextTable

HOLDINGS = ("drawn_ha", "overlap_ha", "held_ha", "planned_ha", "flagged_ha", "unknown_ha",
            "candidate_ha")  # fmt: skip


def ledger_tables(results: Results, lang: Lang) -> list[Table]:
    """Targets, where drawn hectares went, holdings by commune, slope classes, and the range of
    flagged hectares. Unknown figures read "?".
    """
    return [
        _targets(results, lang),
        *_waterfall(results, lang),
        *_holdings(results, lang),
        *_slope_classes(results, lang),
        *_doubt(results, lang),
    ]


def target_lines(results: Results, lang: Lang) -> Iterator[str]:
    """One line per target that can be computed: held, target with its hedge, and whether met."""
    rows = results.ledger.targets
    for row in rows[rows["basis"] == "computed"].to_dict("records"):
        yield word("target_line", lang).format(
            plan=row["plan"],
            indicator=word(f"indicator_{row['indicator']}", lang),
            crop=about_word(row, lang),
            held=held_text(row, lang),
            target=target_text(row, lang),
            met=word(f"met_{row['met']}", lang),
        )


def held_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """What is known to be held, and beside it what may be held too."""
    held = figure(row["held"], row["unit"], lang)
    if not row["held_unknown"] > 0:
        return held
    return f"{held} (+ {figure(row['held_unknown'], row['unit'], lang)} {word('not_known', lang)})"


def target_text(row: Mapping[Any, Any], lang: Lang) -> str:
    """A target with the plan's own hedge; a direction without a figure says so."""
    if row["target"] != row["target"] or row["target"] is None:
        return word(f"sense_{row['sense']}", lang)
    least, most = (figure(row[k], row["unit"], lang) for k in ("target", "target_high"))
    hedge = row["hedge"] if isinstance(row["hedge"], str) else None
    return hedged(hedge, least if most.startswith("?") else f"{least} – {most}")


def figure(value: float | None, unit: str, lang: Lang) -> str:
    """A value in its unit: hectares, percent for shares, tonnes, a count."""
    if unit == "share":
        return f"{number_text(None if value is None else value * 100, lang, 1)} %"
    if unit == "ha":
        return ha_text(value, lang)
    return f"{number_text(value, lang, 0 if is_whole(unit) else 1)} {word(f'unit_{unit}', lang)}"


def about_word(row: Mapping[Any, Any], lang: Lang) -> str:
    """What a target is about: its crop, or the subject of one that has none; and its one place."""
    if isinstance(row["crop"], str):
        return crop_word(row["crop"], lang) + one_place(row)
    return visible(row[f"subject_{lang}"]) + one_place(row)


def crop_word(crop: str, lang: Lang) -> str:
    """The crop's name where we have a word for it, else as the project writes it."""
    try:
        return word(f"crop_{crop}", lang)
    except KeyError:
        return visible(crop)


def _table(title: str, columns: list[str], numbers_from: int) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(
            column, justify="right" if place >= numbers_from else "left", overflow="fold"
        )
    return table


def _targets(results: Results, lang: Lang) -> Table:
    heads = ("plan", "crop", "indicator", "year", "target", "held", "shortfall", "excess", "met")
    table = _table(word("targets", lang), [word(f"head_{h}", lang) for h in heads], 3)
    for row in results.ledger.targets.to_dict("records"):
        amounts = [_gap(row, key, lang) for key in ("shortfall", "excess")]
        held = word("not_reported", lang) if is_unreported(row) else held_text(row, lang)
        year = "" if row["year"] is None or row["year"] != row["year"] else str(int(row["year"]))
        table.add_row(
            visible(row["plan"]), about_word(row, lang),
            word(f"indicator_{row['indicator']}", lang), year, target_text(row, lang),
            held, *amounts,
            word(f"met_{row['met']}", lang),
        )  # fmt: skip
    return table


def _gap(row: Mapping[Any, Any], key: str, lang: Lang) -> str:
    """Shortfall or excess; a plan without a figure has neither, nor has what nobody reported."""
    if row["target"] != row["target"] or is_unreported(row):
        return "–"
    return figure(row[key], row["unit"], lang)


def _holdings(results: Results, lang: Lang) -> Iterator[Table]:
    """Hectares by crop and commune: where something lies, and only columns anything is known of.

    A province's communes without a crop would fill the screen with zeros; the ledger file has them.
    """
    rows = results.ledger.holdings
    kept = [h for h in HOLDINGS if not rows[h].isna().all()]
    some = rows[[h for h in kept if h != "unknown_ha"]].fillna(0).any(axis="columns")
    shown = rows[(rows["place"] != "commune") | rows["unknown_ha"].gt(0) | some]
    if shown.empty:
        return
    heads = ["crop", "method", "commune", *(h.removesuffix("_ha") for h in kept)]
    table = _table(word("holdings", lang), [word(f"head_{h}", lang) for h in heads], 3)
    if len(shown) < len(rows):
        table.caption, table.caption_justify = word("holdings_empty_left_out", lang), "left"
    for row in shown.to_dict("records"):
        named = row["place"] == "commune"
        place = visible(row["commune"]) if named else word(f"place_{row['place']}", lang)
        method = word(f"method_{row['method']}", lang) if isinstance(row["method"], str) else ""
        amounts = [number_text(row[h], lang) for h in kept]
        table.add_row(crop_word(row["crop"], lang), method, place, *amounts)
    yield table


def _waterfall(results: Results, lang: Lang) -> Iterator[Table]:
    from gis.maps.text.waterfall_table import waterfall_table

    steps = waterfall_table(results, lang)
    yield from _said([steps] if steps.rows else [])


def _slope_classes(results: Results, lang: Lang) -> Iterator[Table]:
    from gis.maps.text.slope_table import slope_tables

    yield from _said(slope_tables(results, lang))


def _said(tables: Sequence[TextTable]) -> Iterator[Table]:
    """Tables of text as the terminal draws them."""
    for said in tables:
        table = _table(said.title, list(said.heads), 1)
        table.caption, table.caption_justify = said.note or None, "left"
        for row in said.rows:
            table.add_row(*row["cells"])
        yield table


def _doubt(results: Results, lang: Lang) -> Iterator[Table]:
    """Flagged hectares of every flag rule by commune, the range in words under the total."""
    from gis.maps.text.doubt_text import TOTALS, doubt_notes
    from gis.maps.text.wording import flag_title

    heads = [word("head_commune", lang), *(word(f"head_doubt_{c}", lang) for c in TOTALS)]
    totals = results.doubt.totals
    for name, rule in results.project.flags.items():
        title = f"{word('doubt_totals', lang)}: {flag_title(name, rule, lang)}"
        table = _table(title, heads, 1)
        for row in totals[totals["rule"] == name].to_dict("records"):
            named = row["place"] == "commune"
            place = visible(row["commune"]) if named else word(f"place_{row['place']}", lang)
            table.add_row(place, *(number_text(row[c], lang) for c in TOTALS))
        table.caption, table.caption_justify = "\n".join(doubt_notes(results, name, lang)), "left"
        yield table
