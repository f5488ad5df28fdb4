"""What the cards of a layer say, made some rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import pandas as pd

from gis.maps.text.wording import value_text
from gis.messages import Lang, visible

Row = tuple[str, ...]


class CardRows(Sequence[Row]):
    """A title and one text per column for every row of a table, made when asked for: a page's
    texts all at once would take more memory than the tables they are made from.

    Args:
        table: holds the columns.
        title: column of the titles.
        columns: what a card says, in order.
        lang: of the texts.
    """

    def __init__(self, table: pd.DataFrame, title: str, columns: Sequence[str], lang: Lang) -> None:
        self._table, self._title, self._columns, self._lang = table, title, tuple(columns), lang
        self._said: dict[str, dict[str, str]] = {column: {} for column in columns}

    def __len__(self) -> int:
        return len(self._table)

    @overload
    def __getitem__(self, which: int) -> Row: ...
    @overload
    def __getitem__(self, which: slice) -> list[Row]: ...
    def __getitem__(self, which: int | slice) -> Row | list[Row]:
        some = which if isinstance(which, slice) else slice(which, which + 1 or None)
        rows = self._table.iloc[some]
        titles = [visible(t) for t in rows[self._title]]
        texts = [[self._text(c, value) for value in rows[c]] for c in self._columns]
        told = list(zip(titles, *texts, strict=True))
        return told if isinstance(which, slice) else told[0]

    def _text(self, column: str, value: object) -> str:
        """Equal words share one text: communes, crops and rules stand in thousands of rows."""
        if not isinstance(value, str):
            return value_text(column, value, self._lang)
        said = self._said[column]
        if value not in said:
            said[value] = value_text(column, value, self._lang)
        return said[value]
