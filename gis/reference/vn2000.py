"""VN-2000: its zones by EPSG code with their provinces, and its shift to WGS 84."""

from __future__ import annotations

import tomllib
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

GEOGRAPHIC = 4756
FALSE_EASTING_M = 500_000.0


@dataclass(frozen=True)
class Zone:
    """A transverse Mercator zone of VN-2000, false easting 500 km.

    Args:
        epsg: its code.
        name: as EPSG calls it, without "VN-2000 /".
        meridian_deg: central meridian.
        scale: on it; 0.9996 for 6° zones, 0.9999 for 3° and provincial ones.
        provinces: whose meridian it is, of the 63 before 1 July 2025; empty for national zones.
    """

    epsg: int
    name: str
    meridian_deg: float
    scale: float
    provinces: tuple[str, ...]

    def label(self) -> str:
        """The zone in words, e.g. ``EPSG:9205 (TM-3 103-00: Lai Châu, Điện Biên)``."""
        whose = ", ".join(self.provinces[:4]) + (" …" if len(self.provinces) > 4 else "")
        return f"EPSG:{self.epsg} ({self.name}{': ' if whose else ''}{whose})"


@dataclass(frozen=True)
class Shift:
    """Seven parameters from VN-2000 to WGS 84; rotations turn the coordinate frame."""

    x_m: float
    y_m: float
    z_m: float
    rx_sec: float
    ry_sec: float
    rz_sec: float
    scale_ppm: float

    def parameters(self) -> tuple[float, ...]:
        """All seven in the usual order."""
        return astuple(self)

    def position_vector(self) -> tuple[float, ...]:
        """All seven as ``+towgs84`` takes them: the rotations have the other sign."""
        return (
            self.x_m, self.y_m, self.z_m, -self.rx_sec, -self.ry_sec, -self.rz_sec, self.scale_ppm,
        )  # fmt: skip


@cache
def zones() -> tuple[Zone, ...]:
    """Every zone, by code."""
    return tuple(
        Zone(int(code), z["name"], z["meridian_deg"], z["scale"], tuple(z["provinces"]))
        for code, z in _table()["zones"].items()
    )


def zone_at(meridian_deg: float, scale: float) -> Zone | None:
    """The zone of a central meridian and a scale factor; ``None`` where EPSG has none."""
    return next((z for z in zones() if (z.meridian_deg, z.scale) == (meridian_deg, scale)), None)


def meridians() -> frozenset[float]:
    """Central meridians in use in Viet Nam, degrees."""
    return frozenset(z.meridian_deg for z in zones())


@cache
def shift() -> Shift:
    """The official shift to WGS 84."""
    return Shift(**_table()["shift"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "vn2000.toml").read_text("utf-8"))
