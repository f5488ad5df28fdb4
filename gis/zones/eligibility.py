"""What a zone rule asks of land, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gis.criteria.mask import Mask, all_of
from gis.project.model import ZoneRule


@dataclass(frozen=True)
class Role:
    """One criterion in its role, without its answers."""

    criterion: str
    role: Literal["require", "exclude"]


@dataclass(frozen=True)
class Condition(Role):
    """One criterion in its role; ``met`` is yes where the criterion lets land be a candidate.

    For a required criterion ``met`` is its mask, for an excluding one the opposite (unknown stays
    unknown), so ``met.no`` is always the land the criterion removes.
    """

    met: Mask


def roles(rule: ZoneRule) -> tuple[Role, ...]:
    """The criteria of a rule, as declared: first what it requires, then what it excludes."""
    required = [Role(name, "require") for name in rule.require]
    return (*required, *(Role(name, "exclude") for name in rule.exclude))


def conditions(rule: ZoneRule, masks: Mapping[str, Mask]) -> tuple[Condition, ...]:
    """The conditions of a rule, in the order of :func:`roles`.

    Args:
        rule: names of criteria and their roles.
        masks: one mask per criterion of the project, all (rows, cols) of one grid.

    Raises:
        KeyError: the rule names a criterion that was not evaluated (loading refuses this first).
    """
    return tuple(
        Condition(
            one.criterion,
            one.role,
            masks[one.criterion] if one.role == "require" else ~masks[one.criterion],
        )
        for one in roles(rule)
    )


def eligible(asked: Iterable[Condition]) -> Mask:
    """Land that meets every condition; land that may fail an unknown one is unknown, never yes."""
    return all_of(condition.met for condition in asked)
