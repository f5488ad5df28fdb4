"""A project beside the names of its parts that were refused: those exist, but nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.project.model import Project


@dataclass(frozen=True)
class Declared:
    """What can be cross-checked of a project file.

    Args:
        project: the sound parts.
        faulty: section → names left out of ``project`` because they are faulty; ``"*"`` means
            the whole section.
    """

    project: Project
    faulty: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def left_out(self, section: str) -> frozenset[str]:
        """Names of a section that were refused."""
        return self.faulty.get(section, frozenset())

    def has(self, section: str, name: str) -> bool:
        """Whether a name is declared, faulty or not."""
        faulty = self.left_out(section)
        return name in getattr(self.project, section) or name in faulty or "*" in faulty

    def names(self, section: str) -> list[str]:
        """Every name of a section that can be suggested."""
        return sorted({*getattr(self.project, section), *self.left_out(section)} - {"*"})
