"""Problems a person can act on: where, what must hold, what was found, what to try.

A :class:`Problem` names a text in :mod:`gis.messages` and carries only plain values; the words
are chosen when it is shown, so the same problem reads in Vietnamese or in English.
Stages collect problems in a list and raise them together in one :class:`NuongError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from gis.messages import Lang, sentence

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Where:
    """The place of a problem: a file, a layer of the project, a column, some rows.

    ``rows`` are the values of the layer's id column, or 1-based feature numbers when it has none.
    """

    file: str | None = None
    layer: str | None = None
    column: str | None = None
    rows: tuple[str, ...] = ()

    def text(self, lang: Lang) -> str:
        """The place in one line; at most eight rows are spelled out, the rest are counted."""
        shown = list(self.rows[:8])
        if len(self.rows) > 8:
            shown.append(sentence("common.more_rows", "found", lang, {"n": len(self.rows) - 8}))
        parts = [self.file, self.layer and f"[layers.{self.layer}]", self.column]
        if shown:
            parts.append(sentence("common.rows", "found", lang, {"rows": ", ".join(shown)}))
        return " · ".join(p for p in parts if p)


@dataclass(frozen=True)
class Problem:
    """One fault or doubt about the input, in four parts.

    Args:
        code: key of the text in ``gis/messages/*.toml``, e.g. ``"layers.file_missing"``.
        where: the place.
        values: plain values that fill the text's named places.
        level: ``"error"`` stops the run; ``"warning"`` is printed and kept in ``run.json``.
    """

    code: str
    where: Where = Where()
    values: Mapping[str, object] = field(default_factory=dict)
    level: Level = "error"

    def part(self, name: Literal["must", "found", "try"], lang: Lang) -> str:
        """One part of the message in a language."""
        return sentence(self.code, name, lang, self.values)

    def text(self, lang: Lang) -> str:
        """The whole message: where · must · found · try."""
        parts = [self.where.text(lang), *(self.part(p, lang) for p in ("must", "found", "try"))]
        return " · ".join(p for p in parts if p)


class NuongError(Exception):
    """Every problem that stops the work, together.

    Args:
        problems: at least one problem of level ``"error"``; warnings may be among them.
    """

    def __init__(self, problems: Iterable[Problem]):
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(p.text("en") for p in self.problems))


def raise_errors(problems: Iterable[Problem]) -> list[Problem]:
    """Raise :class:`NuongError` if any problem is an error; otherwise hand the warnings back."""
    found = list(problems)
    if any(p.level == "error" for p in found):
        raise NuongError(found)
    return found
