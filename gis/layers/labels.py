"""Labels an office writes → the words Nương counts by. Only the table of the project decides."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from numbers import Real

import numpy as np
import pandas as pd

from gis.layers.cell_values import as_written, plain
from gis.layers.findings import Findings
from gis.project.layers_model import Label
from gis.project.model import Project
from gis.project.targets import all_targets

# "other" is a crop no plan counts: an explicit answer, where an unknown label is refused.
CROPS = frozenset({"cassava", "ginseng", "other"})
METHODS = frozenset({"under_canopy", "open_land"})
STATES = frozenset({"planted", "planned"})
# How a plot's land was measured; "declared" is drawn or told by whoever holds it.
MEASURED = frozenset({"survey", "imagery", "declared"})


def crop_words(project: Project) -> frozenset[str]:
    """The crops a label may mean: the planned two, "other", and those of targets and rules."""
    targets = {t.crop for t in all_targets(project) if t.crop is not None}
    named = targets | {z.crop for z in project.zones.values()}
    return CROPS | named | {f.crop for f in project.flags.values() if f.crop is not None}


def words_of(project: Project) -> dict[str, frozenset[str]]:
    """Standard words per column."""
    return {"crop": crop_words(project), "method": METHODS, "state": STATES, "measured": MEASURED}


def read_words(
    name: str,
    values: pd.Series,
    table: Mapping[str, Label],
    words: frozenset[str],
    found: Findings,
) -> pd.Series:
    """A column of labels as standard words.

    Matching is exact after NFC and outer blanks: an accent-free or partial match would take
    "sắn dây" for cassava.

    Args:
        name: standard column.
        values: as read.
        table: label → word; empty when the file already writes the words.
        words: the words there are.
        found: takes unknown labels with their counts.

    Returns:
        Words (object), missing where the cell is empty or its label unknown.
    """
    meaning = {w: w for w in words} if not table else _word_table(name, table, words, found)
    texts = [as_written(v) for v in values]
    _note_unknown(name, texts, meaning, words, found)
    return pd.Series([None if t is None else meaning.get(t) for t in texts], dtype=object)


def read_yes_no(
    name: str, values: pd.Series, table: Mapping[str, Label], found: Findings
) -> pd.Series:
    """A column of yes/no: booleans, 0/1, or labels of the table.

    Returns:
        Nullable boolean, missing where the cell is empty or its label unknown.
    """
    meaning = _yes_no_table(name, table, found)
    cells = [plain(v) for v in values]
    texts = [None if c is None or _truth(c) is not None else as_written(c) for c in cells]
    _note_unknown(name, texts, meaning, ("true", "false", "1", "0"), found)
    answers = [
        None if c is None else _truth(c) if t is None else meaning.get(t)
        for c, t in zip(cells, texts, strict=True)
    ]
    return pd.Series(answers, dtype="boolean")


def _truth(cell: object) -> bool | None:
    if isinstance(cell, bool | np.bool_):
        return bool(cell)
    return bool(cell) if isinstance(cell, Real) and cell in (0, 1) else None


def _word_table(
    name: str, table: Mapping[str, Label], words: frozenset[str], found: Findings
) -> dict[str, str]:
    strange = sorted(str(w) for w in table.values() if w not in words)
    if strange:
        listed = ", ".join(sorted(words))
        found.error("label_target", column=name, words=", ".join(strange), allowed=listed)
    return {_key(label): str(word) for label, word in table.items()}


def _yes_no_table(name: str, table: Mapping[str, Label], found: Findings) -> dict[str, bool]:
    strange = sorted(str(v) for v in table.values() if not isinstance(v, bool))
    if strange:
        found.error("label_target", column=name, words=", ".join(strange), allowed="true, false")
    return {_key(label): v for label, v in table.items() if isinstance(v, bool)}


def _key(label: str) -> str:
    return unicodedata.normalize("NFC", label).strip()


def _note_unknown(
    name: str,
    texts: list[str | None],
    meaning: Mapping[str, object],
    words: Iterable[str],
    found: Findings,
) -> None:
    unknown = np.array([t is not None and t not in meaning for t in texts], dtype=bool)
    if not unknown.any():
        return
    counts = Counter(t for t, u in zip(texts, unknown, strict=True) if u)
    listed = ", ".join(f"“{label}” ({n})" for label, n in counts.most_common(12))
    found.error(
        "label_unknown",
        column=name,
        rows=found.rows(unknown),
        labels=listed,
        allowed=", ".join(sorted(words)),
    )
