"""The worked examples from the command line, in a folder of one's own."""

import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import nuong

SHELF = Path(__file__).parents[2] / "layers"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with the tracked project files, of which one has been given its layers."""
    home = tmp_path_factory.mktemp("example")
    for project in SHELF.glob("lang-son-*/project.toml"):
        (home / "layers" / project.parent.name).mkdir(parents=True)
        shutil.copy(project, home / "layers" / project.parent.name)
    done = nuong("sample", "lang-son-2023", "--lang", "vi", cwd=home)
    assert done.returncode == 0, done.stderr
    assert "lang-son-2023" in done.stdout
    return home


def test_check_takes_the_example_that_has_layers(home: Path) -> None:
    done = nuong("check", "--lang", "en", cwd=home)
    assert done.returncode == 0, done.stderr
    # Plan 004 is of 2023, its communes are today's: the one thing to say.
    assert "0 errors, 1 warnings" in done.stderr
    assert "plan 004 ends in 2023" in done.stderr


def test_a_plan_of_reports_alone_has_a_ledger(home: Path) -> None:
    done = nuong("ledger", "--lang", "vi", cwd=home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("chưa có số báo cáo") == 11  # every target of plan 004
    assert "? ha" not in done.stdout
    assert "Diện tích theo xã" not in done.stdout


def test_an_area_that_is_none_is_a_misused_command(tmp_path: Path) -> None:
    done = nuong("sample", "../elsewhere", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert "lang-son-2030" in done.stderr
    assert list(tmp_path.iterdir()) == []
