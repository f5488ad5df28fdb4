"""Set Nương up in `.venv` and pass the words on: `python3 nuong.py demo`, `python3 nuong.py test`.

Standard library alone, so it runs on a fresh machine with nothing but Python. The lock file is
installed with hashes checked, by uv when it is there and by pip otherwise.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
LOCK = HERE / "requirements.lock"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = HOME / "nuong-lock.sha256"
LOWEST, BELOW = (3, 11), (3, 14)
QUIET_PIP = ["--disable-pip-version-check", "--no-input", "-q"]


def lock_digest() -> str:
    """What the environment must have been made from: the lock, the package and this Python."""
    made_from = [LOCK.read_bytes(), (HERE / "pyproject.toml").read_bytes(), sys.version.encode()]
    return hashlib.sha256(b"\0".join([*made_from, str(HERE).encode()])).hexdigest()


def installer() -> list[str]:
    """`uv pip install` when uv is on the path, else pip of the new environment."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "-q", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip", "install", *QUIET_PIP]


def set_up() -> None:
    """Make or renew `.venv` when the lock changed; the stamp is written last, so a set-up that was
    cut off is done again.
    """
    if STAMP.is_file() and PYTHON.is_file() and STAMP.read_text() == lock_digest():
        return
    print("Nương: setting up .venv (once; about 250 MB to download) …", file=sys.stderr)
    STAMP.unlink(missing_ok=True)
    if not PYTHON.is_file():
        venv.create(HOME, with_pip=True, clear=HOME.exists())
    install = installer()
    wheels = ["--only-binary", ":all:", "--require-hashes", "-r", str(LOCK)]
    subprocess.run([*install, *wheels], check=True)
    # The package itself has no hash; its build tools came with the lock.
    subprocess.run([*install, "--no-deps", "--no-build-isolation", "-e", str(HERE)], check=True)
    STAMP.write_text(lock_digest())


def command(words: list[str]) -> list[str]:
    """The real command behind the launcher's words."""
    if words[:1] == ["test"]:
        return [str(PYTHON), "-m", "pytest", *words[1:]]
    if words[:1] == ["bench"]:
        return [str(PYTHON), "-m", "benchmarks", *words[1:]]
    return [str(PYTHON), "-m", "gis", *words]


def main() -> int:
    """Check this Python, set up, run; the exit code is the command's own."""
    if not LOWEST <= sys.version_info[:2] < BELOW:
        print(
            f"Nương needs Python 3.11 to 3.13, this is {sys.version.split()[0]}. "
            "Install one of these and call it, e.g. `python3.11 nuong.py demo`.",
            file=sys.stderr,
        )
        return 2
    try:
        set_up()
    except (subprocess.CalledProcessError, OSError) as fault:
        print(
            f"Nương could not set up {HOME}: {fault}\n"
            "Check the internet connection and the disk; on Debian `apt install python3-venv`. "
            "Then call the same command again: it takes up where it stopped.",
            file=sys.stderr,
        )
        return 1
    where = HERE if sys.argv[1:2] in (["test"], ["bench"]) else None
    return subprocess.run(command(sys.argv[1:]), cwd=where, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
