"""What must hold of every run, real or invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import gis
from gis.maps.results import Results
from gis.units import area_ha

PARTS = ["candidate_ha", "too_small_ha", "excluded_ha", "unknown_ha"]
FLAG_PARTS = ["flagged_ha", "clear_ha", "unknown_ha"]


def require_all_closed(results: Results) -> None:
    """Every sum the program itself looks at, and three it could have forgotten."""
    open_sums = [c for c in results.ledger.closures if not c.holds]
    assert results.ledger.closures
    assert not open_sums
    table = results.zones.communes
    np.testing.assert_allclose(table[PARTS].sum(axis=1), table["commune_ha"], rtol=1e-9)
    assert (table[PARTS].to_numpy() >= 0).all()
    flags = results.flags.frame
    np.testing.assert_allclose(flags[FLAG_PARTS].sum(axis=1), flags["area_ha"], rtol=1e-9)
    zones = results.zones.zones.frame
    assert zones.geometry.is_valid.all()
    np.testing.assert_allclose(area_ha(zones.geometry), zones["area_ha"], rtol=1e-9)


def publish(results: Results, out: Path) -> dict[str, object]:
    """Write every product, have it checked, and give back the kB of each."""
    record = gis.write_outputs(results, out, "vi")
    assert gis.verify_outputs(out) == []
    return {name: f"{size / 1000:.0f} kB" for name, (size, _) in record.outputs.items()}


def codes(results: Results) -> set[str]:
    """The codes of the warnings."""
    return {p.code for p in results.problems}
