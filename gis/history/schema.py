"""Tables of the ledger file, and the triggers that let nobody change or remove a row."""

from __future__ import annotations

from collections.abc import Iterator

FORMAT = 1
PROGRAM = "nuong ledger"

# Numbers (…_no) are of this file alone; digests are the same in every copy.
TABLES = {
    "ledger_file": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "word": "word_no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE",
    "plot": "plot_no INTEGER PRIMARY KEY, layer TEXT NOT NULL, plot_id TEXT NOT NULL, "
    "UNIQUE (layer, plot_id)",
    "version": "version_no INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, "
    "plot_no INTEGER NOT NULL REFERENCES plot, shape_no INTEGER NOT NULL REFERENCES outline, "
    "crop_no INTEGER NOT NULL, method_no INTEGER NOT NULL, state_no INTEGER NOT NULL, "
    "plot_values TEXT NOT NULL",
    "land": "version_no INTEGER NOT NULL REFERENCES version, part INTEGER NOT NULL, "
    "place_no INTEGER NOT NULL, area_cm2 INTEGER NOT NULL, counted_cm2 INTEGER NOT NULL, "
    "PRIMARY KEY (version_no, part)",
    "entry": "entry_no INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, body TEXT NOT NULL, "
    "base TEXT, members INTEGER NOT NULL",
    "change": "entry_no INTEGER NOT NULL REFERENCES entry, plot_no INTEGER NOT NULL, "
    "version_no INTEGER, PRIMARY KEY (entry_no, plot_no)",
    "correction": "entry_no INTEGER NOT NULL REFERENCES entry, plot_no INTEGER NOT NULL, "
    "column_name TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (entry_no, plot_no, column_name)",
    "arrival": "arrival_no INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL UNIQUE, "
    "chain TEXT NOT NULL",
}
WITHOUT_ROWID = ("land", "change", "correction")
# Made by GDAL, so that the outlines open in QGIS; its rows are guarded like ours.
OUTLINES = "outline"
_KEYS = {
    "ledger_file": "name = NEW.name",
    "word": "word_no = NEW.word_no OR text = NEW.text",
    "plot": "plot_no = NEW.plot_no OR (layer = NEW.layer AND plot_id = NEW.plot_id)",
    "version": "version_no = NEW.version_no OR digest = NEW.digest",
    "land": "version_no = NEW.version_no AND part = NEW.part",
    "entry": "entry_no = NEW.entry_no OR digest = NEW.digest",
    "change": "entry_no = NEW.entry_no AND plot_no = NEW.plot_no",
    "correction": "entry_no = NEW.entry_no AND plot_no = NEW.plot_no "
    "AND column_name = NEW.column_name",
    "arrival": "arrival_no = NEW.arrival_no OR entry = NEW.entry",
    OUTLINES: "shape_no = NEW.shape_no OR digest = NEW.digest",
}


def statements() -> Iterator[str]:
    """SQL that makes every table and trigger of an empty ledger, outlines being there already."""
    for name, columns in TABLES.items():
        tail = " WITHOUT ROWID" if name in WITHOUT_ROWID else ""
        yield f"CREATE TABLE {name} ({columns}){tail}"
    yield f"CREATE UNIQUE INDEX outline_digest ON {OUTLINES} (digest)"
    for name, key in _KEYS.items():
        yield from guards(name, key)


def guards(name: str, key: str) -> Iterator[str]:
    """SQL of the triggers that let nobody change, remove or replace a row of a table of ours.

    Args:
        name: the table.
        key: SQL that is true of a row a new one would replace.
    """
    for verb in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
    # INSERT OR REPLACE removes rows without asking a DELETE trigger.
    yield (
        f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} "  # noqa: S608 - our names
        f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {key}) "
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    )
