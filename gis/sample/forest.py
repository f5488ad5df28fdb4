"""The invented forest layer in the rangers' schema: a state, a purpose and an owner per lot."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from gis.reference.forest import ldlr_number
from gis.sample.communes import Seats
from gis.sample.ground import CRS_NAME, random_for
from gis.sample.lots import Lots
from gis.sample.names import people, villages, with_gaps, without

# Wildest to tamest: the share of lots up to which a state reaches, and the state.
LADDER = (
    (0.015, "TXG1"), (0.09, "TXG"), (0.20, "TXB"), (0.31, "TXN"), (0.39, "TXP"), (0.42, "HG1"),
    (0.44, "VAU"), (0.53, "DT2"), (0.64, "DT1"), (0.68, "RTG"), (0.70, "DTR"), (0.985, "NN"),
    (1.0, "DKH"),
)  # fmt: skip
NATURAL = ("TXG1", "TXG", "TXB", "TXN", "TXP", "HG1", "VAU")
PLANTED = ("RTG", "DTR")
BARE = ("DT1", "DT2")
RESERVE_FROM_M, WATERSHED_FROM_M, WATERSHED_FROM_DEG = 1_650.0, 1_250.0, 31.0
PROTECTION, SPECIAL_USE, PRODUCTION = 1, 2, 3
# Owner groups of FRMS 4.0.
HOUSEHOLD, COMMUNITY, COMMUNE_OFFICE, PROTECTION_BOARD, SPECIAL_USE_BOARD = 1, 2, 3, 4, 8


@dataclass(frozen=True)
class LotFacts:
    """What the state of a lot follows from, one value per lot: height, slope, distance."""

    elevation_m: NDArray[np.float64]
    slope_deg: NDArray[np.float64]
    to_road_m: NDArray[np.float64]
    in_reserve: NDArray[np.bool_]


def states_of(facts: LotFacts) -> NDArray[np.object_]:
    """State codes (ldlr): wild far from roads, high and steep; farm land near roads and low."""
    rng = random_for("forest states")
    wild = (
        np.minimum(facts.elevation_m, 2_400) / 700
        + np.minimum(facts.to_road_m, 3_000) / 1_100
        + facts.slope_deg / 22
        + 0.85 * rng.standard_normal(facts.elevation_m.size)
    )
    rank = (-wild).argsort().argsort() / wild.size
    limits, codes = zip(*LADDER, strict=True)
    return np.array(codes, object)[np.searchsorted(limits, rank, side="right")]


def purposes_of(
    states: NDArray[np.object_], facts: LotFacts
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Forest category (malr3) and purpose (mamdsd) of every lot; 0 on land outside forest plans."""
    forest_land = np.isin(states, (*NATURAL, *PLANTED, *BARE))
    standing = np.isin(states, (*NATURAL, "DT2"))
    reserve = standing & facts.in_reserve & (facts.elevation_m > RESERVE_FROM_M)
    high = facts.elevation_m > WATERSHED_FROM_M
    guarded = standing & (high | (facts.slope_deg > WATERSHED_FROM_DEG))
    category = np.where(reserve, SPECIAL_USE, np.where(guarded, PROTECTION, PRODUCTION))
    timber = np.where(states == "VAU", 11, np.where(np.isin(states, PLANTED), 10, 12))
    purpose = np.select([reserve, guarded], [6, 1], timber)
    return category * forest_land, purpose * forest_land


def draw_forest(
    lots: Lots,
    seats: Seats,
    states: NDArray[np.object_],
    category: NDArray[np.int64],
    purpose: NDArray[np.int64],
) -> gpd.GeoDataFrame:
    """The forest layer: one row per lot, columns and codes of the rangers, EPSG:9205.

    Args:
        lots: the lots, numbered.
        seats: the communes they lie in.
        states: state code of every lot.
        category: malr3 of every lot, 0 for none.
        purpose: mamdsd of every lot, 0 for none.

    Returns:
        Text keys, nullable whole-number codes, ``dtich`` in hectares; a few states and purposes
        are missing and a few ``dtich`` are not the area of the shape.
    """
    rng = random_for("forest rows")
    table = pd.DataFrame(_places(lots, seats) | _state_columns(rng, states))
    table["malr3"], table["mamdsd"] = _codes(category), _codes(purpose)
    table["nqh"] = _codes(np.where(category == 0, 1, 0), empty=-1)
    group = _owner_groups(rng, category)
    commune = np.array(seats.names, object)[lots.commune]
    table["dtuong"], table["churung"] = _codes(group), _owners(rng, group, commune)
    table["dtich"] = _recorded_ha(rng, lots)
    unread = rng.choice(len(table), 14, replace=False)
    table.loc[unread, ["ldlr"]] = None
    table.loc[unread, ["maldlr", "malr3", "mamdsd"]] = pd.NA
    return gpd.GeoDataFrame(table, geometry=lots.shapes, crs=CRS_NAME)


