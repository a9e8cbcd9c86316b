"""A loan as of a day as known on a day, rebuilt from events alone (XCT-21). Pure: no clock, no I/O.

Known events of each stream are folded in effective order by the service's own ``evolve`` and shown
by the service's own ``view``; withdrawn entries are gone before the fold (event-store.md 6.8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from services.audit.findings import Finding
from services.audit.knowledge import EVERYTHING, Entry, Knowledge, in_causal_order
from services.audit.registry import SECTIONS, Registry, StreamKind
from services.kit import chain, events
from services.kit.domain import DomainEvent, effective_order
from services.kit.plain import plain
from services.kit.row import EventRow

StreamName = tuple[str, str]
"""Service and stream."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal holds of a loan: its own events, and every event of the streams it lives
    in.

    ``ends``: version and head of those streams as arrived. ``findings``: what was found on arrival
    about them, the loan, or their shards.
    """

    loan_id: str
    entries: Sequence[Entry]
    ends: Mapping[StreamName, tuple[int, bytes]] = {}
    findings: Sequence[Finding] = ()

    def about(self, knowledge: Knowledge = EVERYTHING) -> list[Entry]:
        """The known events about the loan itself, in causal order."""
        mine = (each for each in self.entries if each.row.loan_id == self.loan_id)
        return in_causal_order(each for each in mine if knowledge.holds(each.row))

    def streams(self) -> dict[StreamName, list[EventRow]]:
        """Rows by stream, in order of versions."""
        found: dict[StreamName, list[EventRow]] = defaultdict(list)
        for entry in self.entries:
            found[entry.service, entry.row.stream].append(entry.row)
        for rows in found.values():
            rows.sort(key=lambda row: row.version)
        return found


class Folded(NamedTuple):
    """A stream's state on a day, with the known events it was folded from."""

    state: Any
    known: Sequence[tuple[EventRow, DomainEvent]]


def read(rows: Iterable[EventRow]) -> list[tuple[EventRow, DomainEvent]]:
    """Rows with their events; ``UnknownEvent`` when this code does not know a stored name."""
    return [(row, events.decode(row.type, row.schema_version, row.payload)) for row in rows]


def fold(kind: StreamKind, known: Sequence[tuple[EventRow, DomainEvent]], as_of: date) -> Folded:
    """The stream as it was on ``as_of``."""
    ordered = effective_order(((row.version, event) for row, event in known), as_of)
    return Folded(kind.decider.fold(ordered), known)


def document(
    registry: Registry, past: Past, as_of: date, knowledge: Knowledge
) -> dict[str, Any] | None:
    """The loan document of contract.md section 5; None when the loan was not known."""
    about = past.about(knowledge)
    if not about:
        return None
    sections: dict[str, Any] = dict.fromkeys(SECTIONS)
    for (service, stream), rows in past.streams().items():
        kind = registry.kind(service, stream)
        if kind is not None:
            known = read(row for row in rows if knowledge.holds(row))
            shown = _section(kind, fold(kind, known, as_of), past.loan_id, as_of)
            sections[service] = shown or sections[service]
    return {
        "loan_id": past.loan_id,
        "obligor_id": obligor(registry, about),
        "as_of": as_of.isoformat(),
        "known_on": plain(knowledge.known_on),
        "known_at": plain(knowledge.known_at),
        **sections,
        "history": {
            "events": len(about),
            "head": head(about),
            "verified": verified(registry, past),
        },
    }


def _section(kind: StreamKind, folded: Folded, loan_id: str, as_of: date) -> dict[str, Any] | None:
    view = kind.view(folded.state, loan_id, as_of)
    if view is None:
        return None
    shown = kind.show(view)
    if kind.concluded_by is not None:
        number = kind.concluded_by(view)
        stored = (row for row, event in folded.known if getattr(event, "entry", None) == number)
        row = next(stored, None)
        shown["processed_at"] = None if row is None else row.recorded_at.isoformat()
    return shown


def obligor(registry: Registry, about: Sequence[Entry]) -> str | None:
    """The obligor that the loan was registered under; a dead letter may bear a wrong one."""
    stated = [e.row.key for e in about if registry.kind(e.service, e.row.stream)]
    return next((key for key in [*stated, *(e.row.key for e in about)] if key), None)


def head(about: Iterable[Entry]) -> str:
    """One hash over the links of these events in their causal order."""
    return f"sha256:{sha256(b''.join(entry.row.link for entry in about)).hexdigest()}"


def verified(registry: Registry, past: Past) -> bool:
    """Nothing was found on arrival, and every chain of the loan's streams recomputes now."""
    if past.findings:
        return False
    for (service, stream), rows in past.streams().items():
        if registry.kind(service, stream) is None:
            continue  # the kit's streams are shared by many loans; arrival has checked these
        link, version = chain.genesis(service, stream), 0
        for row in rows:
            if row.version != version + 1 or chain.link(link, row) != row.link:
                return False
            link, version = row.link, row.version
        if past.ends.get((service, stream)) != (version, link):
            return False
    return True
