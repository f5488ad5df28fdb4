"""Which entry knew of which: the order of writing that no clock and no merge can change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gis.ledger.states.model import Entry


class Lineage:
    """Ancestors of every entry, as bits of whole numbers.

    Args:
        entries: in any order; parents that are not among them are left out.
    """

    def __init__(self, entries: Iterable[Entry]):
        order = in_order(entries)
        self._bit = {entry.digest: 1 << n for n, entry in enumerate(order)}
        self._known: dict[str, int] = {}
        for entry in order:
            known = 0
            for parent in entry.parents:
                known |= self._known.get(parent, 0) | self._bit.get(parent, 0)
            self._known[entry.digest] = known

    def knew(self, later: Entry, earlier: Entry) -> bool:
        """Whether ``earlier`` was in the ledger when ``later`` was written."""
        return bool(self._known[later.digest] & self._bit[earlier.digest])

    def last(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those no other of them knew of, by digest."""
        known = 0
        for entry in entries:
            known |= self._known[entry.digest]
        kept = {e.digest: e for e in entries if not known & self._bit[e.digest]}
        return [kept[digest] for digest in sorted(kept)]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Parents before children, else by time of recording and digest: one order for all copies."""
    return sorted(entries, key=lambda entry: (entry.recorded_at, entry.digest))


def heads(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Digests of the entries that are no entry's parent, sorted."""
    listed = list(entries)
    followed = {parent for entry in listed for parent in entry.parents}
    return tuple(sorted(e.digest for e in listed if e.digest not in followed))
