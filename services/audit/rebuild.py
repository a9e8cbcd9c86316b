"""A loan as of a day as known on a day, rebuilt from events alone (XCT-21). Pure: no clock, no I/O.

Known events of each stream are folded in effective order by the service's own ``evolve`` and shown
by the service's own ``view``; withdrawn entries are gone before the fold (event-store.md 6.8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import chain as chained
from operator import attrgetter
from typing import Any, NamedTuple

from services.audit.figures import figures
from services.audit.findings import Finding
from services.audit.knowledge import EVERYTHING, Entry, Knowledge, StreamName, in_causal_order
from services.audit.loan_rows import Row, follows
from services.audit.policy import FiguresBook
from services.audit.recoveries import Known, KnownByStream
from services.audit.registry import SECTIONS, Registry, StreamKind
from services.kit import chain, events
from services.kit.domain import effective_order
from services.kit.plain import plain

Shown = dict[str, Any] | None
"""A document of plain JSON values; None when the loan was not known."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """What the journal holds of a loan: its own events, and every event of the streams it lives
    in.

    ``ends``: version and head of those streams as arrived. ``findings``: what was found on arrival
    about them, the loan, or their shards.
    """

    loan_id: str
    entries: Sequence[Entry]
    ends: Mapping[StreamName, tuple[int, bytes]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def about(self, knowledge: Knowledge = EVERYTHING) -> list[Entry]:
        """The known events about the loan itself, in causal order."""
        if knowledge == EVERYTHING:
            return self._about
        return in_causal_order(each for each in self._about if knowledge.holds(each.row))

    @cached_property
    def _about(self) -> list[Entry]:
        mine = self.loan_id
        return in_causal_order(each for each in self.entries if each.row.loan_id == mine)

    def known(self, name: StreamName, knowledge: Knowledge) -> Known:
        """The known events of a stream, in order of versions."""
        if knowledge != EVERYTHING:
            return read(row for row in self.streams[name] if knowledge.holds(row))
        if name not in self._events:
            self._events[name] = read(self.streams[name])
        return self._events[name]

    @cached_property
    def _events(self) -> dict[StreamName, Known]:
        return {}

    @cached_property
    def streams(self) -> Mapping[StreamName, Sequence[Row]]:
        """Rows by stream, in order of versions."""
        found: dict[StreamName, list[Row]] = defaultdict(list)
        for entry in self.entries:
            found[entry.service, entry.row.stream].append(entry.row)
        for rows in found.values():
            rows.sort(key=attrgetter("version"))
        return found

    @cached_property
    def recomputed(self) -> Mapping[StreamName, bool]:
        """Whether a stream's versions, links and end follow from its rows."""
        return {name: self._recompute(*name) for name in self.streams}

    def _recompute(self, service: str, stream: str) -> bool:
        link, version = chain.genesis(service, stream), 0
        for row in self.streams[service, stream]:
            if row.version != version + 1 or not follows(row, link):
                return False
            link, version = row.link, row.version
        return self.ends.get((service, stream)) == (version, link)


class Folded(NamedTuple):
    """A stream's state on a day, with the known events it was folded from."""

    state: Any
    known: Known


def read(rows: Iterable[Row]) -> Known:
    """Rows with their events; ``UnknownEvent`` when this code does not know a stored name."""
    return [(row, events.decode(row.type, row.schema_version, row.payload)) for row in rows]


def fold(kind: StreamKind, known: Known, as_of: date) -> Folded:
    """The stream as it was on ``as_of``."""
    ordered = effective_order(((row.version, event) for row, event in known), as_of)
    return Folded(kind.decider.fold(ordered), known)


def known_events(registry: Registry, past: Past, knowledge: Knowledge) -> KnownByStream:
    """The known events of every stream that has a state."""
    return {
        name: past.known(name, knowledge)
        for name in past.streams
        if registry.kind(*name) is not None
    }


def document(
    registry: Registry,
    past: Past,
    as_of: date,
    knowledge: Knowledge,
    definitions: FiguresBook | None = None,
) -> Shown:
    """The loan document of contract.md section 5; None when the loan was not known.

    Without ``definitions`` there are no figures in it.
    """
    about = past.about(knowledge)
    if not about:
        return None
    sections: dict[str, Any] = dict.fromkeys(SECTIONS)
    known = known_events(registry, past, knowledge)
    for (service, stream), events_ in known.items():
        kind = registry.kind(service, stream)
        assert kind is not None
        shown = _section(kind, fold(kind, events_, as_of), past.loan_id, as_of)
        sections[service] = shown or sections[service]
    return {
        "loan_id": past.loan_id,
        "obligor_id": obligor(registry, about),
        "as_of": as_of.isoformat(),
        "known_on": plain(knowledge.known_on),
        "known_at": plain(knowledge.known_at),
        **sections,
        "figures": None
        if definitions is None
        else figures(registry, known, past.loan_id, as_of, definitions),
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
    stated = (e.row.key for e in about if registry.kind(e.service, e.row.stream))
    return next(filter(None, chained(stated, (e.row.key for e in about))), None)


def head(about: Iterable[Entry]) -> str:
    """One hash over the links of these events in their causal order."""
    return f"sha256:{sha256(b''.join(entry.row.link for entry in about)).hexdigest()}"


def verified(registry: Registry, past: Past) -> bool:
    """Nothing was found on arrival, and every chain of the loan's streams recomputes.

    The kit's own streams are shared by many loans and not here whole; arrival has checked these.
    """
    mine = [name for name in past.streams if registry.kind(*name) is not None]
    return not past.findings and all(past.recomputed[name] for name in mine)
