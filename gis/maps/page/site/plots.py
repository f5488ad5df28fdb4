"""What the page tells of a mapped plot: what grows there, how it was judged, and how surely."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from gis.maps.page.site.told import Told, told
from gis.maps.results import Results
from gis.maps.text.wording import coded, crop_and_method, flag_title, is_missing, value_text
from gis.messages import Lang, visible, word

_KEYS = ["layer", "plot_id"]


def told_plots(pieces: pd.DataFrame, results: Results, lang: Lang) -> list[Told]:
    """Texts of every piece, in order; no owner's name.

    Args:
        pieces: ``PIECE_COLUMNS``; the verdicts told are the whole plot's.
        results: flags, doubt and what the law says of the same run.
        lang: of the words.
    """
    rows = zip(pieces["crop"], pieces["method"], pieces["state"], strict=True)
    grown = [_grown(*row, lang=lang) for row in rows]
    columns = [
        told(word("col_plot_id", lang), [visible(v) for v in pieces["plot_id"]]),
        told(word("col_crop", lang), grown),
    ]
    return [*columns, *_flagged(pieces, results, lang), *_lawful(pieces, results, lang)]


def _grown(crop: object, method: object, state: object, *, lang: Lang) -> str:
    what = word("crop_none", lang) if is_missing(crop) else crop_and_method(crop, method, lang)
    return what if is_missing(state) else f"{what} · {coded('state', state, lang)}"


def _flagged(pieces: pd.DataFrame, results: Results, lang: Lang) -> Iterator[Told]:
    """For every flag rule: the plot's verdict, the probability to be over, how sure that is."""
    flags = pd.DataFrame(results.flags.frame)[["rule", "piece_id", *_KEYS, "verdict"]]
    doubt = pd.DataFrame(results.doubt.plots.frame)
    doubt = doubt[["rule", *_KEYS, "over_probability", "sure_verdict"]]
    judged = flags.merge(doubt, on=["rule", *_KEYS], how="left", validate="many_to_one")
    for name, rule in results.project.flags.items():
        own = judged[judged["rule"] == name].set_index("piece_id")
        texts = {
            piece: _verdict(verdict, probability, sure, lang)
            for piece, verdict, probability, sure in zip(
                own.index, own["verdict"], own["over_probability"], own["sure_verdict"], strict=True
            )
        }
        yield told(flag_title(name, rule, lang), [texts.get(p) for p in pieces["piece_id"]])


def _verdict(verdict: str, probability: float, sure: object, lang: Lang) -> str:
    parts = [word(f"verdict_{verdict}", lang)]
    if not is_missing(probability):
        figure = value_text("over_probability", probability, lang)
        parts.append(word("tap_probability", lang).format(p=figure))
    if not is_missing(sure):
        parts.append(coded("sure", sure, lang))
    return " · ".join(parts)


def _lawful(pieces: pd.DataFrame, results: Results, lang: Lang) -> Iterator[Told]:
    if results.legal is None or not results.legal.asked:
        return
    said = results.legal.plots.frame
    verdicts = dict(zip(said["piece_id"], said["legal_verdict"], strict=True))
    texts = (verdicts.get(piece) for piece in pieces["piece_id"])
    told_of = [None if is_missing(v) else coded("legal", v, lang) for v in texts]
    yield told(word("col_legal_verdict", lang), told_of)
