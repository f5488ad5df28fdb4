"""The command `nuong`. The GIS stack is imported inside commands, so that `--help` is quick."""

from gis.cli.app import main

__all__ = ["main"]
