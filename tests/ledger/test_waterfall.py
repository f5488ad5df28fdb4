"""From drawn to counted, by pencil."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from gis.ledger.waterfall import STEPS, waterfall, waterfall_closures
from gis.zones.tables import LEGAL_HA, LEGAL_PLOT_COLUMNS, FeatureTable, LegalLand
from tests.land import VN2000, square

NAN = float("nan")


def piece(name, crop, code, drawn, counted, flagged=NAN, clear=NAN, unknown=NAN, method=None):
    return {
        "piece_id": name, "crop": crop, "method": method, "commune_code": code, "area_ha": drawn,
        "counted_ha": counted, "flagged_ha": flagged, "clear_ha": clear, "unknown_ha": unknown,
    }  # fmt: skip


def law(**barred_and_unread: tuple[float, float]) -> LegalLand:
    """By piece: hectares barred, and hectares the law cannot be read for."""
    counted = pd.DataFrame(0.0, index=range(len(barred_and_unread)), columns=list(LEGAL_HA))
    said = list(barred_and_unread.values())
    counted["legal_barred_ha"] = [b for b, _ in said]
    counted["legal_insufficient_ha"] = [i for _, i in said]
    frame = gpd.GeoDataFrame(
        pd.DataFrame({"piece_id": list(barred_and_unread)}).reindex(columns=LEGAL_PLOT_COLUMNS),
        geometry=[square(0, 0, 1)] * len(said),
        crs=VN2000,
    )
    return LegalLand(FeatureTable(frame, LEGAL_PLOT_COLUMNS), counted, True, {"day": date.today()})


def steps(rows, legal=None):
    table = waterfall(pd.DataFrame(rows), legal)
    assert all(closure.holds for closure in waterfall_closures(table))
    assert list(dict.fromkeys(table["step"])) == list(STEPS)
    crops = table["crop"].fillna("").unique()
    return {
        crop: dict(zip(STEPS, table[table["crop"].fillna("") == crop]["step_ha"], strict=True))
        for crop in crops
    }


CASSAVA = [
    # 10 drawn = 1 overlap + 2 flagged + 6 clear + 1 unknown
    piece("a", "cassava", "1", 10.0, 9.0, 2.0, 6.0, 1.0),
    # 3 drawn = 0.5 overlap + 2.5 outside the communes, whatever their slope
    piece("b", "cassava", None, 3.0, 2.5, 1.0, 1.0, 0.5),
]


def test_every_hectare_lies_in_one_step() -> None:
    # 13 = (1 + 0.5) overlap + 2.5 outside + 0 by law + 2 flagged + 1 unknown + 6 counted
    assert steps(CASSAVA)["cassava"] == {
        "drawn": 13.0, "overlap": 1.5, "outside_communes": 2.5, "barred": 0.0, "flagged": 2.0,
        "unknown": 1.0, "counted": 6.0,
    }  # fmt: skip


def test_land_the_law_bars_is_a_step_and_land_it_cannot_be_read_for_is_unknown() -> None:
    rows = [piece("g", "ginseng", "1", 4.0, 4.0), piece("h", "ginseng", None, 2.0, 2.0)]
    # 4 inside = 1.5 barred + 0.5 unread + 2 counted; outside stays outside.
    found = steps(rows, law(g=(1.5, 0.5), h=(2.0, 0.0)))["ginseng"]
    assert found == {
        "drawn": 6.0, "overlap": 0.0, "outside_communes": 2.0, "barred": 1.5, "flagged": 0.0,
        "unknown": 0.5, "counted": 2.0,
    }  # fmt: skip
    assert steps(rows)["ginseng"]["counted"] == 4.0


def test_land_both_barred_and_steep_is_in_no_step_twice() -> None:
    rows = [piece("g", "ginseng", "1", 10.0, 10.0, 4.0, 6.0, 0.0)]
    # 3 of 10 ha are barred, 4 are steep, nobody knows how much is both. Surely steep and not
    # barred: 4 - 3 = 1; surely neither: 6 - 3 = 3; of 10 - 3 - 1 - 3 = 3 one cannot tell.
    found = steps(rows, law(g=(3.0, 0.0)))["ginseng"]
    assert (found["barred"], found["flagged"], found["unknown"], found["counted"]) == (3, 1, 3, 3)


def test_a_piece_no_rule_judged_of_a_crop_that_is_judged_is_unknown() -> None:
    rows = [*CASSAVA, piece("c", "cassava", "1", 5.0, 5.0)]
    assert steps(rows)["cassava"]["unknown"] == 6.0
    other = [*CASSAVA, piece("c", "cassava", "1", 5.0, 5.0, method="terrace")]
    assert steps(other)["cassava"]["counted"] == 11.0


def test_a_lost_hectare_is_noticed() -> None:
    rows = [*CASSAVA, piece("g", "ginseng", "1", 4.0, 4.0)]
    table = waterfall(pd.DataFrame(rows))
    table.loc[(table["step"] == "counted") & (table["crop"] == "cassava"), "step_ha"] *= 0.999
    assert [c.holds for c in waterfall_closures(table)] == [False, True]


def test_no_plots_no_steps() -> None:
    table = waterfall(pd.DataFrame(CASSAVA).iloc[:0])
    assert table.empty
    assert list(waterfall_closures(table)) == []


@pytest.mark.parametrize("place", ["1", None])
def test_land_without_a_crop_has_its_own_steps(place: str | None) -> None:
    assert list(steps([piece("a", None, place, 1.0, 1.0)])) == [""]
