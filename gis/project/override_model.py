"""A forest lot's code put right by a person: the file's value stays beside the new one."""

from __future__ import annotations

from datetime import date
from typing import Literal

from gis.project.base import Asked, Name, Text

Overridable = Literal[
    "ldlr", "maldlr", "malr3", "mamdsd", "nggocr", "ngsinh", "thanhrung", "nqh", "dtuong"
]


class Override(Asked):
    """One value of one lot, who changed it, when and why.

    The lot is named by the rangers' keys, as the file writes them; ``maxa`` (commune code) is
    needed where tk, khoanh and lo alone name several. ``layer`` is needed where there are several
    forest layers. A state is one fact: ``ldlr`` brings ``maldlr`` along, and the other way round.
    """

    layer: Name | None = None
    maxa: Text | None = None
    tk: Text
    khoanh: Text
    lo: Text
    column: Overridable
    value: str | int
    who: Text
    when: date
    why: Text
