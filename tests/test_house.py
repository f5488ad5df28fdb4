"""The house plan, kept by tests where lint cannot see it."""

import ast
import subprocess
from pathlib import Path

import pytest

from gis.sample.examples.areas import EXAMPLES
from gis.sample.examples.write import project_text

ROOT = Path(__file__).parents[1]
TOP = {
    "gis", "layers", "maps", "notebooks", "tests", "benchmarks", ".ci", ".gitignore",
    "pyproject.toml", "README.md", "README.vi.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "requirements.lock", "nuong.py",
}  # fmt: skip
MIDDLE = [
    p for s in ("grid", "criteria", "zones", "ledger") for p in (ROOT / "gis" / s).glob("*.py")
]


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def test_top_level_is_as_mandated() -> None:
    assert {name.split("/")[0] for name in tracked()} <= TOP


def test_shelves_hold_no_code() -> None:
    assert not [n for n in tracked() if n.startswith(("layers/", "maps/")) and n.endswith(".py")]


def test_no_layer_or_result_is_tracked() -> None:
    """Beside the two pages and the picture only the worked examples' project files are kept: they
    are part of the product, as an office would write them; what they name is made by `sample`.
    """
    kept = {"layers/README.md", "maps/README.md", "maps/sample.png"}
    kept |= {f"layers/{area}/project.toml" for area in EXAMPLES}
    assert {n for n in tracked() if n.startswith(("layers/", "maps/"))} <= kept


@pytest.mark.parametrize("area", EXAMPLES)
def test_an_example_is_the_one_the_package_carries(area: str) -> None:
    shown = ROOT / "layers" / area / "project.toml"
    assert shown.read_bytes() == project_text(area)


@pytest.mark.parametrize("file", ["dem.tif", "communes.gpkg", "rice.gpkg", "notes.txt"])
@pytest.mark.parametrize("area", EXAMPLES)
def test_layers_of_an_example_stay_out_of_git(area: str, file: str) -> None:
    assert tracked()
    asked = ["git", "check-ignore", "-q", f"layers/{area}/{file}"]
    assert subprocess.run(asked, cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("path", MIDDLE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_middle_opens_and_prints_nothing(path: Path) -> None:
    calls = [
        n.func for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)
    ]
    names = {c.id for c in calls if isinstance(c, ast.Name)} | {
        c.attr for c in calls if isinstance(c, ast.Attribute)
    }
    assert not names & {"open", "print", "read_file", "to_file", "read_text", "write_text"}


@pytest.mark.parametrize("path", sorted((ROOT / "gis").rglob("*.py")), ids=lambda p: p.stem)
def test_no_warning_is_silenced_and_nothing_is_evaluated(path: Path) -> None:
    text = path.read_text("utf-8")
    for banned in ('simplefilter("ignore"', "filterwarnings(", " eval(", "pickle", ".buffer(0"):
        assert banned not in text


def test_lock_names_no_index_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    for entry in lock.split("\n"):
        if "==" in entry:
            assert entry.endswith("\\"), entry  # a hash line must follow
