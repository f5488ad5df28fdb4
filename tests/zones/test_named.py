"""A list of communes marks who is on it; without a list nobody is off it."""

from gis.zones.named import named_by_targets
from tests.zones.test_outline import project, rule, target

UNITS = [("00001", "Xã A"), ("00002", "Xã B")]


def test_a_list_marks_its_communes_and_the_others() -> None:
    asked = project(r=rule())
    assert named_by_targets(asked, [target(communes=("Xã B",))], UNITS) == ["other", "named"]


def test_where_no_target_names_a_place_no_commune_is_marked() -> None:
    # The cassava plan names no commune: none of them is "not on its list".
    asked = project(r=rule())
    assert named_by_targets(asked, [target(communes=())], UNITS) == [None, None]
    assert named_by_targets(asked, [], UNITS) == [None, None]