def _places(lots: Lots, seats: Seats) -> dict[str, object]:
    """Numbers as the rangers count: compartments of a commune, lots within a sub-compartment."""
    order = pd.Series(lots.commune).groupby(lots.commune).cumcount()
    compartment = 500 + lots.commune * 10 + (order // 45)
    return {
        "tt": np.arange(1, order.size + 1),
        "maxa": np.array(seats.codes, object)[lots.commune],
        "xa": np.array(seats.names, object)[lots.commune],
        "tk": compartment.astype(str),
        "khoanh": (order % 45 // 9 + 1).astype(str),
        "lo": (order % 9 + 1).astype(str),
    }


def _state_columns(rng: np.random.Generator, states: NDArray[np.object_]) -> dict[str, object]:
    natural, planted = np.isin(states, NATURAL), np.isin(states, PLANTED)
    trees = np.array(["Thông", "Sa mộc", "Keo", "Keo+Sa mộc", "Tống quán sủ"], object)
    kinds = rng.choice(trees, states.size)
    years = rng.integers(2006, 2025, states.size)
    return {
        "ldlr": states.copy(),
        "maldlr": _codes(np.array([ldlr_number(code) for code in states])),
        "nggocr": _codes(np.where(natural, 1, np.where(planted, 2, 3))),
        "ngsinh": _codes(np.where(states == "TXG1", 1, np.where(natural, 2, 0))),
        "sldlr": without(kinds, ~planted),
        "namtr": np.where(planted, np.where(states == "DTR", 2023, years), 0),
        "thanhrung": _codes(np.where(natural | (states == "RTG"), 1, 2)),
        "ktan": _codes(np.where(np.isin(states, ("TXG1", "TXG", "TXB", "RTG")), 1, 2)),
        "lapdia": _codes(np.where(rng.random(states.size) < 0.06, 2, 1)),
    }


def _owner_groups(rng: np.random.Generator, category: NDArray[np.int64]) -> NDArray[np.int64]:
    """Owner groups: boards keep special-use and most protection forest, people the rest."""
    chance = rng.random(category.size)
    village = np.where(chance < 0.45, COMMUNITY, np.where(chance < 0.75, HOUSEHOLD, COMMUNE_OFFICE))
    farm = np.where(chance < 0.9, HOUSEHOLD, COMMUNE_OFFICE)
    board = np.where(chance < 0.62, PROTECTION_BOARD, COMMUNITY)
    special = np.full(category.size, SPECIAL_USE_BOARD)
    kinds = (SPECIAL_USE, PROTECTION, PRODUCTION)
    return np.select([category == kind for kind in kinds], [special, board, village], farm)


def _owners(
    rng: np.random.Generator, group: NDArray[np.int64], commune: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Names of owners by group; a few are missing."""
    names = {
        HOUSEHOLD: people(rng, group.size),
        COMMUNITY: "Cộng đồng bản " + villages(rng, group.size),
        COMMUNE_OFFICE: np.where(
            commune == "Phong Thổ", "UBND thị trấn Phong Thổ", "UBND xã " + commune
        ),
        PROTECTION_BOARD: np.full(group.size, "BQL rừng phòng hộ Phong Thổ (minh hoạ)", object),
        SPECIAL_USE_BOARD: np.full(group.size, "BQL rừng đặc dụng (minh hoạ)", object),
    }
    owner = np.empty(group.size, dtype=object)
    for code, called in names.items():
        owner[group == code] = called[group == code]
    return with_gaps(rng, owner, 0.015)


def _recorded_ha(rng: np.random.Generator, lots: Lots) -> NDArray[np.float64]:
    """Hectares as recorded: of the shape, but for some that were never updated."""
    recorded = shapely.area(lots.shapes) / 1e4
    stale = rng.choice(recorded.size, 25, replace=False)
    recorded[stale] *= rng.uniform(0.55, 1.6, stale.size)
    return recorded.round(2)


def _codes(values: NDArray[np.int64], empty: int = 0) -> ExtensionArray:
    codes = pd.array(values, dtype="Int64")
    codes[values == empty] = pd.NA
    return codes
