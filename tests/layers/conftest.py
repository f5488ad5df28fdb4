from __future__ import annotations

from pathlib import Path

import pytest

from tests.layers.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf without a fault, in a folder named as people name folders."""
    folder = tmp_path / "Huyện Phong Thổ – lớp bản đồ"
    folder.mkdir()
    made = Shelf(folder)
    made.fill()
    return made
