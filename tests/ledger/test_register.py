"""Holdings: hectares reported, shares with their denominator, production, codes that lapsed."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from gis.ledger.codes import code_status
from gis.ledger.register import register
from gis.reference.plan_checks import Bounds
from gis.zones.pieces import cut_plots
from tests import land
from tests.zones.asked import project
from tests.zones.test_pieces import TWO


def found(plots, **more):
    dem = land.raster("dem", land.plane(5, 0, (30, 40)))
    asked, layers = project(dem, TWO, plots), land.layers(dem, TWO, plots)
    return register(asked, layers, cut_plots(asked, layers), **more)


def row(rows: pd.DataFrame, measure: str, place: str = "total", code: str | None = None):
    own = rows[(rows["measure"] == measure) & (rows["place"] == place)]
    own = own if code is None else own[own["commune_code"] == code]
    assert len(own) == 1
    return own.iloc[0]


def cassava(**columns: object):
    """Three fields of 1 ha each in the first commune (9 ha from the origin)."""
    shapes = [land.square(x, 0, 100) for x in (0, 100, 200)]
    plain = {"id": ["a", "b", "c"], "crop": ["cassava"] * 3, "method": [None] * 3,
             "state": ["planted"] * 3}  # fmt: skip
    return land.vector("plots", "cassava", shapes, **(plain | columns))


def test_a_share_states_its_denominator_and_what_is_unknown():
    rows = found(cassava(standard_variety=pd.array([True, False, None], "boolean"))).rows
    share = row(rows, "standard_variety")
    # 1 of 3 ha says yes, 1 ha says nothing: between 1/3 and 2/3 of the 3 ha held.
    assert (share["value"], share["unknown"]) == (1.0, 1.0)
    assert (share["denominator"], share["denominator_value"]) == ("held", 3.0)
    assert (share["share_low"], share["share_high"]) == pytest.approx((1 / 3, 2 / 3))


def test_reported_hectares_are_summed_and_missing_ones_stay_unknown():
    rows = found(cassava(productive_ha=[0.5, None, 0.25])).rows
    said = row(rows, "productive")
    assert (said["value"], said["said"], said["plots"]) == (0.75, 2, 3)
    assert math.isnan(said["unknown"])
    nobody = row(rows, "harvested")
    assert math.isnan(nobody["value"])
    assert nobody["said"] == 0


def test_production_is_reported_or_sampled_never_from_hectares():
    rows = found(
        cassava(
            harvested_ha=[1.0, 0.5, 1.0],
            production_t=[12.0, None, None],
            yield_t_per_ha=[99.0, 10.0, None],
        )
    ).rows
    assert row(rows, "production")["value"] == 12.0
    assert row(rows, "production_sampled")["value"] == 5.0  # 10 t/ha × 0.5 ha; a's is reported
    # 17 t on 1.5 ha; the third field states no yield and adds nothing.
    assert row(rows, "yield")["value"] == pytest.approx(17 / 1.5)
    assert row(rows, "yield")["denominator_value"] == 1.5


def test_a_yield_outside_its_bounds_is_told_with_its_plots():
    columns = {"harvested_ha": [1.0, 1.0, 1.0], "production_t": [12.0, 1200.0, 20.0]}
    problems = found(cassava(**columns)).problems
    assert [(p.code, p.level, p.where.layer, p.where.rows) for p in problems] == [
        ("ledger.yield_implausible", "warning", "cassava", ("b",))
    ]
    wide = {"cassava": Bounds(1.0, 2000.0)}
    assert found(cassava(**columns), bounds=wide).problems == ()


def test_planned_plots_are_not_on_the_ground():
    rows = found(cassava(state=["planted", "planned", "planted"])).rows
    assert row(rows, "held")["value"] == 2.0


def test_codes_by_status_and_none_is_not_unknown():
    rows = found(
        cassava(
            planting_area_code=["VN-1", "VN-2", None],
            planting_area_code_history=[None, "2023-05-01 cấp; 2024-02-01 đình chỉ", None],
        )
    ).rows
    assert row(rows, "code_in_force")["value"] == 1.0
    assert row(rows, "code_suspended")["value"] == 1.0
    assert row(rows, "code_in_force")["unknown"] == 0.0
    nothing = row(found(cassava()).rows, "code_in_force")
    assert (nothing["value"], nothing["unknown"]) == (0.0, 3.0)


def test_a_code_on_several_days():
    from datetime import date

    text = "2023-05-01 issued; 01/02/2024 suspended; 2024-06-01 restored; 2025-01-10 revoked"
    plots = cassava(planting_area_code=["VN-1", None, None],
                    planting_area_code_history=[text, None, None])  # fmt: skip
    dem = land.raster("dem", land.plane(5, 0, (30, 40)))
    asked, layers = project(dem, TWO, plots), land.layers(dem, TWO, plots)
    days = {"2023-01-01": "not_yet", "2023-05-01": "in_force", "2024-02-01": "suspended",
            "2024-07-01": "in_force", "2025-01-10": "revoked"}  # fmt: skip
    for day, status in days.items():
        told = code_status(asked, layers, date.fromisoformat(day))
        assert told == {("cassava", "a"): status}


def test_under_canopy_is_declared_unless_surveyed():
    under = {"crop": ["ginseng"] * 3, "method": ["under_canopy"] * 3}
    assert row(found(cassava(**under)).rows, "held")["basis"] == "declared"
    surveyed = found(cassava(**under, measured=["survey"] * 3)).rows
    assert row(surveyed, "held")["basis"] == "drawn"
