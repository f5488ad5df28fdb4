"""What changed since the last report: by the ledger over time, or by an earlier run's folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pyogrio

from gis.errors import raise_errors
from gis.history import Book
from gis.ledger.closure import not_closed
from gis.ledger.states.compare import Compared
from gis.ledger.states.plot_changes import STEPS
from gis.maps.check.verify import verify_outputs
from gis.maps.contents import OFFICE_FILE
from gis.maps.results import Results
from gis.maps.text.wording import coded, crop_and_method, is_missing
from gis.messages import Lang, visible, word
from gis.office.report.model import Changes
from gis.units import date_text

KEYS = ["crop", "method", "place", "commune_code", "commune"]


def changes_in_ledger(book: Book, since: date, until: date, lang: Lang) -> Changes:
    """Two dates of the ledger by crop and commune.

    Args:
        book: the ledger.
        since: date of the last report; as it was first recorded.
        until: date of this one, as it is known now.
        lang: of words.

    Raises:
        NuongError: a date is not reached, or a sum does not close.
    """
    found = book.compare(since, until)
    raise_errors(not_closed(found.closures))
    table = step_rows(found, lang)
    note = word("report_changes_of_ledger", lang)
    return Changes(date_text(since), until, ("crop", "commune"), STEPS, table, note)


def step_rows(found: Compared, lang: Lang) -> pd.DataFrame:
    """Rows of a comparison by crop and commune, in words; what was lost is below 0.

    Returns:
        ``crop, commune, start``, every step, ``end``: start + steps = end, in hectares.
    """
    rows = found.communes[found.communes["place"] != "total"]
    return pd.DataFrame(
        {
            "crop": [_crop(c, lang) for c in rows["crop"]],
            "commune": [_place(r, lang) for r in rows.to_dict("records")],
            "start": rows["start_ha"].to_numpy(),
            **{s: rows[f"{s}_ha"].to_numpy() * (-1 if s == "lost" else 1) for s in STEPS},
            "end": rows["end_ha"].to_numpy(),
        }
    )


def changes_since_run(results: Results, folder: Path, until: date, lang: Lang) -> Changes:
    """Held hectares of this run against an earlier run's folder; rows that changed.

    Args:
        results: this run.
        folder: the earlier one's products.
        until: the day of this report.
        lang: of words.

    Returns:
        A row only one of the two has is unknown (NaN) in the other, never 0.

    Raises:
        NuongError: the folder is no whole run.
    """
    raise_errors(verify_outputs(folder))
    before = pyogrio.read_dataframe(
        folder / OFFICE_FILE, layer="ledger_holdings", read_geometry=False
    )
    now = results.ledger.holdings
    parts = [_plain(frame) for frame in (before, now)]
    both = parts[0].merge(parts[1], "outer", KEYS, suffixes=("_a", "_b"))
    both = both[(both["place"] != "total") & ~(both["held_ha_a"] == both["held_ha_b"])]
    table = pd.DataFrame(
        {
            "crop_method": [_about(r, lang) for r in both.to_dict("records")],
            "commune": [_place(r, lang) for r in both.to_dict("records")],
            "start": both["held_ha_a"],
            "change": both["held_ha_b"] - both["held_ha_a"],
            "end": both["held_ha_b"],
        }
    )
    name = visible(folder.name)
    note = word("report_changes_of_run", lang).format(folder=name)
    return Changes(name, until, ("crop_method", "commune"), ("change",), table, note)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[[*KEYS, "held_ha"]].copy()
    # An empty text stands for what is missing, so that both sides meet.
    texts = kept[KEYS].astype(object)
    kept[KEYS] = texts.where(texts.notna(), "")
    return kept


def _about(row: dict[object, object], lang: Lang) -> str:
    method = row["method"] or None
    return crop_and_method(row["crop"] or "none", method, lang)


def _crop(crop: object, lang: Lang) -> str:
    return coded("crop", "none" if is_missing(crop) else crop, lang)


def _place(row: dict[object, object], lang: Lang) -> str:
    code = row["commune_code"]
    said = "" if is_missing(code) or not code else f" ({visible(code)})"
    name = row["commune"]
    if row["place"] == "commune":
        return ("" if is_missing(name) else visible(name)) + said
    return coded("place", row["place"], lang) + said
