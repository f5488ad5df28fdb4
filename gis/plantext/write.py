"""A draft register written to a new file; a file that is there may hold a person's answers."""

from __future__ import annotations

from pathlib import Path

from gis.plantext.model import Draft
from gis.plantext.refusal import refusal
from gis.plantext.register import register_toml


def write_draft(draft: Draft, path: Path) -> Path:
    """Write a draft as TOML (UTF-8).

    Args:
        draft: what was proposed.
        path: a file that does not exist yet; its folder is made.

    Returns:
        The file written.

    Raises:
        NuongError: the file exists (nothing is overwritten) or cannot be written.
    """
    text = register_toml(draft)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as fault:
        raise refusal("plantext.already_there", path) from fault
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise refusal("plantext.not_writable", path, reason=reason) from fault
    return path
