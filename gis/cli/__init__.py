"""The command `nuong`. The GIS stack is imported inside commands, so that `--help` is quick."""

from gis.cli.main import main

__all__ = ["main"]
