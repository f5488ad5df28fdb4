"""A plan's Vietnamese text, read into proposed register rows that a person confirms."""

from gis.plantext.draft import draft_of, draft_plan
from gis.plantext.model import Draft, DraftRow, Question

__all__ = ["Draft", "DraftRow", "Question", "draft_of", "draft_plan"]
