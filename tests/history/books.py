"""Little ledgers one can check by pencil: squares of whole hectares in two or three communes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import shapely

from gis.history import Book, create_ledger, open_ledger
from gis.history.file import LedgerFile
from gis.ledger.states.digest import outline_digests
from gis.ledger.states.model import CM2_PER_HA, Land, PlotKey, PlotState
from gis.ledger.states.new_state import NewState
from tests.land import VN2000, square

OLD_SET, NEW_SET = date(2025, 6, 30), date(2025, 7, 1)
# Old Sì Lở Lầu and Vàng Ma Chải; new Sì Lở Lầu re-uses the code of Vàng Ma Chải.
NAMES = {"03550": "Sì Lở Lầu", "03562": "Vàng Ma Chải", "03571": "Dào San", "06622": "Bính Xá"}
NEW_NAMES = {"03562": "Sì Lở Lầu", "03571": "Dào San"}
START = datetime(2025, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def moment(n: int) -> datetime:
    """The n-th minute of our clock."""
    return START + timedelta(minutes=n)


def plot(
    hectares: float,
    commune: str | None,
    *,
    x_m: float = 0.0,
    counted_ha: float | None = None,
    **values: object,
) -> tuple[shapely.Polygon, PlotState]:
    """A square of so many hectares (side 100·√ha m), all in one commune."""
    shape = square(x_m, 0.0, 100.0 * hectares**0.5)
    counted = hectares if counted_ha is None else counted_ha
    land = Land(commune, round(hectares * CM2_PER_HA), round(counted * CM2_PER_HA))
    said = {"crop": "cassava", "state": "planted"} | values
    known = {k: v for k, v in said.items() if v is not None}
    return shape, PlotState(known, outline_digests(np.array([shape]))[0], (land,))


def state(
    of: date,
    plots: Mapping[str, tuple[shapely.Polygon, PlotState]],
    *,
    as_of: date | None = None,
    layer: str = "cassava",
) -> NewState:
    """A state of one layer."""
    outlines = {p.shape: bytes(shapely.to_wkb(s)) for s, p in plots.values()}
    after = (as_of or of) >= NEW_SET
    return NewState(
        of=of,
        as_of=as_of or (NEW_SET if of >= NEW_SET else OLD_SET),
        crs=VN2000,
        layers=(layer,),
        plots={PlotKey(layer, plot_id): p for plot_id, (_, p) in plots.items()},
        outlines=outlines,
        communes=NEW_NAMES if after else NAMES,
        sources={layer: {"path": "plots.gpkg", "sha256": "0" * 64}},
    )


def new_ledger(path: Path) -> LedgerFile:
    create_ledger(path, VN2000)
    return open_ledger(path)


def told(book: Book, on: date, known_at: datetime | None = None) -> dict[str, dict[str, object]]:
    """Every plot on a date with its known columns and its hectares by commune."""
    dated = book.at(on, known_at)
    plots = dated.there.tolist()
    values, lands = book.values(dated, plots), book.lands(dated, plots)
    return {
        key.plot_id: {
            **values[n],
            **{f"in {p.commune_code}": p.area_cm2 / CM2_PER_HA for p in lands[n]},
        }
        for n, key in zip(plots, book.keys(plots), strict=True)
    }
