"""From drawn to counted, by pencil."""

import pandas as pd
import pytest

from gis.ledger.model import HOLDING_COLUMNS
from gis.ledger.waterfall import STEPS, waterfall, waterfall_closures

NAN = float("nan")


def holding(crop, place, drawn, overlap, held, planned, flagged, clear, unknown):
    figures = [drawn, overlap, held, planned, flagged, clear, unknown, NAN]
    return dict(zip(HOLDING_COLUMNS, [crop, None, place, "1", "A", "named", *figures], strict=True))


ROWS = pd.DataFrame(
    [
        # 10 drawn = 1 overlap + 9 held = 2 flagged + 6 clear + 1 unknown
        holding("cassava", "commune", 10.0, 1.0, 9.0, 0.0, 2.0, 6.0, 1.0),
        holding("cassava", "outside_communes", 3.0, 0.5, 2.0, 0.5, 1.0, 1.0, 0.5),
        holding("cassava", "total", 13.0, 1.5, 11.0, 0.5, 3.0, 7.0, 1.5),
        holding("ginseng", "commune", 4.0, 0.0, 3.0, 1.0, NAN, NAN, NAN),
        holding("ginseng", "outside_communes", 0.0, 0.0, 0.0, 0.0, NAN, NAN, NAN),
        holding("ginseng", "total", 4.0, 0.0, 3.0, 1.0, NAN, NAN, NAN),
    ]
)


def test_every_hectare_lies_in_one_step() -> None:
    table = waterfall(ROWS)
    cassava = dict(zip(STEPS, table[table["crop"] == "cassava"]["step_ha"], strict=True))
    # 13 = (1 + 0.5) overlap + (2 + 0.5) outside + 1 unknown + 2 flagged + 6 clear
    assert cassava == {
        "drawn": 13.0, "overlap": 1.5, "outside_communes": 2.5, "unknown": 1.0, "flagged": 2.0,
        "clear": 6.0, "not_judged": 0.0,
    }  # fmt: skip
    ginseng = dict(zip(STEPS, table[table["crop"] == "ginseng"]["step_ha"], strict=True))
    assert (ginseng["drawn"], ginseng["not_judged"], ginseng["flagged"]) == (4.0, 4.0, 0.0)
    assert all(closure.holds for closure in waterfall_closures(table))


def test_a_lost_hectare_is_noticed() -> None:
    table = waterfall(ROWS)
    table.loc[table["step"] == "clear", "step_ha"] *= 0.999
    assert [c.holds for c in waterfall_closures(table)] == [False, True]


def test_no_plots_no_steps() -> None:
    table = waterfall(ROWS.iloc[:0])
    assert table.empty
    assert list(waterfall_closures(table)) == []


@pytest.mark.parametrize("place", ["commune", "outside_communes"])
def test_land_without_a_crop_has_its_own_steps(place: str) -> None:
    rows = pd.DataFrame([holding(None, place, 1.0, 0.0, 1.0, 0.0, NAN, NAN, NAN)])
    assert waterfall(rows)["crop"].isna().all()
