"""Compiled loops, for the few places where whole-array numpy is many times too slow.

Every module here is imported by the function that needs it, never at the top of another module:
``import gis`` and ``--help`` must not wait for a compiler. The first run on a machine compiles
(some seconds), later ones load what was kept beside the source or in the user's cache folder.
"""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "average",
    "burn",
    "coverage",
    "drawn",
    "gradient",
    "outlines",
    "piece_sums",
    "pieces",
    "sampled",
    "slope",
    "steep",
    "sums",
    "waves",
)


def load_kernels() -> None:
    """Import every kernel, compiling those this machine has not compiled yet."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
