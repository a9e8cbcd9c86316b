"""One range of events in the journal and in the service's store: chains recomputed, rows compared.

As long as both give the same bytes one computation serves both; from the first difference on each
side is recomputed apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from services.audit.copied import Broken, Chains, Place, columns, split
from services.audit.findings import Finding

Side = Literal["journal", "store"]
Ends = Mapping[str, tuple[int, bytes]]
"""Stream -> version and chain head, as the table of streams says."""


class Comparison:
    """Reads both sides in step, page by page. ``journal_end``: the last position that has arrived.

    Without a store (``alone``) only the journal is recomputed.
    """

    def __init__(
        self, service: str, shard: int, journal_end: int, *, dense: bool, alone: bool = False
    ) -> None:
        self.service = service
        self.shard = shard
        self.findings: list[Finding] = []
        self.pending = 0
        self._end = journal_end
        self._dense = dense
        self._alone = alone
        self._journal = Chains(service, dense=dense)
        self._store = self._journal
        self._stopped: set[Side] = set()

    @property
    def links(self) -> int:
        """Links recomputed."""
        apart = self._store is not self._journal
        return self._journal.rows + (self._store.rows if apart else 0)

    @property
    def events(self) -> int:
        """Events of the journal read."""
        return self._journal.rows

    def feed(self, journal: bytes, store: bytes) -> None:
        """One page of both sides: the rows of one range of positions, or of one stream."""
        same = self._alone or journal == store
        if not same and self._store is self._journal:
            self._store = self._journal.fork()
        self._recompute("journal", self._journal, journal)
        if self._store is not self._journal:
            self._recompute("store", self._store, store)
        if not same:
            self._compare(_by_position(journal), _by_position(store))

    def close(
        self, journal: Ends, store: Ends, journal_end: int | None, store_end: int | None
    ) -> None:
        """Heads of streams and, after a whole shard, last positions as the tables say."""
        sides: list[tuple[Side, Chains, Ends, int | None]] = [
            ("journal", self._journal, journal, journal_end)
        ]
        if not self._alone:
            sides.append(("store", self._store, store, store_end))
        for side, chains, ends, end in sides:
            if side in self._stopped:
                continue
            self._close_heads(side, chains, ends)
            if end is not None and end != chains.position:
                self._find(
                    "position_extra" if chains.position > end else "shard_differs",
                    side,
                    f"the table of shards says {end}, the last event has {chains.position}",
                    position=max(end, chains.position),
                )

    def _close_heads(self, side: Side, chains: Chains, ends: Ends) -> None:
        found = {stream.decode(): head for stream, head in chains.heads.items()}
        for stream in sorted(found.keys() | ends.keys()):
            have, said = found.get(stream), ends.get(stream)
            if have != said:
                detail = f"the table of streams says {_end(said)}, the last event {_end(have)}"
                version = max(each[0] for each in (have, said) if each is not None)
                self._find("head_differs", side, detail, stream=stream, version=version)

    def _recompute(self, side: Side, chains: Chains, data: bytes) -> None:
        if side in self._stopped:
            return
        try:
            chains.feed(data)
        except Broken as broken:
            self._stopped.add(side)
            detail = f"{broken}; what follows was not recomputed"
            self._find("link_broken", side, detail, position=broken.position)
        for rule, place in chains.faults:
            both = chains is self._store is self._journal and not self._alone
            for at in ("journal", "store") if both else (side,):
                self._find(rule, at, _detail(rule, place), **_place(columns(place.row)))
        chains.faults.clear()

    def _compare(self, journal: dict[int, bytes], store: dict[int, bytes]) -> None:
        for position in sorted(journal.keys() | store.keys()):
            kept, stored = journal.get(position), store.get(position)
            if kept == stored:
                continue
            at = columns(kept or stored or b"")
            if kept is None:
                if position > self._end:
                    self.pending += 1
                else:
                    self._find(
                        "missing_in_journal", "journal", f"{at['type']} is not there", **_place(at)
                    )
            elif stored is None:
                self._find("missing_in_store", "store", f"{at['type']} is not there", **_place(at))
            else:
                other = columns(stored)
                names = sorted(name for name, value in at.items() if other[name] != value)
                detail = f"journal and store differ in {', '.join(names)}"
                self._find("row_differs", "store", detail, **_place(at))

    def _find(self, rule: str, where: Side, detail: str, **place: Any) -> None:
        self.findings.append(
            Finding(
                rule=rule,
                detail=detail,
                where=where,
                service=self.service,
                shard=self.shard,
                **place,
            )
        )


def _by_position(data: bytes) -> dict[int, bytes]:
    return {columns(row)["position"]: row for row in split(data)}


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("position", "stream", "version", "loan_id", "event_id")
    return {name: row[name] for name in names}


def _detail(rule: str, place: Place) -> str:
    match rule:
        case "version_gap":
            return f"version {place.version} follows version {place.version_before}"
        case "position_missing":
            return f"position {place.position} follows position {place.position_before}"
        case "link_broken":
            return "the link does not follow from the event before and the bytes of the event"
        case "hlc_back":
            return "the clock does not exceed that of the event before"
        case _:
            return "stored at an instant before that of the event before"


def _end(end: tuple[int, bytes] | None) -> str:
    return "nothing" if end is None else f"version {end[0]} with head {end[1].hex()[:12]}"
