"""Polygons with hectares: plots by commune, flags, candidate zones."""
