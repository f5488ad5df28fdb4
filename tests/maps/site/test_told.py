"""What the page tells of lots and plots: untouched keys, codes in words, names only when wanted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from gis.maps.page.site.lots import decided_by_slope, told_lots
from gis.maps.page.site.plots import told_plots
from gis.maps.page.site.told import Told, told
from gis.zones.forest_lots import forest_lots
from tests import land
from tests.maps.results import little_results
from tests.maps.site.little import little_site


def rows(columns: list[Told]) -> list[dict[str, str | None]]:
    return [
        {c.name: None if c.which[n] < 0 else c.texts[c.which[n]] for c in columns}
        for n in range(len(columns[0].which))
    ]


def forest(**columns):
    squares = [land.square(600 * n, 0, 600) for n in range(len(columns["tk"]))]
    columns = {k: pd.array(v, dtype="Int64") if k in ("malr3", "mamdsd", "dtuong") else v
               for k, v in columns.items()}  # fmt: skip
    return land.vector("forest", "forest", squares, **columns)


def lots(lang="vi", names=True, **columns):
    results = little_results(names_on_map=names)
    layer = forest(**columns)
    vectors = dict(results.layers.vectors) | {"forest": layer}
    results = replace(results, layers=replace(results.layers, vectors=vectors))
    return rows(told_lots(pd.DataFrame(forest_lots(results.layers).frame), results, lang))


def test_equal_texts_stand_once():
    assert told("a", ["x", None, "y", "x", ""]) == Told("a", ["x", "y"], [0, -1, 1, 0, -1])


def test_keys_stay_as_the_file_writes_them_and_codes_become_words():
    first, second = lots(
        tk=["0530", None], khoanh=["1a", "2"], lo=["03", "4"], ldlr=["TXB", "???"],
        malr3=[1, 9], mamdsd=[1, None], dtuong=[1, 2], churung=["Giàng A Páo", None],
    )  # fmt: skip
    assert [first[k] for k in ("Tiểu khu", "Khoảnh", "Lô")] == ["0530", "1a", "03"]
    assert first["Trạng thái"] == "Rừng lá rộng thường xanh núi đất trung bình (TXB)"
    assert first["Loại rừng"] == "Rừng phòng hộ (1)"
    assert first["Mục đích sử dụng"] == "Phòng hộ đầu nguồn (1)"
    assert (first["Nhóm chủ rừng"], first["Chủ rừng"]) == ("Hộ gia đình (1)", "Giàng A Páo")
    assert (second["Tiểu khu"], second["Trạng thái"], second["Loại rừng"]) == (None, "???", "9")
    assert second["Mục đích sử dụng"] is None


def test_an_owner_code_stays_a_code_while_the_version_is_not_known():
    # 5 is a state enterprise in FRMS 3.0.x and an economic organisation in 4.0.
    one, two = lots("en", tk=["1", "2"], khoanh=["1", "1"], lo=["1", "2"], ldlr=["TXB", "TXB"],
                    malr3=[1, 1], mamdsd=[1, 1], dtuong=[5, 2])  # fmt: skip
    assert (one["Kind of owner"], two["Kind of owner"]) == ("5", "Community (2)")


def test_no_owner_is_named_unless_wanted():
    (one,) = lots(names=False, tk=["1"], khoanh=["1"], lo=["1"], ldlr=["TXB"], malr3=[1],
                  mamdsd=[1], dtuong=[1], churung=["Giàng A Páo"])  # fmt: skip
    assert "Giàng A Páo" not in str(one)


def test_a_plot_says_its_verdict_and_how_sure_it_is():
    results = little_results()
    told_of = rows(told_plots(pd.DataFrame(results.plots.pieces.frame), results, "vi"))
    first = told_of[0]
    assert first["Thửa"] == "P1"
    assert first["Cây trồng"] == "Sắn · Đã trồng"
    assert first["Sắn trên đất có độ dốc lớn"] == (
        "Cần rà soát, giảm dần · xác suất trên ngưỡng 97 % · Chắc trên ngưỡng"
    )
    ginseng = told_of[-1]
    assert ginseng["Cây trồng"] == "Sâm Lai Châu · Đất trống · Dự kiến"
    assert ginseng["Sắn trên đất có độ dốc lớn"] is None
    assert "Giàng A Páo" not in str(told_of)


def test_the_slope_decides_in_watershed_forest_alone():
    results, _ = little_site()
    assert decided_by_slope(results) == [0]
    assert decided_by_slope(replace(results, cells=None)) == []
