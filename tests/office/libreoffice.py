"""LibreOffice without a window: opens a file, computes every formula anew, saves what it has."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SOFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
# Files written by other programs are computed anew when they are opened; else it trusts the
# values they carry.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:")
LONGEST_S = 180


def converted(path: Path, to: str, folder: Path) -> Path:
    """A file as LibreOffice saves it; skips with a reason when the machine has none.

    Where ``NUONG_OFFICE=required`` a missing LibreOffice fails instead.
    """
    if SOFFICE is None:
        missing = "no LibreOffice: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui"
        if os.environ.get("NUONG_OFFICE") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    kind = to.partition(":")[0]
    out = folder / kind
    done = subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation={_profile().as_uri()}",
         "--convert-to", to, "--outdir", str(out), str(path)],
        capture_output=True, text=True, timeout=LONGEST_S,
    )  # fmt: skip
    saved = out / f"{path.stem}.{kind}"
    assert saved.is_file(), done.stderr
    return saved


@cache
def _profile() -> Path:
    """Settings of one LibreOffice for all tests of this process: its first start is its longest."""
    folder = tempfile.mkdtemp(prefix="nuong-office-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (Path(folder) / "user").mkdir()
    (Path(folder) / "user" / "registrymodifications.xcu").write_text(_ALWAYS, "utf-8")
    return Path(folder)


def recalculated(path: Path, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Values of every sheet, computed by LibreOffice; no cell holds an error."""
    book = openpyxl.load_workbook(converted(path, "xlsx", folder), data_only=True)
    found = {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}
    book.close()
    for sheet, rows in found.items():
        for row in rows:
            wrong = [c for c in row if isinstance(c, str) and c.startswith(ERRORS)]
            assert not wrong, (sheet, row)
    return found
