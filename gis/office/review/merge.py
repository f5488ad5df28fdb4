"""A checked review sheet into the ledger over time: who, when and why are kept."""

from __future__ import annotations

from datetime import date, datetime

from gis.errors import raise_errors
from gis.history import LedgerFile, correct_plots
from gis.ledger.states.model import Entry
from gis.office.review.differences import Review


def merge_review(
    file: LedgerFile,
    review: Review,
    who: str,
    why: str,
    *,
    now: datetime | None = None,
    today: date | None = None,
) -> Entry | None:
    """Append everything a sheet changes as one entry, or nothing.

    Args:
        file: the open ledger.
        review: the sheet, read and checked.
        who: who answers for it.
        why: the reason; notes of the sheet are added to it, plot by plot.
        now: the moment of recording; the clock's when not given.
        today: as for :func:`gis.history.correct_plots`.

    Returns:
        The entry, None where the ledger says all of it already.

    Raises:
        NuongError: the sheet has faults, or the ledger refuses the entry.
    """
    raise_errors(review.problems)
    if not review.changes:
        return None
    notes = "; ".join(f"{key}: {text}" for key, text in review.notes)
    said = " — ".join(text for text in (why.strip(), notes) if text)
    return correct_plots(
        file, review.corrections(), review.of, who, said if why.strip() else why, now=now,
        today=today,
    )  # fmt: skip
