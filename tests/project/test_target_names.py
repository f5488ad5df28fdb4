"""A target without an id gets one from what it says."""

import json

from gis.project.model import Target

SKETCH = {
    "plan": "002", "crop": "ginseng", "indicator": "planted_area", "sense": "at_least",
    "hedge": "khoảng", "value_ha": 750.0, "year": 2030, "communes": ["Sì Lở Lầu"],
    "open_list": True,
}  # fmt: skip


def read(**given: object) -> Target:
    return Target.model_validate_json(json.dumps(SKETCH | given))


def test_a_target_is_named_by_plan_crop_indicator_and_year() -> None:
    assert read().id == "p002_ginseng_planted_area_2030"
    assert read(plan="KH 176/KH-UBND").id == "pkh_176_kh_ubnd_ginseng_planted_area_2030"


def test_a_given_id_stands() -> None:
    assert read(id="own").id == "own"
