from __future__ import annotations

import pytest

from gis.criteria.mask import Mask
from gis.project.model import ZoneRule
from gis.zones.commune_land import measure_communes
from gis.zones.commune_sums import CommuneTally
from gis.zones.eligibility import conditions, eligible, roles
from gis.zones.limits import limit_rows, limiting_criteria
from tests.land import square
from tests.zones.pictures import land, picture, project, rule, seen

HIGH = picture("##..", "##..", "###?", "####")
SHADY = picture("#.##", "#.##", "###.", "####")
STRICT = picture("....", "....", "...#", "#..?")


MASKS = {"high": HIGH, "shady": SHADY, "strict": STRICT}


def limits(asked: ZoneRule, masks: dict[str, Mask], *squares: object):
    place = land((4, 4), *squares)
    evaluation = seen(place, **masks)
    measured = measure_communes(place, evaluation.grid)
    tally = CommuneTally(project(r=asked), measured)
    tally.add(tally.part(evaluation.grid.whole, evaluation))
    return limit_rows("r", roles(asked), tally.found().rules["r"], measured)


def table(*squares: object, order: tuple[str, ...] = ("high", "shady")):
    return limits(rule(order, exclude=("strict",)), MASKS, *squares)


def test_eligible_is_what_every_criterion_is_known_to_accept():
    found = eligible(conditions(rule(("high", "shady"), ("strict",)), MASKS))
    # row 3: high ### ?, shady ###. → the ? is refused by shade anyway; row 4: first cell strict,
    # last cell strict unknown → unknown.
    assert found.holds.tolist() == picture("#...", "#...", "###.", ".##.").holds.tolist()
    assert found.unknown.tolist() == picture("....", "....", "....", "...?").unknown.tolist()


def test_limits_by_pencil():
    # 16 cells of 1 ha in one commune.
    # high: no in 4 cells, unknown in 1. shady: no in 3. strict: yes in 2, unknown in 1.
    # alone high: the 4 cells right of rows 1-2 are shady and not strict → 4.
    # alone shady: column 2 of rows 1-2 is high and not strict → 2; row 3 last cell: high unknown.
    # alone strict: row 4 first cell is high and shady → 1; row 3 last cell is not.
    rows = table().set_index("criterion")
    assert rows["role"].to_dict() == {"high": "require", "shady": "require", "strict": "exclude"}
    assert rows["removes_ha"].tolist() == pytest.approx([4, 3, 2])
    assert rows["removes_alone_ha"].tolist() == pytest.approx([4, 2, 1])
    assert rows["unknown_ha"].tolist() == pytest.approx([1, 0, 1])


def test_limits_of_two_communes_and_of_land_beyond_the_grid():
    # West: columns 1-2. East: 400 m × 400 m from column 3 on, half of it (rows 1-4,
    # columns 3-4: 8 ha) on the grid, 8 ha beyond it: unknown to every criterion.
    rows = table(square(0, 0, 200), square(200, 0, 400))
    assert list(zip(rows["commune_code"], rows["criterion"], strict=True)) == [
        (code, name) for code in ("00001", "00002") for name in ("high", "shady", "strict")
    ]
    # West is rows 1-2 of columns 1-2: 4 ha, column 2 not shady.
    assert rows["removes_alone_ha"][:3].tolist() == pytest.approx([0, 2, 0])
    assert rows["unknown_ha"][3:].tolist() == pytest.approx([8 + 1, 8, 8 + 1])
    assert rows["removes_ha"][3:].tolist() == pytest.approx([4, 1, 1])


def test_the_limiting_criterion_is_the_one_that_alone_removes_most():
    assert limiting_criteria(table()) == {"00001": "high"}
    west = table(square(0, 0, 200), square(200, 0, 200))
    assert limiting_criteria(west) == {"00001": "shady", "00002": "high"}


def test_a_tie_goes_to_the_criterion_declared_first():
    # Column 2 of rows 1-2 (shady refuses) and column 3 of rows 1-2 (high refuses): 2 ha each.
    tie = square(100, 0, 200)
    assert limiting_criteria(table(tie)) == {"00001": "high"}
    assert limiting_criteria(table(tie, order=("shady", "high"))) == {"00001": "shady"}


def test_where_nothing_is_removed_alone_there_is_no_limiting_criterion():
    # Row 4, columns 2-3: eligible throughout.
    place = table(square(100, 300, 100))
    assert limiting_criteria(place) == {"00001": None}


def test_one_criterion_alone_removes_what_it_removes():
    row = limits(rule(("high",)), {"high": HIGH}).iloc[0]
    assert (row["removes_ha"], row["removes_alone_ha"]) == pytest.approx((4, 4))
