"""A project file that cannot be read, or is no TOML, is refused by name and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.errors import NuongError
from gis.project.load import load_project
from gis.project.source import MAX_BYTES
from tests.project.office import SOUND, edited, loaded, refused


def only(problems):
    assert len(problems) == 1, problems
    return problems[0]


def test_a_missing_file_and_a_folder_say_what_they_are(tmp_path: Path):
    for path, code in ((tmp_path / "no.toml", "file_missing"), (tmp_path, "is_folder")):
        with pytest.raises(NuongError) as caught:
            load_project(path)
        problem = only(caught.value.problems)
        assert problem.code == f"project.{code}"
        assert problem.where.file == str(path)


def test_a_path_no_system_can_hold_is_not_a_traceback():
    with pytest.raises(NuongError) as caught:
        load_project(Path("a\0b"))
    assert only(caught.value.problems).code in ("project.not_readable", "project.file_missing")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch):
    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(NuongError) as caught:
        load_project(tmp_path / "project.toml")
    problem = only(caught.value.problems)
    assert problem.code == "project.not_readable"
    assert problem.values["reason"] == "Permission denied"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, text: str):
    assert only(refused(tmp_path, text)).code == "project.file_empty"


def test_a_file_above_the_limit_is_not_parsed(tmp_path: Path):
    assert loaded(tmp_path, SOUND + "#" * (MAX_BYTES - len(SOUND.encode())))
    text = SOUND + "#" * (MAX_BYTES - len(SOUND.encode()) + 1)
    assert only(refused(tmp_path, text)).code == "project.too_large"


def test_the_line_of_a_foreign_byte(tmp_path: Path):
    # "Phong Thæ" as TCVN3 writes it: 0xE6 starts a UTF-8 sequence that does not follow.
    problem = only(refused(tmp_path, b'format = 1\nx = "Phong Th\xe6"\n'))
    assert (problem.code, problem.values["line"]) == ("project.not_utf8", 2)


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("format = 1\nplans = [\n", 2, "plans = ["),
        ("format = 1\nformat = 2\n", 2, "format = 2"),
        ("[area]\ncrs = EPSG:9205\n", 2, "crs = EPSG:9205"),
        ("[area]\ncommunes_as_of = 2025-02-30\n", 2, "communes_as_of = 2025-02-30"),
    ],
)
def test_broken_toml_names_its_line(tmp_path: Path, text: str, line: int, shown: str):
    problem = only(refused(tmp_path, text))
    assert problem.code == "project.toml_syntax"
    assert (problem.values["line"], problem.values["text"]) == (line, shown)


def test_numbers_and_nests_made_to_break_a_parser_are_refused(tmp_path: Path):
    digits = only(refused(tmp_path, "format = " + "9" * 5000))
    assert digits.code == "project.toml_syntax"
    assert only(refused(tmp_path, "format = 0x" + "f" * 5000)).code == "project.toml_syntax"
    for depth in (300, 5000):
        deep = "plans = " + "[" * depth + "]" * depth
        assert only(refused(tmp_path, deep)).code == "project.too_deep"


def test_a_byte_order_mark_has_no_meaning(tmp_path: Path):
    assert loaded(tmp_path, "\ufeff" + SOUND) == loaded(tmp_path, SOUND)


def test_decomposed_text_is_composed(tmp_path: Path):
    project = loaded(tmp_path, edited(('"Một vùng"', '"Mo\u0323\u0302t vu\u0300ng"')))
    assert project.area.title.vi == "Một vùng"
