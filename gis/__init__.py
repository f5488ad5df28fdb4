"""Nương: from plan text to land. The public API is loaded on first use (see ``gis.run``)."""

__version__ = "0.1.0"
