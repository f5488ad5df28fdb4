from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import gis
from tests.real.shared import DATA

Report = Callable[..., None]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented sample area, made once; not at all without real data to lay on."""
    if not DATA.is_dir():
        pytest.skip("real geodata are not beside the checkout")
    return gis.write_sample(tmp_path_factory.mktemp("sample")).parent


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Prints one figure a line, with the name of the test; seen with ``-s`` or ``-rA``."""

    def say(what: str, **figures: object) -> None:
        told = ", ".join(f"{name} {_plain(value)}" for name, value in figures.items())
        print(f"[{request.node.name}] {what}: {told}")  # noqa: T201 - that is what it is for

    return say


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
