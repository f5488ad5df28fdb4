"""What a zone rule asks of land, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gis.criteria.mask import Mask, all_of
from gis.project.model import ZoneRule


@dataclass(frozen=True)
class Condition:
    """One criterion in its role; ``met`` is yes where the criterion lets land be a candidate.

    For a required criterion ``met`` is its mask, for an excluding one the opposite (unknown stays
    unknown), so ``met.no`` is always the land the criterion removes.
    """

    criterion: str
    role: Literal["require", "exclude"]
    met: Mask


def conditions(rule: ZoneRule, masks: Mapping[str, Mask]) -> tuple[Condition, ...]:
    """The conditions of a rule, as declared: first what it requires, then what it excludes.

    Args:
        rule: names of criteria and their roles.
        masks: one mask per criterion of the project, all (rows, cols) of one grid.

    Raises:
        KeyError: the rule names a criterion that was not evaluated (loading refuses this first).
    """
    required = [Condition(name, "require", masks[name]) for name in rule.require]
    excluded = [Condition(name, "exclude", ~masks[name]) for name in rule.exclude]
    return (*required, *excluded)


def eligible(asked: Iterable[Condition]) -> Mask:
    """Land that meets every condition; land that may fail an unknown one is unknown, never yes."""
    return all_of(condition.met for condition in asked)
