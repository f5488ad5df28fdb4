"""`nuong communes`: the set of a date, and what became of a place."""

from __future__ import annotations

import json

import pytest

from gis.cli import main


def nuong(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["communes", *words])
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_what_became_of_lan_nhi_thang(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = nuong(capsys, "--where", "Lản Nhì Thàng", "--lang", "vi")
    assert (code, err) == (0, "")
    assert "03391" in out
    assert "toàn bộ vào phường Đoàn Kết (03388) từ 1/7/2025 · 1670/NQ-UBTVQH15" in out


def test_a_code_without_a_date_is_told_in_both_its_lives(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = nuong(capsys, "--where", "03562", "--lang", "en")
    assert code == 0
    assert "xã Vàng Ma Chải (03562, huyện Phong Thổ), Lai Châu: recorded from 2020" in out
    assert "xã Sì Lở Lầu (03562), Lai Châu: since 2025-07-01" in out
    assert out.count("holds all of") == 4


def test_phong_tho_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = nuong(capsys, "--where", "phong thổ", "--json")
    town, district, commune = json.loads(out)
    assert (town["unit_type"], town["valid_to"]) == ("thị trấn", "2025-06-30")
    assert district["land_now_in"] == ["03388", "03394", "03549", "03562", "03571", "03583"]
    assert (commune["unit_type"], commune["valid_to"]) == ("xã", None)
    assert len(commune["formed_from"]) == 4


def test_a_divided_commune_says_part(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = nuong(capsys, "--where", "Bính Xá", "--lang", "en")
    assert out.count("went in part into") == 2


@pytest.mark.parametrize(
    ("day", "province", "count"),
    [
        ("2025-06-30", "lai_chau", 106),
        ("01/07/2025", "Lai Châu", 38),
        ("2025-06-30", "lang_son", 194),
        ("2025-07-01", "lạng sơn", 65),
    ],
)
def test_the_set_of_a_date(
    capsys: pytest.CaptureFixture[str], day: str, province: str, count: int
) -> None:
    code, out, _ = nuong(capsys, "--as-of", day, "--province", province, "--json")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) == count
    assert all(isinstance(row["code"], str) and row["as_of"] for row in rows)


def test_the_list_in_the_terminal_names_its_date_and_what_is_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--as-of", "2025-06-30", "--province", "lai_chau", "--lang", "vi")
    code, out, err = nuong(capsys, *words)
    assert code == 0
    assert "Lai Châu: 106 xã, phường, thị trấn ngày 30/6/2025" in out
    assert "Pa Vệ Sử" in err
    assert "1670/NQ-UBTVQH15" in err


def test_a_set_that_is_not_recorded_is_an_error_beside_the_one_that_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = nuong(capsys, "--as-of", "2023-01-01", "--json", "--lang", "en")
    assert code == 1
    assert len(json.loads(out)) == 106
    assert "Lạng Sơn: no set is recorded for 2023-01-01" in err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--where", "Lan Nhi Thang"], 1, "xã Lản Nhì Thàng (03391"),
        (["--where", "Lản Nhì Thàng", "--as-of", "2025-07-01"], 1, "phường Đoàn Kết (03388)"),
        (["--where", "03391", "--as-of", "2025-07-01"], 1, "Lản Nhì Thàng"),
        (["--where", ""], 1, "“”"),
        (["--province", "hà nội"], 2, "lai_chau, lang_son"),
        (["--as-of", "hôm qua"], 2, "--as-of"),
    ],
)
def test_refusals(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, told: str
) -> None:
    left, out, err = nuong(capsys, *words, "--lang", "en")
    assert left == code
    assert told in err
    assert "Traceback" not in out + err
