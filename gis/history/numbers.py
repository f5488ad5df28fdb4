"""Rows of whole numbers out of SQLite into arrays, quickly; words and plots by number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from gis.history.file import packed

Whole = NDArray[np.int64]


def whole_rows(rows: Iterable[tuple[int, ...]], width: int) -> Whole:
    """Rows of whole numbers as an array (rows, width)."""
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return flat.reshape(-1, width)


def two_in_one(packed: Whole) -> tuple[Whole, Whole]:
    """The two numbers below 2^31 of ``a << 31 | b``: what takes time while reading is making an
    object of Python of each number, so two come as one.
    """
    return packed >> 31, packed & ((1 << 31) - 1)


def words(sql: sqlite3.Connection) -> list[str | None]:
    """Words by number; 0 is none."""
    told: list[str | None] = [None]
    for number, text in sql.execute("SELECT word_no, text FROM word ORDER BY word_no"):
        told.extend([None] * (number - len(told)))
        told.append(text)
    return told


def word_numbers(sql: sqlite3.Connection, texts: Iterable[str | None]) -> dict[str | None, int]:
    """Numbers of words, new ones written down."""
    known = {text: number for number, text in sql.execute("SELECT word_no, text FROM word")}
    for text in sorted({t for t in texts if t is not None} - set(known)):
        known[text] = int(sql.execute("INSERT INTO word (text) VALUES (?)", [text]).lastrowid or 0)
    return {**known, None: 0}


def outline_numbers(
    sql: sqlite3.Connection, outlines: Mapping[str, bytes], srs_id: int
) -> dict[str, int]:
    """Numbers of every outline by digest, new ones (well-known binary) written down."""
    known = dict(sql.execute("SELECT digest, shape_no FROM outline"))
    number = max(known.values(), default=0)
    fresh = sorted(set(outlines) - set(known))
    known |= {digest: number + n for n, digest in enumerate(fresh, start=1)}
    rows = [(known[d], packed(outlines[d], srs_id), d) for d in fresh]
    sql.executemany("INSERT INTO outline (shape_no, geom, digest) VALUES (?, ?, ?)", rows)
    return known


def plot_count(sql: sqlite3.Connection) -> int:
    """The largest plot number."""
    return int(sql.execute("SELECT coalesce(max(plot_no), 0) FROM plot").fetchone()[0])


def members(sql: sqlite3.Connection, entry_no: int) -> Whole:
    """The version of every plot number in a state, -1 where it has no such plot.

    A state is stored as what differs from an earlier one, its base, or whole where it has none.
    """
    found = np.full(plot_count(sql) + 1, -1, dtype=np.int64)
    for number in reversed(_chain(sql, entry_no)):
        rows = sql.execute(
            "SELECT plot_no << 31 | coalesce(version_no, 0) FROM change WHERE entry_no = ?",
            [number],
        )
        plot, version = two_in_one(whole_rows(rows, 1)[:, 0])
        found[plot] = np.where(version == 0, -1, version)
    return found


def _chain(sql: sqlite3.Connection, entry_no: int) -> list[int]:
    """A state, its base, the base of that … to the one stored whole."""
    numbers = [entry_no]
    while True:
        row = sql.execute(
            "SELECT b.entry_no FROM entry e JOIN entry b ON b.digest = e.base "
            "WHERE e.entry_no = ?", [numbers[-1]],
        ).fetchone()  # fmt: skip
        if row is None:
            return numbers
        numbers.append(int(row[0]))


def chain_length(sql: sqlite3.Connection, entry_no: int) -> int:
    """How many states must be read to rebuild one."""
    return len(_chain(sql, entry_no))
