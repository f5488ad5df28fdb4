"""Hectares against targets, and the sums that must close."""
