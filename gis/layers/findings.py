"""What is found wrong in one layer while it is read, kept until everything has been looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gis.errors import Level, Problem, Where


@dataclass
class Findings:
    """The problems of one layer, in the order they were met.

    Args:
        file: path as the project file writes it; ``None`` for the project itself.
        layer: the layer's name in the project.
        row_names: the values of the id column once they are known; until then rows are named by
            their 1-based number.
        repairs: what was read otherwise than the file says because the project said so, for the
            run record.
    """

    file: str | None = None
    layer: str | None = None
    row_names: Sequence[str] | None = None
    problems: list[Problem] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def error(
        self, name: str, /, *, column: str | None = None, rows: Iterable[str] = (), **values: object
    ) -> None:
        """Note what stops the run; ``name`` is a text of ``gis/messages/layers.toml``."""
        self._note(name, "error", column, rows, values)

    def warning(
        self, name: str, /, *, column: str | None = None, rows: Iterable[str] = (), **values: object
    ) -> None:
        """Note a doubt that is printed and kept in the run record."""
        self._note(name, "warning", column, rows, values)

    def repaired(self, kind: str, what: str = "") -> None:
        """Note for the run record what was repaired because the project said so."""
        self.repairs.append(f"{kind}: {what}" if what else kind)

    def _note(
        self,
        name: str,
        level: Level,
        column: str | None,
        rows: Iterable[str],
        values: dict[str, object],
    ) -> None:
        where = Where(self.file, self.layer, column, tuple(rows))
        self.problems.append(Problem(f"layers.{name}", where, values, level))

    def rows(self, mask: ArrayLike) -> tuple[str, ...]:
        """The names of the rows where a boolean array holds."""
        numbers = np.flatnonzero(np.asarray(mask, dtype=bool))
        names = self.row_names
        return tuple(str(i + 1) if names is None else names[int(i)] for i in numbers)

    @property
    def failed(self) -> bool:
        """Whether an error is among the findings."""
        return any(p.level == "error" for p in self.problems)
