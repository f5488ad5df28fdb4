"""The ledger as one CSV that a person opens in Excel by double click.

Vietnamese: ``;`` between cells and a decimal comma; English: ``,`` and a dot. Both UTF-8 with BOM.
One row per fact; ``section`` says which columns it fills. Empty means "does not apply", ``?`` means
"applies, but unknown".
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from gis.ledger.model import HOLDING_COLUMNS, TARGET_COLUMNS, WATERFALL_COLUMNS
from gis.maps.columns import Plain, kind_of, plain_rows
from gis.maps.results import Results
from gis.maps.text.ledger_notes import ledger_notes
from gis.maps.visits import VISIT_COLUMNS, visits
from gis.messages import Lang
from gis.zones.tables import (
    DOUBT_TOTAL_COLUMNS,
    LAND_RANGE_COLUMNS,
    LEGAL_TOTAL_COLUMNS,
    LIMIT_COLUMNS,
    SLOPE_CLASS_COLUMNS,
    ZONE_COMMUNE_COLUMNS,
)

# A target's own "section" is of its plan; here the word is taken by the kind of row.
RENAMED = {"section": "plan_section"}
SECTIONS = {
    "target": tuple(RENAMED.get(c, c) for c in TARGET_COLUMNS),
    "holding": HOLDING_COLUMNS,
    "zone_commune": ZONE_COMMUNE_COLUMNS,
    "limit": LIMIT_COLUMNS,
    "waterfall": WATERFALL_COLUMNS,
    "slope_class": SLOPE_CLASS_COLUMNS,
    "doubt": DOUBT_TOTAL_COLUMNS,
    "land_range": LAND_RANGE_COLUMNS,
    "visit": VISIT_COLUMNS,
    "law": LEGAL_TOTAL_COLUMNS,
    "closure": ("name", "left_ha", "right_ha", "tolerance_ha"),
    "note": ("name", "text"),
}
LEDGER_COLUMNS = tuple(
    dict.fromkeys(["section", "name", "text", *(c for s in SECTIONS.values() for c in s)])
)
SEPARATOR: Mapping[Lang, str] = {"vi": ";", "en": ","}
DECIMAL: Mapping[Lang, str] = {"vi": ",", "en": "."}
UNKNOWN = "?"
# A spreadsheet takes a cell that begins so for a formula; the full-width forms too.
FORMULA_STARTS = "=+-@\t\r＝＋－＠"

_MAY_LACK = {
    # Where no rule judges the land, or none outlines zones for the crop, nobody asked for these.
    "holding": {"flagged_ha", "clear_ha", "unknown_ha", "candidate_ha"},
    # The flattest class has no lower end, the steepest no upper one, unknown land neither.
    "slope_class": {"above_deg", "at_most_deg"},
    # A break of the slope classes, or a zone rule.
    "land_range": {"above_deg"},
}
_ONLY_WITH_FIGURE = {"target", "shortfall", "excess", "share"}


def ledger_csv(results: Results, lang: Lang) -> str:
    """The ledger, what closes it and what it rests on, as CSV text (with BOM).

    Args:
        results: one run.
        lang: separator, decimal sign and language of the notes; column names never change.

    Returns:
        Text with CRLF line ends. Hectares have 4 decimals. Unknown figures read ``?``.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR[lang], lineterminator="\r\n")
    writer.writerow(LEDGER_COLUMNS)
    for section, row in ledger_rows(results, lang):
        writer.writerow(_cells(section, row, lang))
    return "\ufeff" + out.getvalue()


def ledger_rows(results: Results, lang: Lang) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    """Every row as (section, plain values): the notes first, so that they are seen."""
    ledger = results.ledger
    for name, text in ledger_notes(results, lang):
        yield "note", {"name": name, "text": text}
    frames = {
        "target": ledger.targets.rename(columns=RENAMED),
        "holding": ledger.holdings,
        "zone_commune": ledger.zone_communes,
        "limit": ledger.limits,
        "waterfall": ledger.waterfall,
        "slope_class": ledger.slope_classes,
        "doubt": results.doubt.totals,
        "land_range": results.doubt.ranges,
        "visit": visits(results),
        "law": ledger.legal,
        "closure": _closures(results),
    }
    for section, frame in frames.items():
        for row in plain_rows(frame, SECTIONS[section]):
            yield section, row


def _closures(results: Results) -> pd.DataFrame:
    rows = [(c.name, c.left_ha, c.right_ha, c.tolerance_ha) for c in results.ledger.closures]
    return pd.DataFrame(rows, columns=list(SECTIONS["closure"]))


def _cells(section: str, row: Mapping[str, Plain], lang: Lang) -> list[str]:
    cells = {c: _cell(section, c, row, lang) for c in SECTIONS[section]} | {"section": section}
    return [cells.get(column, "") for column in LEDGER_COLUMNS]


def _cell(section: str, column: str, row: Mapping[str, Plain], lang: Lang) -> str:
    value = row[column]
    if value is None:
        number = kind_of(column) == "number"
        return UNKNOWN if number and _applies(section, column, row) else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_cell(column, value, lang)
    return defused(str(value))


def _applies(section: str, column: str, row: Mapping[str, Plain]) -> bool:
    """Whether a missing figure is unknown (True) or was never asked for."""
    if section in _MAY_LACK:
        return column not in _MAY_LACK[section]
    if section == "doubt":
        # Only the total says what visits remove; most projects have no second DEM.
        asked = column != "compare_flagged_ha"
        return asked and (column != "visit_ha" or row["place"] == "total")
    if section != "target":
        return True
    if column in _ONLY_WITH_FIGURE:
        return row["sense"] not in ("decrease", "increase")
    if column == "planned":
        return row["unit"] == "ha"
    if column == "denominator_ha":
        return row["denominator"] is not None
    return column != "candidate"


def number_cell(column: str, value: float, lang: Lang) -> str:
    """A figure without thousands separators: 6 decimals for shares, 9 for tolerances, else 4."""
    digits = 9 if column == "tolerance_ha" else 6 if column.endswith("share") else 4
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace(".", DECIMAL[lang])


def defused(text: str) -> str:
    r"""A text no spreadsheet runs: control characters escaped, a formula start led by ``'``.

    >>> defused("=1+1"), defused("Sì Lở Lầu"), defused("a\tb")
    ("'=1+1", 'Sì Lở Lầu', 'a\\tb')
    """
    shown = "".join(_visible(c) for c in text)
    return f"'{shown}" if shown.lstrip()[:1] in tuple(FORMULA_STARTS) else shown


def _visible(character: str) -> str:
    if unicodedata.category(character)[0] != "C":
        return character
    return character.encode("unicode_escape").decode("ascii")
