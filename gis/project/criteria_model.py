"""Criteria as an office asks for them: one small frozen model per test on land.

A criterion is declared here, recorded in ``run.json`` and only later evaluated (``gis.criteria``).
Every criterion may say where its figures come from; ``confidence`` is ``"unverified"`` unless the
office says otherwise, and every product repeats it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gis.project.base import Asked, LocalText, Name, Share
from gis.reference.law import Verdict

Confidence = Literal["confirmed", "found", "unverified"]


class _Test(Asked):
    """What every criterion may carry beside its test."""

    title: LocalText | None = None
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    confidence: Confidence = "unverified"


class _Range(_Test):
    def _bounds(self, low: float | None, high: float | None) -> None:
        if low is None and high is None:
            raise ValueError("needs_a_bound")
        if low is not None and high is not None and low > high:
            raise ValueError("bounds_reversed")


class SlopeTest(_Range):
    """Slope of the DEM's own grid, in degrees. ``above_deg`` is strict, with a tie tolerance of
    0.001°: 25.000° is not above 25°. ``at_most_deg`` is its exact complement.
    """

    test: Literal["slope"]
    above_deg: Annotated[float, Field(ge=0, lt=90)] | None = None
    at_most_deg: Annotated[float, Field(gt=0, le=90)] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._bounds(self.above_deg, self.at_most_deg)
        return self


class ElevationTest(_Range):
    """Elevation in metres, both ends included."""

    test: Literal["elevation"]
    from_m: float | None = None
    to_m: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._bounds(self.from_m, self.to_m)
        return self


class CanopyTest(_Range):
    """Canopy cover as a share 0–1, both ends included, from a canopy raster."""

    test: Literal["canopy_cover"]
    layer: Name = "canopy"
    from_share: Share | None = None
    to_share: Share | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._bounds(self.from_share, self.to_share)
        return self


class CodeTest(_Test):
    """A code of a polygon layer's column or of a raster of codes is one of a list.

    Land with an empty code is unknown. Land outside every polygon of the layer is unknown too,
    unless ``outside = "no"`` says that the layer is complete and such land does not hold.
    """

    test: Literal["code"]
    layer: Name
    column: str | None = None
    any_of: Annotated[tuple[str | int, ...], Field(min_length=1)]
    outside: Literal["unknown", "no"] = "unknown"


class DistanceTest(_Test):
    """Horizontal distance from the cell's centre to the nearest feature, in metres of the
    project CRS. ``within_m`` includes its end; ``beyond_m`` is strict.
    """

    test: Literal["distance"]
    layer: Name
    within_m: Annotated[float, Field(gt=0)] | None = None
    beyond_m: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.within_m is None) == (self.beyond_m is None):
            raise ValueError("within_or_beyond")
        return self


class PlaceTest(_Test):
    """The cell's centre lies inside (or outside) the polygons of a layer.

    ``where`` keeps only polygons whose columns hold one of the listed values. A polygon whose
    listed column is empty leaves its land unknown.
    """

    test: Literal["inside", "outside"]
    layer: Name
    where: dict[str, tuple[str | int, ...]] = Field(default_factory=dict)


class CombinedTest(_Test):
    """All (or any) of other criteria, three-valued: no AND unknown is no, yes AND unknown is
    unknown.
    """

    test: Literal["all_of", "any_of"]
    criteria: Annotated[tuple[Name, ...], Field(min_length=2)]


class LawTest(_Test):
    """What the law says of growing medicinal plants on the land is one of some verdicts.

    The verdict is known of all land (``insufficient_data`` is one), so the answer is never unknown.
    """

    test: Literal["law"]
    any_of: Annotated[tuple[Verdict, ...], Field(min_length=1)] = ("barred_unless_approved",)


Criterion = Annotated[
    SlopeTest
    | ElevationTest
    | CanopyTest
    | CodeTest
    | DistanceTest
    | PlaceTest
    | CombinedTest
    | LawTest,
    Field(discriminator="test"),
]
