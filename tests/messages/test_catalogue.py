"""Every sentence is there in both languages, says the same, and is used."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest

import gis
from gis.messages import catalogue, sentence, visible

PACKAGE = Path(gis.__file__).parent
STAGES = sorted(f.stem for f in (PACKAGE / "messages").glob("*.toml") if f.stem != "words")
CODE = re.compile(rf"({'|'.join(STAGES)})\.[a-z][a-z0-9_]*")
# Names of files a run makes look like codes of a stage.
FILES = re.compile(r".*\.(csv|gpkg|json|geojson|html|js|css|tif|toml|py)")
PROBLEMS = {code for code in catalogue() if not code.startswith("common.")}


@cache
def words() -> dict[str, dict[str, str]]:
    return tomllib.loads((PACKAGE / "messages" / "words.toml").read_text("utf-8"))


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(f.read_text("utf-8")) for f in sorted(PACKAGE.rglob("*.py")))


@cache
def texts() -> frozenset[str]:
    """Every string written in the package."""
    nodes = (n for tree in trees() for n in ast.walk(tree))
    return frozenset(
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
    )


def called(name: str) -> set[str]:
    """Constant first arguments of calls to a function."""
    calls = (n for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args)
    named = (c for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) == name)
    firsts = (c.args[0] for c in named)
    return {a.value for a in firsts if isinstance(a, ast.Constant) and isinstance(a.value, str)}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Codes put together from a stage, a value and a word: ``f"ledger.{column}_missing"``."""
    found = []
    for node in (n for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.JoinedStr)):
        parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
        if re.match(rf"({'|'.join(STAGES)})\.", str(parts[0])) and parts[-1] is not None:
            found.append(re.compile("".join(re.escape(p) if p else "[a-z]+" for p in parts)))
    return tuple(found)


def used_codes() -> set[str]:
    plain = {t for t in texts() if CODE.fullmatch(t) and not FILES.fullmatch(t)}
    return plain | {c for c in PROBLEMS if any(p.fullmatch(c) for p in patterns())}


def test_every_code_in_the_code_has_a_text():
    assert used_codes() - set(catalogue()) == set()


def test_every_text_is_used():
    # A stage may give codes by their last word and add its own name before raising.
    shorts = {f"{stage}.{text}" for text in texts() if text.isidentifier() for stage in STAGES}
    assert PROBLEMS - used_codes() - shorts == set()


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_a_problem_says_must_found_and_try_in_both_languages(code: str):
    parts = catalogue()[code]
    assert set(parts) == {"must", "found", "try"}
    for part, by_language in parts.items():
        assert set(by_language) == {"vi", "en"}, part
        assert all(text.strip() == text and text for text in by_language.values()), part
        assert places(by_language["vi"]) == places(by_language["en"]), part


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_only_plain_places_are_filled(code: str):
    for by_language in catalogue()[code].values():
        for text in by_language.values():
            assert all(name.isidentifier() for name in places(text)), text


def test_every_word_is_in_both_languages_with_the_same_places():
    for key, by_language in words().items():
        assert set(by_language) == {"vi", "en"}, key
        assert all(by_language.values()), key
        assert places(by_language["vi"]) == places(by_language["en"]), key


def test_every_word_asked_for_is_there():
    assert called("word") - set(words()) == set()


def test_a_value_is_never_read_as_a_template():
    values = {"given": "{given.__class__} {0}", "known": "a"}
    text = sentence("project.unknown_word", "found", "vi", values)
    assert text == "{given.__class__} {0}"


def test_control_and_direction_characters_are_shown_not_obeyed():
    assert visible("a\x1b[31m\u202eb\n") == "a\\x1b[31m\\u202eb\\n"
    assert len(visible("x" * 500)) == 200
