"""One place explained: every criterion, its value and its verdict."""

from gis.explain.answer import explain
from gis.explain.model import Explanation
from gis.explain.text import explanation_text

__all__ = ["Explanation", "explain", "explanation_text"]
