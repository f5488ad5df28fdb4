"""One declaration of what a column holds, for every product."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from gis.maps.columns import Kind, Plain, kind_of, plain, sum_ha, typed


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (math.inf, "number", None),  # no figure, and no zero either
        (np.nan, "number", None),
        (pd.NA, "year", None),
        (None, "text", None),
        (-0.0, "number", 0.0),
        (np.float64(1.5), "number", 1.5),
        (2021.0, "year", 2021),
        (np.bool_(True), "yes_no", True),
        (("Sì Lở Lầu", "Mồ Sì San"), "text", "Sì Lở Lầu; Mồ Sì San"),
        ((), "text", None),
        ("03199", "text", "03199"),
    ],
)
def test_a_cell_becomes_a_plain_value(value: object, kind: Kind, written: Plain) -> None:
    got = plain(value, kind)
    assert got == written
    assert type(got) is type(written)
    assert math.copysign(1, got) == 1 if isinstance(got, float) else True


def test_the_unit_at_the_end_says_what_a_column_holds() -> None:
    assert {kind_of(c) for c in ("area_ha", "elevation_min_m", "share", "held_unknown")} == {
        "number"
    }
    assert kind_of("commune_code") == "text"


def test_typed_keeps_missing_missing() -> None:
    frame = pd.DataFrame(
        {"year": [2030, None], "gi": [None, True], "area_ha": [None, 1.0]}, dtype=object
    )
    clean = typed(frame, ("year", "gi", "area_ha"))
    assert [str(t) for t in clean.dtypes] == ["Int64", "boolean", "float64"]
    assert clean.isna().sum().tolist() == [1, 1, 1]


def test_unknown_hectares_add_nothing() -> None:
    assert sum_ha(pd.DataFrame({"area_ha": [0.1, np.nan, 0.2]})) == math.fsum([0.1, 0.2])
