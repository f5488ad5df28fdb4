"""A GeoJSON product is looked at some features at a time, and judged as if it were whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gis.maps.check import features
from gis.maps.check.features import check_features
from gis.maps.geojson import zones_geojson
from tests.maps.results import little_results

WHOLE = "".join(zones_geojson(little_results(), "vi"))
LINES = WHOLE.splitlines(keepends=True)


def spoilt(edit: Callable[[list[str]], list[str]]) -> str:
    return "".join(edit(list(LINES)))


@pytest.fixture(params=[1, 2, 3, 2_000], autouse=True)
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "_AT_ONCE", request.param)


@pytest.mark.parametrize(
    "text",
    [
        spoilt(lambda rows: rows[:-1]),  # cut behind the last feature
        spoilt(lambda rows: rows[:2]),  # cut behind a comma
        spoilt(lambda rows: [*rows[:-2], rows[-2].replace("\n", ",\n"), rows[-1]]),
        spoilt(lambda rows: [rows[0], rows[1].replace(",\n", "\n"), *rows[2:]]),
        spoilt(lambda rows: [*rows, *rows[1:]]),  # another collection's rest behind the end
        spoilt(lambda rows: [rows[0], *rows[1:2], rows[-1]]),  # a comma before the end
        spoilt(lambda rows: [*rows, "x"]),
        "",
    ],
)
def test_what_is_no_json_is_unreadable(text: str, tmp_path: Path) -> None:
    assert len(LINES) > 3  # a line each for head, end and two zones or more
    file = tmp_path / "zones.geojson"
    file.write_text(text, "utf-8")
    assert not check_features(file, {}).readable


@pytest.mark.parametrize("text", [WHOLE, WHOLE.replace("\n", ""), WHOLE.replace("\n", " \n")])
def test_lines_do_not_matter(text: str, tmp_path: Path) -> None:
    file = tmp_path / "zones.geojson"
    file.write_text(text, "utf-8")
    found = check_features(file, {})
    assert found.readable
    assert found.rows == len(LINES) - 2


def test_no_features_at_all(tmp_path: Path) -> None:
    file = tmp_path / "zones.geojson"
    file.write_text(LINES[0] + LINES[-1], "utf-8")
    found = check_features(file, {})
    assert found.readable
    assert found.rows == 0
