"""Findings about allocated land made cases, ranked, and the sums that must close first."""
