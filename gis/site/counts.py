"""How many sites there are of each verdict; every site counts once."""

from __future__ import annotations

from gis.reference.law import VERDICTS, Verdict
from gis.site.model import SiteAnswer, SiteReport

CANNOT_TELL, NOT_JUDGED = "cannot_tell", "not_judged"


def said_of(answer: SiteAnswer) -> str:
    """The verdict on a site, of a polygon or track the most restrictive one on it;
    ``"cannot_tell"`` or ``"not_judged"`` where there is none.
    """
    if answer.fault is not None:
        return NOT_JUDGED
    if answer.law is not None and answer.law.doubts:
        return CANNOT_TELL
    return verdict_of(answer)


def verdict_of(answer: SiteAnswer) -> Verdict:
    """The verdict of the cell, of a polygon or track the most restrictive one on it.

    Raises:
        LookupError: the site was not judged.
    """
    if answer.polygon is not None:
        return answer.polygon.verdict
    if answer.track is not None:
        return next(v for v, metres in answer.track.by_verdict_m.items() if metres > 0)
    if answer.law is not None:
        return answer.law.judgement.verdict
    raise LookupError(answer.number)


def counts(report: SiteReport) -> dict[str, int]:
    """Sites by verdict, then those that cannot be told and those not judged; all of them add up
    to the number of answers.
    """
    found = dict.fromkeys([*VERDICTS, CANNOT_TELL, NOT_JUDGED], 0)
    for answer in report.answers:
        found[said_of(answer)] += 1
    return found
