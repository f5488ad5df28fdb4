"""Hectares by judgement as columns: the most restrictive verdict speaks, every one has its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.criteria.law import Judgement, Reason
from gis.reference.law import VERDICTS, Verdict
from gis.zones.tables import LEGAL_COLUMNS, LEGAL_HA

Hectares = NDArray[np.float64]

# Less than this is a sliver where two borders meet and decides nothing: 1 m².
LEAST_HA = 1e-4


def legal_columns(by_judgement_ha: Hectares, judgements: Sequence[Judgement]) -> pd.DataFrame:
    """What the law says of some pieces of land.

    Args:
        by_judgement_ha: hectares of each row by judgement, (rows, judgements).
        judgements: by number.

    Returns:
        ``LEGAL_COLUMNS``, a row each: the most restrictive verdict that at least a square metre
        has (of less land, the verdict most of it has), its hectares, the hectares of every
        verdict, and the reasons and articles of the speaking one.
    """
    verdicts = verdict_ha(by_judgement_ha, judgements)
    # Many rows have the same judgements, whose texts are put together once.
    said: dict[tuple[Verdict, bytes], tuple[str, ...]] = {}
    rows = []
    for found, ha in zip(verdicts.to_numpy(), by_judgement_ha, strict=True):
        verdict, own = _speaking(found), (ha >= LEAST_HA) | (ha == ha.max())
        key = verdict, own.tobytes()
        if key not in said:
            said[key] = _texts(verdict, own, judgements)
        rows.append((verdict, *said[key]))
    texts = pd.DataFrame(rows, columns=["legal_verdict", *TEXTS], dtype=object)
    speaking = [VERDICTS.index(v) for v in texts["legal_verdict"]]
    texts["legal_verdict_ha"] = verdicts.to_numpy()[np.arange(len(verdicts)), speaking]
    return pd.concat([texts, verdicts], axis=1)[list(LEGAL_COLUMNS)]


def verdict_ha(by_judgement_ha: Hectares, judgements: Sequence[Judgement]) -> pd.DataFrame:
    """Hectares of each row by verdict, columns as in ``LEGAL_HA``."""
    of = np.array([one.verdict for one in judgements])
    sums = [by_judgement_ha[:, of == verdict].sum(axis=1) for verdict in VERDICTS]
    return pd.DataFrame(dict(zip(LEGAL_HA, sums, strict=True)))


def no_legal_columns(rows: int) -> pd.DataFrame:
    """Rows of which the law was not asked: every column is empty."""
    figures = ("legal_verdict_ha", *LEGAL_HA)
    empty = {c: np.nan if c in figures else None for c in LEGAL_COLUMNS}
    return pd.DataFrame(empty, index=range(rows), columns=list(LEGAL_COLUMNS))


TEXTS = ("legal_reasons", "legal_reason_vi", "legal_reason_en", "legal_citation")


def _texts(
    verdict: Verdict, has: NDArray[np.bool_], judgements: Sequence[Judgement]
) -> tuple[str, ...]:
    """What speaks: the reasons and articles of a verdict among the judgements a row has."""
    own = [one for one, here in zip(judgements, has, strict=True) if here]
    own = [one for one in own if one.verdict == verdict]
    reasons: list[Reason] = list(dict.fromkeys(r for one in own for r in one.reasons))
    cited = dict.fromkeys(text for one in own for text in one.citations)
    return (
        "; ".join(reason.id for reason in reasons),
        "; ".join(reason.text.vi for reason in reasons),
        "; ".join(reason.text.en for reason in reasons),
        "; ".join(cited),
    )


def _speaking(verdicts_ha: Hectares) -> Verdict:
    """Verdicts stand from the most restrictive on."""
    enough = np.flatnonzero(verdicts_ha >= LEAST_HA)
    return VERDICTS[int(enough[0] if len(enough) else verdicts_ha.argmax())]
