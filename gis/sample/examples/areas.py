"""What each worked example invents: how much land, how high, and which crops where.

Hectares are invented fractions of the plans' figures, so that the ledger's rows look as they will;
none is anyone's record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Crop:
    """Invented plots of one crop.

    ``label`` is the word in the file and ``ha`` about how much is drawn, in ``commune`` (a code)
    or anywhere; ``like_m`` is the height it is put at, metres; ``planted`` are the first and last
    year of planting, None for crops sown every year.
    """

    label: str
    ha: float
    like_m: float
    commune: str | None = None
    planted: tuple[int, int] | None = None


@dataclass(frozen=True)
class Example:
    """One worked example.

    ``unit`` is the district or province whose communes of ``as_of`` it has; ``size_km2`` is to the
    nearest 10 km² (the city's from memory: unverified), which the drawn land comes near to;
    ``patch_m`` is the cell borders are drawn on and ``dem_m`` the DEM's, metres; ``height_m`` is
    the lowest and the highest land and ``relief_m`` the width of its ranges; ``parcel_ha`` is about
    the size of a plot; ``plots`` the crops of every plots file, by its name.
    """

    id: str
    unit: str
    as_of: date
    crs: str
    size_km2: float
    patch_m: float
    dem_m: float
    height_m: tuple[float, float]
    relief_m: float
    parcel_ha: float
    plots: dict[str, tuple[Crop, ...]]


# Of the plan's rice San Thàng is given 98 %, Sùng Phài 101 %, Quyết Thắng 93 %, Đông Phong 102 %:
# some reach their figure and some do not. Tea 99 %, fruit 96 %, macadamia 101 %.
LAI_CHAU_CITY = Example(
    id="lai-chau-city",
    unit="lai_chau_city",
    as_of=date(2025, 6, 30),
    crs="EPSG:9205",
    size_km2=90.0,
    patch_m=40.0,
    dem_m=30.0,
    height_m=(820.0, 1_880.0),
    relief_m=2_200.0,
    parcel_ha=2.2,
    plots={
        "rice": (
            Crop("Lúa chất lượng", 132.3, 900.0, "03409"),
            Crop("Lúa chất lượng", 143.4, 900.0, "03403"),
            Crop("Lúa chất lượng", 20.6, 900.0, "03386"),
            Crop("Lúa chất lượng", 30.6, 900.0, "03408"),
        ),
        "perennials": (
            Crop("Chè", 953.8, 1_050.0, planted=(1998, 2022)),
            Crop("Cây ăn quả", 154.0, 950.0, planted=(2012, 2022)),
            Crop("Mắc ca", 283.2, 1_200.0, planted=(2014, 2021)),
        ),
    },
)
# Fractions of the zones of plan 003 III.4.b, from 58 % (tea) to 102 % (star anise).
LANG_SON_2030 = Example(
    id="lang-son-2030",
    unit="lang_son",
    as_of=date(2025, 7, 1),
    crs="EPSG:9215",
    size_km2=8_310.0,
    patch_m=300.0,
    dem_m=90.0,
    height_m=(60.0, 1_480.0),
    relief_m=7_000.0,
    parcel_ha=60.0,
    plots={
        "crop_zones": (
            Crop("Rau", 4_200.0, 150.0),
            Crop("Lúa đặc sản", 9_100.0, 150.0),
            Crop("Khoai", 1_440.0, 200.0),
            Crop("Thạch đen", 2_640.0, 350.0),
            Crop("Chè", 870.0, 400.0),
            Crop("Na", 4_190.0, 250.0),
            Crop("Quýt", 1_220.0, 400.0),
            Crop("Hồng", 1_950.0, 450.0),
        ),
        "forest_zones": (
            Crop("Hồi", 35_700.0, 450.0, planted=(1985, 2022)),
            Crop("Thông", 126_100.0, 550.0, planted=(1990, 2024)),
            Crop("Keo", 36_000.0, 350.0, planted=(2016, 2024)),
            Crop("Bạch đàn", 8_800.0, 300.0, planted=(2017, 2024)),
        ),
    },
)
# Nothing plan 004 asks is measured on plots: it has communes and a DEM only.
LANG_SON_2023 = replace(LANG_SON_2030, id="lang-son-2023", plots={})
EXAMPLES = {one.id: one for one in (LAI_CHAU_CITY, LANG_SON_2030, LANG_SON_2023)}


def is_bare_example(project: Path) -> bool:
    """Whether a project file is one of the examples, with no layer beside it yet."""
    others = (file for file in project.parent.iterdir() if file != project)
    return project.parent.name in EXAMPLES and not any(others)
