"""Kleene's tables, word for word."""

import itertools

import numpy as np
import pytest

from gis.criteria.mask import Mask, all_of, any_of

YES, NO, UNKNOWN = "yes", "no", "unknown"
AND = {
    (YES, YES): YES, (YES, NO): NO, (YES, UNKNOWN): UNKNOWN,
    (NO, YES): NO, (NO, NO): NO, (NO, UNKNOWN): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, NO): NO, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip
OR = {
    (YES, YES): YES, (YES, NO): YES, (YES, UNKNOWN): YES,
    (NO, YES): YES, (NO, NO): NO, (NO, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): YES, (UNKNOWN, NO): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip


def one(answer: str) -> Mask:
    return Mask(np.array([[answer == YES]]), np.array([[answer != UNKNOWN]]))


def said(mask: Mask) -> str:
    answers = {YES: mask.holds, NO: mask.no, UNKNOWN: mask.unknown}
    (only,) = [name for name, where in answers.items() if where.all()]
    return only


@pytest.mark.parametrize(("a", "b"), [*itertools.product([YES, NO, UNKNOWN], repeat=2)])
def test_and_or_not(a, b):
    assert said(one(a) & one(b)) == AND[a, b]
    assert said(one(a) | one(b)) == OR[a, b]
    assert said(~one(a)) == {YES: NO, NO: YES, UNKNOWN: UNKNOWN}[a]
    assert said(~(one(a) & one(b))) == said(~one(a) | ~one(b))


@pytest.mark.parametrize("answers", [*itertools.product([YES, NO, UNKNOWN], repeat=3)])
def test_of_three_the_order_does_not_matter(answers):
    masks = [one(a) for a in answers]
    assert said(all_of(masks)) == said(all_of(masks[::-1])) == AND[AND[answers[:2]], answers[2]]
    assert said(any_of(masks)) == said(any_of(masks[::-1])) == OR[OR[answers[:2]], answers[2]]


def test_unknown_land_never_holds():
    assert not Mask(np.array([[True]]), np.array([[False]])).holds.any()


def test_masks_of_two_grids_do_not_meet():
    with pytest.raises(ValueError, match="grid"):
        Mask(np.ones((2, 2), bool), np.ones((2, 3), bool))
