from __future__ import annotations

from dataclasses import replace

import pytest

from gis.errors import NuongError
from gis.ledger.closure import check_closures, require_closed
from gis.ledger.model import Closure
from tests import land
from tests.ledger.books import ledger_of
from tests.zones.test_pieces import plots

SHAPES = [land.square(x, 0, 100) for x in (0, 60, 250, 560)]


def books():
    zone = {"rule": "open", "crop": "ginseng", "method": "open_land", "commune_code": "00001",
            "geometry": land.square(0, 200, 50)}  # fmt: skip
    rule = {"crop": "ginseng", "method": "open_land", "require": ("steep",), "min_area_ha": 0.1}
    return ledger_of(plots(SHAPES, crop=["cassava"] * 4), found=[zone], zones={"open": rule})


def test_every_kind_of_sum_is_there_and_closes():
    ledger = books()
    names = {closure.name.split(":")[0] for closure in ledger.closures}
    assert names == {
        "plots.cut_by_commune",
        "plots.counted_once",
        "holdings.drawn",
        "holdings.counted",
        "holdings.communes_and_outside",
        "holdings.flagged_clear_unknown",
        "flags.land",
        "flags.counted_land",
        "zones.commune",
        "zones.rows",
        "waterfall.drawn",
    }
    assert check_closures(ledger) == []
    require_closed(ledger)
    by_name = {closure.name: closure for closure in ledger.closures}
    # 4 ha drawn, two of them share 40 m × 100 m
    assert by_name["holdings.drawn"].left_ha == pytest.approx(4.0)
    assert by_name["plots.counted_once:cassava"].left_ha == pytest.approx(3.6)


def test_a_sum_that_does_not_close_stops_publishing_and_says_both_sides():
    broken = replace(books(), closures=(Closure("flags.land:x", 1.0, 1.1, 1e-9),))
    with pytest.raises(NuongError) as raised:
        require_closed(broken)
    problem = raised.value.problems[0]
    assert problem.code == "ledger.not_closed"
    for lang in ("vi", "en"):
        assert "flags.land:x" in problem.text(lang) and "1.100000000" in problem.text(lang)


def test_an_unknown_sum_does_not_close():
    broken = replace(books(), closures=(Closure("zones.rows:x", float("nan"), 0.0, 1e-9),))
    assert len(check_closures(broken)) == 1


def test_no_plots_and_no_zones_close_too():
    assert check_closures(ledger_of(flags={})) == []
