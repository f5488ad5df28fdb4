"""What a project says about law: the day it judges for, which crops, where subzones are drawn."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from gis.project.base import Asked, Name, Text
from gis.reference.law import KnownSubzone


class Law(Asked):
    """How land is judged for medicinal plants.

    ``judged_on`` is the day whose rules are asked; without it the day the rules were last
    reviewed, so that the same inputs always give the same verdicts. ``subzones`` names the polygon
    layer of subzones of special-use forest and ``subzone_column`` its column; ``subzone_labels``
    says what a word there means where it is none of the usual names.
    """

    judged_on: date | None = None
    medicinal_crops: tuple[Name, ...] = ("ginseng",)
    subzones: Name | None = None
    subzone_column: Text | None = None
    subzone_labels: dict[str, KnownSubzone] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _layer_and_column(self) -> Self:
        if (self.subzones is None) != (self.subzone_column is None):
            raise ValueError("subzones_and_column")
        return self
