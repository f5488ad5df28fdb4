"""What every zone rule finds in every commune: hectares by answer, and what holds land back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.criteria.mask import Mask
from gis.criteria.model import Evaluation
from gis.grid.blocks import Block
from gis.grid.sums import Part, Sums
from gis.project.model import Project
from gis.zones.answers import ANSWERS, answers
from gis.zones.commune_land import CommuneLand
from gis.zones.eligibility import Condition, conditions, eligible

Hectares = NDArray[np.float64]
Classes = NDArray[np.uint8]

# Of the land of one condition: accepted, refused by it alone while every other one accepts, refused
# otherwise, without an answer.
_ACCEPTED, _ALONE, _REFUSED, _OPEN = 0, 1, 2, 3
_SPLIT = 4


@dataclass(frozen=True)
class RuleSums:
    """Hectares one zone rule finds, by commune, and by commune and condition.

    ``yes + no + unknown`` is the commune. ``removes_ha`` is land a condition is known to refuse;
    ``removes_alone_ha`` the part of it that every other one is known to accept;
    ``without_answer_ha`` land where the condition has no answer.
    """

    yes_ha: Hectares
    no_ha: Hectares
    unknown_ha: Hectares
    removes_ha: Hectares
    removes_alone_ha: Hectares
    without_answer_ha: Hectares

    @property
    def answers_ha(self) -> tuple[Hectares, Hectares, Hectares]:
        """Hectares of yes, no and unknown, as :func:`gis.zones.closing.close_communes` asks."""
        return self.yes_ha, self.no_ha, self.unknown_ha


@dataclass(frozen=True)
class CommuneSums:
    """Sums of every zone rule, by its name."""

    rules: Mapping[str, RuleSums]


class CommuneTally:
    """Commune sums of every zone rule, block by block.

    Args:
        project: its zone rules.
        land: the communes, laid over the grid of the whole land.
    """

    def __init__(self, project: Project, land: CommuneLand) -> None:
        self.rules = project.zones
        self.area_ha = land.area_ha
        sizes = [len(rule.require) + len(rule.exclude) for rule in self.rules.values()]
        counts = [count for size in sizes for count in _counts(size)]
        self.sums = Sums(land.laid, counts)

    def part(self, block: Block, land: Evaluation) -> Part:
        """What a block adds; changes nothing here.

        Args:
            block: of the whole land's grid.
            land: the block's evaluation, on its own sub-grid.
        """
        asked = [conditions(rule, land.masks) for rule in self.rules.values()]
        classes = [array for one in asked for array in _classes(one)]
        return self.sums.part(self.sums.laid.over(block), classes)

    def add(self, part: Part) -> None:
        """Take in the part of one block; parts may come in any order."""
        self.sums.add(part)

    def found(self) -> CommuneSums:
        """The sums, once every block has been added."""
        rules, at = {}, 0
        for name, rule in self.rules.items():
            size = len(rule.require) + len(rule.exclude)
            rules[name] = _rule_sums(self.sums, at, size, self.area_ha)
            at += len(_counts(size))
        return CommuneSums(rules)


def _counts(size: int) -> list[int]:
    """Classes of the arrays of one rule: of its land as a whole, then of each condition."""
    return [ANSWERS, *(_SPLIT for _ in range(size))]


def _classes(asked: Sequence[Condition]) -> list[Classes]:
    shape = asked[0].met.known.shape
    refused, answered = np.zeros(shape, dtype=np.uint16), np.ones(shape, dtype=bool)
    for one in asked:
        refused += one.met.no
        answered &= one.met.known
    # Where one alone refuses and each has an answer, all others accept.
    alone = (refused == 1) & answered
    return [answers(eligible(asked)), *(_split(one.met, alone) for one in asked)]


def _split(met: Mask, alone: NDArray[np.bool_]) -> Classes:
    # Without an answer 3, less 1 where refused, 1 more where alone, 3 where accepted.
    found: Classes = np.uint8(_OPEN) - met.known.view(np.uint8)
    found -= np.uint8(_REFUSED - _ACCEPTED) * met.holds.view(np.uint8)
    found -= (met.no & alone).view(np.uint8)
    return found


def _rule_sums(sums: Sums, at: int, size: int, area_ha: Hectares) -> RuleSums:
    yes_ha, no_ha, unknown_ha = sums.shares(at).T * area_ha
    each = [sums.shares(at + 1 + n) * area_ha[:, None] for n in range(size)]
    by_condition = np.stack(each, axis=1)
    alone_ha = by_condition[:, :, _ALONE]
    return RuleSums(
        yes_ha=yes_ha,
        no_ha=no_ha,
        unknown_ha=unknown_ha,
        removes_ha=by_condition[:, :, _REFUSED] + alone_ha,
        removes_alone_ha=alone_ha,
        without_answer_ha=by_condition[:, :, _OPEN],
    )
