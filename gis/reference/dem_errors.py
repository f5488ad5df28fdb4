"""Height errors of well-known DEMs: package data, each figure with source and confidence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Sureness = Literal["found", "unverified"]


@dataclass(frozen=True)
class DemErrorPreset:
    """What is known of one product's heights. ``sd_m`` is the standard deviation of the error,
    ``correlation_m`` the distance over which errors of two places fall to 1/e of agreement.
    """

    title: str
    sd_m: float
    sd_source: str
    sd_confidence: Sureness
    correlation_m: float
    correlation_source: str
    correlation_confidence: Sureness

    @property
    def confidence(self) -> Sureness:
        """The weaker of the two: one recalled figure makes the pair unverified."""
        both = (self.sd_confidence, self.correlation_confidence)
        return "found" if set(both) == {"found"} else "unverified"

    @property
    def source(self) -> str:
        """Both sources in one line."""
        return f"sd: {self.sd_source}; correlation: {self.correlation_source}"


@cache
def dem_error_presets() -> Mapping[str, DemErrorPreset]:
    """Every preset by the name a project file uses ("GLO-30", "FABDEM" …)."""
    text = files("gis.reference").joinpath("dem_errors.toml").read_text("utf-8")
    return {name: DemErrorPreset(**row) for name, row in tomllib.loads(text).items()}
