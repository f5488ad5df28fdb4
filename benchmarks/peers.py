"""Peers that are programs of the system: which are here, and how to get those that are not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Peer:
    """A program, the packages of a Debian-like system that bring it, and how it tells itself.

    ``probe`` must succeed where the peer can be used; the last word of its first line is taken
    for the version.
    """

    title: str
    packages: tuple[str, ...]
    probe: tuple[str, ...]


PEERS: Mapping[str, Peer] = {
    "gdal": Peer("GDAL's programs", ("gdal-bin",), ("gdalinfo", "--version")),
    "scripts": Peer(
        "gdal_calc, gdal_sieve, gdal_polygonize", ("gdal-bin", "python3-gdal"),
        ("gdal_calc.py", "--help"),
    ),
    "grass": Peer("GRASS GIS", ("grass-core",), ("grass", "--config", "version")),
    "terra": Peer(
        "terra", ("r-base-core", "r-cran-terra"),
        ("Rscript", "-e", "cat(as.character(packageVersion('terra')))"),
    ),
}  # fmt: skip


@cache
def _told(name: str) -> tuple[str, str]:
    """Version and why it cannot be used, one of them empty."""
    peer = PEERS[name]
    if not shutil.which(peer.probe[0]):
        return "", f"{peer.probe[0]} is not installed ({' '.join(peer.packages)}); {HOW}"
    done = subprocess.run(peer.probe, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        return "", f"{peer.probe[0]} does not work here: {last}"
    return done.stdout.strip().partition("\n")[0].partition(",")[0], ""


HOW = "`python3 nuong.py bench --setup`"


def missing(*names: str) -> str:
    """Why these peers cannot be measured, empty when they can."""
    return "; ".join(why for name in names if (why := _told(name)[1]))


def version(name: str) -> str:
    """What the peer says it is."""
    return _told(name)[0].removeprefix("GDAL ")


def set_up(run: Callable[[Sequence[str]], int] | None = None, *, root: bool | None = None) -> int:
    """Install what is missing by the system's package manager, or say what to install.

    Args:
        run: takes a command's words, gives its exit code; for tests.
        root: whether this user may install; asked of the system when not given.

    Returns:
        An exit code: 0 when every peer is here afterwards.
    """
    lacking = [name for name in PEERS if missing(name)]
    packages = sorted({p for name in lacking for p in PEERS[name].packages})
    if not packages:
        print("every peer is installed: " + ", ".join(p.title for p in PEERS.values()))
        return 0
    allowed = (hasattr(os, "geteuid") and os.geteuid() == 0) if root is None else root
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not (allowed and shutil.which("apt-get")):
        print(f"Not installed: {', '.join(PEERS[n].title for n in lacking)}.\n"
              f"On Debian or Ubuntu: sudo {' '.join(install)}\n"
              "Elsewhere install GDAL with its Python scripts, GRASS GIS and R with terra. "
              "Rows of a peer that is not there say `not measured`.", file=sys.stderr)  # fmt: skip
        return 1
    asked = run or (lambda words: subprocess.run(words, check=False).returncode)
    codes = [asked(words) for words in (["apt-get", "update"], install)]
    _told.cache_clear()
    still = [PEERS[name].title for name in PEERS if missing(name)]
    print(f"still missing: {', '.join(still)}" if still else "every peer is installed")
    return 1 if codes[-1] or still else 0
