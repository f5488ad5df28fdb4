"""What a file reader remarks on (a bad header, a skipped value) becomes a warning of ours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from gis.layers.findings import Findings


@contextmanager
def reader_remarks(
    found: Findings, *, told_elsewhere: tuple[type[Warning], ...] = ()
) -> Iterator[None]:
    """Note the Python warnings of the code inside, each once.

    Args:
        found: takes them as warnings of the layer.
        told_elsewhere: kinds another check reports by name.
    """
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always")
        yield
    ours = (r.message for r in remarks if not issubclass(r.category, told_elsewhere))
    for text in dict.fromkeys(str(message) for message in ours):
        found.warning("reader_remark", remark=text)
