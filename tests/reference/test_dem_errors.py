"""Presets of DEM errors: whole, sourced, and no surer than their sources."""

from __future__ import annotations

from typing import get_args

import pytest

from gis.project.doubt_model import Preset
from gis.reference.dem_errors import dem_error_presets

PRESETS = dem_error_presets()


def test_the_project_file_knows_every_preset_and_no_other() -> None:
    assert set(get_args(Preset)) == set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_a_figure_is_found_only_with_a_source_that_can_be_looked_up(name: str) -> None:
    preset = PRESETS[name]
    for source, sure in (
        (preset.sd_source, preset.sd_confidence),
        (preset.correlation_source, preset.correlation_confidence),
    ):
        assert sure in ("found", "unverified")
        assert ("doi" in source) if sure == "found" else ("confirm" in source)
    assert 0 < preset.sd_m < 20
    assert 10 <= preset.correlation_m <= 1000


def test_one_recalled_figure_makes_the_pair_unverified() -> None:
    srtm = PRESETS["SRTM-30"]
    assert (srtm.sd_confidence, srtm.correlation_confidence) == ("found", "unverified")
    assert srtm.confidence == "unverified"
    assert "10.4236/jgis.2019.112009" in srtm.source
