"""An outline drawn anew: hectares by commune again, neighbours counted again, nothing forgotten."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from gis.errors import NuongError
from gis.history import (
    Book,
    Borders,
    correct_plots,
    merge_ledgers,
    open_ledger,
    redraw,
    shared_land_doubts,
    verify_ledger,
)
from gis.history.file import unpacked
from gis.ledger.states.model import LAND, Correction, PlotKey
from tests.history.books import (
    NEW_SET,
    OLD_SET,
    TODAY,
    moment,
    new_ledger,
    plot,
    state,
    told,
)
from tests.history.test_compare import row
from tests.history.test_record import correct, record
from tests.land import VN2000, square, vector

MAY, JUNE = date(2024, 5, 1), date(2025, 6, 1)
# Sì Lở Lầu is the first kilometre east of the origin, Dào San the second; beyond lies nothing.
LAND_OF = {"03550": "Sì Lở Lầu", "03571": "Dào San"}


def borders(as_of: date = OLD_SET, crs: str = VN2000) -> Borders:
    layer = vector(
        "communes", "communes", [square(0, 0, 1000), square(1000, 0, 1000)],
        code=list(LAND_OF), name=list(LAND_OF.values()),
    )  # fmt: skip
    return Borders(layer, as_of, CRS(crs))


def strip(x_m: float, length_m: float) -> shapely.Polygon:
    """A strip 100 m wide: its length in hundreds of metres is its hectares."""
    west, south, _, north = square(x_m, 0, 100).bounds
    return shapely.box(west, south, west + length_m, north)


def anew(file, plot_id, shape, on=MAY, n=5, *, crs=VN2000, **more):
    """Draw a plot anew and record it; what was measured."""
    outline = gpd.GeoSeries([shape], crs=crs)
    found = redraw(file, Book(file), PlotKey("cassava", plot_id), outline, borders(**more), on)
    correct_plots(
        file, found.corrections, on, "Minh", "đo lại bằng GPS", outlines=found.outlines,
        communes=found.communes, now=moment(n), today=TODAY,
    )  # fmt: skip
    return found


def outline(file, plot_id, on, known_at=None):
    book = Book(file)
    dated = book.at(on, known_at)
    stored = book.outlines(dated)
    numbers = {k.plot_id: n for n, k in zip(stored, book.keys(stored), strict=True)}
    return shapely.from_wkb(unpacked(stored[numbers[plot_id]]))


@pytest.fixture
def file(tmp_path: Path):
    opened = new_ledger(tmp_path / "so.gpkg")
    yield opened
    opened.close()


@pytest.fixture
def one(file):
    """A hectare of cassava in Sì Lở Lầu, its east border 100 m from Dào San."""
    record(file, state(MAY, {"a": plot(1, "03550", x_m=800)}))
    return file


def test_hectares_and_communes_follow_the_new_outline(one):
    # 300 m × 100 m from 850 m on: 1.5 ha before the border at 1 000 m, 1.5 ha behind it.
    found = anew(one, "a", strip(850, 300))
    assert told(Book(one), MAY)["a"] == {
        "crop": "cassava", "state": "planted", "in 03550": 1.5, "in 03571": 1.5,
    }  # fmt: skip
    assert {k.plot_id: [p[1] for p in v] for k, v in found.before.items()} == {"a": [100_000_000]}
    entry = Book(one).entries[-1]
    assert (entry.who, entry.why, entry.recorded_at) == ("Minh", "đo lại bằng GPS", moment(5))
    assert dict(entry.communes) == LAND_OF
    assert verify_ledger(one) == []


def test_the_old_outline_is_there_for_ever(one):
    old, new = strip(800, 100), strip(850, 300)
    anew(one, "a", new)
    assert outline(one, "a", MAY, moment(4)).equals(old)
    assert told(Book(one), MAY, moment(4))["a"]["in 03550"] == 1.0
    assert outline(one, "a", MAY).equals(new)


def test_a_comparison_calls_it_corrected(one):
    anew(one, "a", strip(850, 300))
    found = Book(one).compare(MAY, MAY)
    # One hectare was believed; a half more lies in the one commune, one and a half in the other.
    assert row(found, "cassava", "03550") == {"start": 1, "corrected": 0.5, "end": 1.5}
    assert row(found, "cassava", "03571") == {"corrected": 1.5, "end": 1.5}
    assert set(found.plots["kind"]) == {"corrected"}
    shape, new = strip(850, 300), plot(1, "03550")[1]
    drawn = Book(one).corrections()[0][1].value
    same = type(new)(new.columns, drawn.shape, drawn.land)
    assert record(one, state(JUNE, {"a": (shape, same)}), 6).problems == ()
    later = Book(one).compare(MAY, JUNE)
    assert row(later, "cassava", place="total") == {"start": 1, "corrected": 2, "end": 3}
    assert set(later.plots["kind"]) == {"corrected"}


def test_a_new_outline_from_a_later_day_on_is_reshaped_land_not_planted(one):
    anew(one, "a", strip(850, 300), on=date(2024, 9, 1))
    assert told(Book(one), date(2024, 8, 31))["a"]["in 03550"] == 1.0
    found = Book(one).compare(MAY, date(2024, 9, 1))
    assert row(found, "cassava", place="total") == {"start": 1, "reshaped": 2, "end": 3}


def test_what_was_said_of_the_old_outline_becomes_unknown(file):
    record(file, state(MAY, {"a": plot(1, "03550", x_m=800, commune_code="03550", area_ha=1.02)}))
    anew(file, "a", strip(950, 100))
    assert told(Book(file), MAY)["a"] == {
        "crop": "cassava", "state": "planted", "in 03550": 0.5, "in 03571": 0.5,
    }  # fmt: skip


def test_a_commune_that_is_still_true_is_kept(file):
    record(file, state(MAY, {"a": plot(1, "03550", x_m=800, commune_code="03550")}))
    anew(file, "a", strip(700, 200))
    assert told(Book(file), MAY)["a"]["commune_code"] == "03550"


def test_land_goes_where_the_outline_is_although_it_was_placed_elsewhere_before(one):
    correct(one, "a", MAY, 2, commune_code="03571")
    assert told(Book(one), MAY)["a"]["in 03571"] == 1.0
    anew(one, "a", strip(700, 200))
    assert told(Book(one), MAY)["a"] == {"crop": "cassava", "state": "planted", "in 03550": 2.0}


def test_land_outside_every_commune_is_apart_and_told(one):
    found = anew(one, "a", strip(1950, 300))  # 50 m of 300 before the end of Dào San
    assert told(Book(one), MAY)["a"] == {
        "crop": "cassava", "state": "planted", "in 03571": 0.5, "in None": 2.5,
    }  # fmt: skip
    assert [(p.code, p.values) for p in found.problems] == [
        ("history.outline_apart", {"metres": 1050}),
        ("history.outline_outside", {"m2": 25_000}),
    ]


def counted(file):
    book = Book(file)
    dated = book.at(MAY)
    lands = book.lands(dated, dated.there.tolist())
    keys = book.keys(lands)
    return {k.plot_id: sum(p.counted_cm2 for p in lands[n]) / 1e8 for n, k in zip(
        lands, keys, strict=True)}  # fmt: skip


def test_a_neighbour_of_the_same_crop_is_counted_anew(file):
    beside = {
        "a": plot(1, "03550", x_m=100),
        "b": plot(1, "03550", x_m=250),
        "c": plot(1, "03550", x_m=270, crop="other"),
        "d": plot(1, "03550", x_m=340),
    }
    # b and d share 10 m: 0.1 ha that counts for b.
    beside["d"] = plot(1, "03550", x_m=340, counted_ha=0.9)
    record(file, state(MAY, beside))
    found = anew(file, "a", strip(100, 200))
    # a now ends at 300 m; the 50 m it shares with b count for a, which comes first. c is another
    # crop and d is not met: neither changes.
    assert counted(file) == {"a": 2.0, "b": 0.5, "c": 1.0, "d": 0.9}
    assert [(c.key.plot_id, c.column) for c in found.corrections] == [("a", LAND), ("b", LAND)]
    assert outline(file, "b", MAY).equals(strip(250, 100))
    anew(file, "a", strip(100, 100), n=6)
    assert counted(file) == {"a": 1.0, "b": 1.0, "c": 1.0, "d": 0.9}


def test_planned_land_gives_way_to_planted(file):
    record(file, state(MAY, {"a": plot(1, "03550", x_m=100, state="planned"),
                             "b": plot(1, "03550", x_m=250)}))  # fmt: skip
    found = anew(file, "a", strip(100, 200))
    assert counted(file) == {"a": 1.5, "b": 1.0}
    assert [c.key.plot_id for c in found.corrections] == ["a"]


def test_a_neighbour_that_is_not_where_its_outline_says_stops_it(file):
    record(file, state(MAY, {"a": plot(1, "03550", x_m=100), "b": plot(1, "03550", x_m=250)}))
    correct(file, "b", MAY, 2, commune_code="03571")
    with pytest.raises(NuongError) as refused:
        anew(file, "a", strip(100, 200))
    assert [(p.code, p.where.rows) for p in refused.value.problems] == [
        ("history.neighbour_otherwise", ("b",))
    ]
    assert counted(file) == {"a": 1.0, "b": 1.0}
    anew(file, "a", strip(50, 150))  # away from b it may be drawn


def test_another_crs_is_measured_where_hectares_are(one):
    new = strip(700, 200)
    lonlat = gpd.GeoSeries([shapely.segmentize(new, 10)], crs=VN2000).to_crs("EPSG:4326").iloc[0]
    anew(one, "a", lonlat, crs="EPSG:4326")
    assert told(Book(one), MAY)["a"]["in 03550"] == pytest.approx(2.0, abs=1e-6)


def test_the_layer_that_has_the_old_outline_still_is_told(one):
    anew(one, "a", strip(850, 300))
    done = record(one, state(JUNE, {"a": plot(1, "03550", x_m=800)}), 6)
    assert [(p.code, p.where.column, p.where.rows) for p in done.problems] == [
        ("history.correction_not_carried", LAND, ("a",))
    ]


def test_what_cannot_be_drawn_anew(one):
    cases = {
        "history.outline_same": lambda: anew(one, "a", strip(800, 100)),
        "history.plot_not_there": lambda: anew(one, "z", strip(850, 300)),
        "history.other_crs": lambda: redraw(
            one, Book(one), PlotKey("cassava", "a"), gpd.GeoSeries([strip(850, 300)], crs=VN2000),
            borders(crs="EPSG:9215"), MAY,
        ),
        "history.set_of_other_side": lambda: anew(one, "a", strip(850, 300), as_of=NEW_SET),
        "history.date_not_reached": lambda: anew(one, "a", strip(850, 300), on=date(2020, 1, 1)),
    }  # fmt: skip
    for code, deed in cases.items():
        with pytest.raises(NuongError) as refused:
            deed()
        assert [p.code for p in refused.value.problems] == [code]
    assert len(Book(one).entries) == 1


def test_two_offices_draw_one_plot_apart_and_a_third_settles_it(one, tmp_path):
    shutil.copy(one.path, tmp_path / "other.gpkg")
    other = open_ledger(tmp_path / "other.gpkg")
    anew(one, "a", strip(700, 200))
    anew(other, "a", strip(700, 300), n=6)
    other.close()
    merged = merge_ledgers(one, tmp_path / "other.gpkg")
    assert [(d.column, {sum(p[1] for p in s.value.land) for s in d.said}) for d in
            merged.disputes] == [(LAND, {200_000_000, 300_000_000})]  # fmt: skip
    assert row(Book(one).compare(MAY, MAY), "cassava", "03550") == {"start": 1, "disputed": -1}
    anew(one, "a", strip(700, 250), n=7)
    assert Book(one).disputes() == ()
    assert told(Book(one), MAY)["a"]["in 03550"] == 2.5
    assert verify_ledger(one) == []


def test_a_copy_that_never_saw_the_outline_gets_it(one, tmp_path):
    shutil.copy(one.path, tmp_path / "other.gpkg")
    anew(one, "a", strip(850, 300))
    other = open_ledger(tmp_path / "other.gpkg")
    merge_ledgers(other, one.path)
    assert outline(other, "a", MAY).equals(strip(850, 300))
    assert told(Book(other), MAY) == told(Book(one), MAY)
    assert verify_ledger(other) == []
    other.close()


def test_an_outline_that_was_taken_away_is_noticed(one):
    anew(one, "a", strip(850, 300))
    one.sql.execute("DROP TRIGGER outline_no_delete")
    one.sql.execute("DELETE FROM outline WHERE shape_no = 2")
    assert "entry 2: outline" in [p.values["reason"] for p in verify_ledger(one)]


def test_every_outline_ever_drawn_is_still_there(file):
    """Drawn anew by chance, each date and moment gives what was believed then."""
    chance = np.random.default_rng(5)
    record(file, state(MAY, {"a": plot(1, "03550", x_m=500)}))
    lengths = [100.0]
    for n in range(40):
        lengths.append(float(chance.integers(110, 400)) + n / 1000)
        anew(file, "a", strip(500, lengths[-1]), n=10 + n)
    believed = [told(Book(file), MAY, moment(9 + n))["a"]["in 03550"] for n in range(41)]
    assert believed == pytest.approx([length / 100 for length in lengths], abs=1e-8)


def test_a_correction_that_bears_on_shared_land_says_that_it_stands(file):
    # b and c share 50 m × 100 m; a touches nobody.
    record(file, state(MAY, {"a": plot(1, "03550"), "b": plot(1, "03550", x_m=250),
                             "c": plot(1, "03550", x_m=300, counted_ha=0.5)}))  # fmt: skip
    book = Book(file)

    def doubts(plot_id, column, value):
        said = [Correction(PlotKey("cassava", plot_id), column, value)]
        return [
            (p.where.rows, p.values["others"]) for p in shared_land_doubts(file, book, said, MAY)
        ]

    assert doubts("b", "present", False) == [(("b",), "cassava:c")]
    assert doubts("c", "crop", "other") == [(("c",), "cassava:b")]
    assert doubts("a", "present", False) == []
    assert doubts("b", "owner", "Vàng A") == []
