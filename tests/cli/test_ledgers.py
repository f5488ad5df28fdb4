"""Commands of the ledger over time, as typed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gis.cli.ledger_group import read_date, read_moment
from gis.cli.main import _run
from tests.history.books import new_ledger, plot, state
from tests.history.test_record import correct, record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.gpkg"
    file = new_ledger(path)
    record(file, state(date(2024, 5, 1), {"a": plot(1, "03550"), "b": plot(1234.5, "03571")}))
    correct(file, "a", date(2024, 5, 1), 2, owner="Vàng A")
    record(file, state(date(2025, 6, 1), {"a": plot(1, "03550", owner="Vàng A")}), 3)
    file.close()
    return path


def nuong(*words: str, path: Path) -> int:
    return _run(["ledger", *words, "--file", str(path), "--lang", "vi"], "vi", debug=True)


def test_a_date_in_vietnamese_figures(path, capsys):
    assert nuong("at", "31/12/2024", path=path) == 0
    out = capsys.readouterr().out
    assert "1.234,50" in out
    assert "Sì Lở Lầu (03550)" in out


def test_rows_of_a_date_as_json_and_as_a_layer(path, capsys, tmp_path):
    import pyogrio

    to = tmp_path / "day.gpkg"
    assert nuong("at", "2024-05-01", "--json", "--to", str(to), path=path) == 0
    rows = json.loads(capsys.readouterr().out)
    assert sum(r["held_ha"] for r in rows) == 1235.5
    assert pyogrio.read_dataframe(to)[["id", "drawn_ha"]].values.tolist() == [
        ["a", 1.0], ["b", 1234.5],
    ]  # fmt: skip


def test_from_drawn_to_counted_on_a_date(tmp_path, capsys):
    from dataclasses import replace

    path = tmp_path / "ledger.gpkg"
    file = new_ledger(path)
    steps = (("cassava", "drawn", 123_450_000_000), ("cassava", "barred", 23_450_000_000),
             ("cassava", "counted", 100_000_000_000))  # fmt: skip
    new = state(date(2024, 5, 1), {"b": plot(1234.5, "03571")})
    record(file, replace(new, steps=steps))
    file.close()
    assert nuong("at", "2024-05-01", "--steps", path=path) == 0
    out = capsys.readouterr().out
    assert [figure in out for figure in ("1.234,50", "234,50", "1.000,00")] == [True] * 3
    assert "bị luật loại trừ" in out
    assert nuong("at", "2024-05-01", "--steps", "--json", path=path) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(r["step"], r["step_ha"]) for r in rows] == [
        ("drawn", 1234.5), ("barred", 234.5), ("counted", 1000.0),
    ]  # fmt: skip


def test_two_dates_by_commune_and_by_plot(path, capsys):
    assert nuong("compare", "2024-05-01", "2025-06-01", path=path) == 0
    assert "1.234,50" in capsys.readouterr().out
    assert nuong("compare", "2024-05-01", "2025-06-01", "--by", "plot", "--json", path=path) == 0
    rows = json.loads(capsys.readouterr().out)
    assert ("cassava:b", "lost") in {(r["plot"], r["kind"]) for r in rows}


def test_a_correction_as_typed(path, capsys):
    typed = ["correct", "a", "--set", "crop=ginseng", "--who", "Minh", "--why", "đi thực địa"]
    assert nuong(*typed, path=path) == 0
    assert nuong("at", "2025-06-01", "--json", path=path) == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("[") :])[0]["crop"] == "ginseng"
    assert nuong("log", "--verify", path=path) == 0
    assert "đi thực địa" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("existing_ha=-1", "value_unfit"),
        ("existing_ha=1,300", "value_unfit"),
        ("existing_ha=1.300", "value_unfit"),
        ("planted_year=hai nghìn", "value_unfit"),
        ("crop=sắn", "value_unfit"),
        ("commune_code=99999", "value_unfit"),
        ("area_ha=3", "column_not_kept"),
        ("nope=3", "column_not_kept"),
        ("crop", "set_not_readable"),
    ],
)
def test_what_cannot_be_set_names_plot_and_column(path, setting, found):
    from gis.errors import NuongError

    with pytest.raises(NuongError) as refused:
        from gis.cli.ledger_writing import correct as command

        command("a", "Minh", "vì", [setting], file=path, lang="vi")
    problem = refused.value.problems[0]
    assert problem.code == f"history.{found}"
    if found != "set_not_readable":
        assert (problem.where.column, problem.where.rows) == (setting.split("=")[0], ("a",))


def test_a_fault_is_told_and_leaves_exit_code_one(path, capsys):
    assert nuong("at", "2020-01-01", path=path) == 1
    assert "01" in capsys.readouterr().err


def test_dates_and_moments():
    assert read_date("30/06/2025") == read_date("2025-06-30") == date(2025, 6, 30)
    moment = read_moment("2025-07-01")
    assert moment is not None
    assert (moment.hour, moment.minute, moment.tzinfo is not None) == (23, 59, True)
