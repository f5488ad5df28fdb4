"""No change of one line of a project file is a traceback, and every problem can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.project.describe import describe_project
from gis.project.load import load_project, project_warnings
from tests.project.office import SOUND, written

LINES = SOUND.splitlines()
VALUES = ('""', r'"\u0000{0}"', "-1.5", "1e400", "true", '["x"]', "{ str = 1 }", "07:30:00")


def outcome(path: Path) -> str:
    try:
        project = load_project(path)
    except NuongError as error:
        assert error.problems
        for problem in error.problems:
            assert all(
                problem.part(p, lang) for p in ("must", "found", "try") for lang in ("vi", "en")
            )
        return "refused"
    for lang in ("vi", "en"):
        assert describe_project(project, lang)
        assert all(w.text(lang) for w in project_warnings(project))
    return "loaded"


@pytest.mark.parametrize("value", VALUES)
def test_any_value_anywhere(tmp_path: Path, value: str):
    outcomes = set()
    for n, line in enumerate(LINES):
        if " = " in line:
            changed = [*LINES[:n], f"{line.partition(' = ')[0]} = {value}", *LINES[n + 1 :]]
            outcomes.add(outcome(written(tmp_path, "\n".join(changed))))
    assert "refused" in outcomes


def test_any_line_left_out_or_written_twice(tmp_path: Path):
    for n in range(1, len(LINES)):
        outcome(written(tmp_path, "\n".join(LINES[:n] + LINES[n + 1 :])))
        twice = outcome(written(tmp_path, "\n".join([*LINES[: n + 1], *LINES[n:]])))
        assert twice == "refused" or LINES[n] == "[[targets]]", LINES[n]


def test_any_file_cut_short(tmp_path: Path):
    raw = SOUND.encode()
    for end in range(0, len(raw), 101):
        outcome(written(tmp_path, raw[:end]))
