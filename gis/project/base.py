"""The ground of every asked model: frozen, unknown keys refused, plain named scalars."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Asked(BaseModel):
    """A part of the project file: frozen, strict about types, no unknown keys, texts in NFC."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


Text = Annotated[str, AfterValidator(_nfc), Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]


class LocalText(Asked):
    """A text in Vietnamese and English; ``en`` falls back to ``vi``."""

    vi: Text
    en: Text | None = None

    def text(self, lang: str) -> str:
        """The text in a language."""
        return self.en or self.vi if lang == "en" else self.vi
