"""The ledger over time as one file: states by date, appended and never changed.

The file is a GeoPackage (SQLite), written through ``sqlite3`` in one transaction per operation.
What its entries mean is decided in ``gis.ledger.states``; here they are kept and found again.
"""

from gis.history.book import Book
from gis.history.correct import correct_plots
from gis.history.file import LedgerFile, create_ledger, open_ledger
from gis.history.merge import Merged, merge_ledgers
from gis.history.record import record_state
from gis.history.redraw import Borders, Redrawn, redraw
from gis.history.shared import shared_land_doubts
from gis.history.verify import verify_ledger

__all__ = [
    "Book",
    "Borders",
    "LedgerFile",
    "Merged",
    "Redrawn",
    "correct_plots",
    "create_ledger",
    "merge_ledgers",
    "open_ledger",
    "record_state",
    "redraw",
    "shared_land_doubts",
    "verify_ledger",
]
