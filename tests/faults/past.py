"""What a house holds after a book, as far as every run of the book must come to the same.

Whom one topic drives, its streams are the same event by event, with identities, days and bytes. A
service with several neighbours takes their words in the order in which they happen to arrive: its
facts, its officers' acts and its answers to them are the same, and in the end so are the conclusions that
stand and every loan's document (ADR 0020).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from deploy.local.names import DECIDING
from services.audit.registry import REGISTRY
from services.kit import events
from services.kit.domain import Entry
from services.kit.row import COLUMNS, EventRow
from services.kit.sharding import SHARDS
from services.kit.store import row_of
from tests.faults.house import House
from tests.faults.officers import COMMANDS, is_bad
from tests.raced import Facts, Stands, facts, other_facts, said, stands

NEW_EVENTS = (
    f"select {', '.join(COLUMNS)} from store.event "
    "where position > (array[{places}])[shard + 1] order by stream, version"
)
"""``places``: up to where each shard is read."""
KIT = ("dead-", "parked-", "reply-", "item-", "release-")
ANSWERS = ("kit.CommandAccepted", "kit.CommandRejected")
ONE_SOURCE = ("monitoring", "classification")

Streams = dict[str, list[EventRow]]


class Past(NamedTuple):
    """By service. ``streams``: a digest of each event of those that are the same to the byte;
    ``words``: what each event says, by its id; ``answers``: what officers were told, by command;
    ``acts``: what each command led to besides conclusions.
    """

    streams: dict[str, dict[str, list[str]]]
    facts: dict[str, Facts]
    words: dict[str, str]
    answers: dict[str, dict[str, Any]]
    acts: dict[str, dict[str, Any]]
    stands: dict[str, Stands]


class Reader:
    """Reads a house's past, and each time only what came since: stores only grow."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._past = Past({}, {}, {}, {}, {}, {})
        self._others: dict[str, Streams] = {service: defaultdict(list) for service in DECIDING}
        self._read: dict[str, list[int]] = {service: [0] * SHARDS for service in DECIDING}
        REGISTRY.register_events()

    async def past(self) -> Past:
        """What there is up to now."""
        for service in DECIDING:
            sql = NEW_EVENTS.format(places=", ".join(map(str, self._read[service])))
            records = await self._house.rows(service, sql)
            self._take(service, [row_of(record) for record in records])
        return self._past

    async def whole(self) -> Past:
        """All of it, at the end of the book: also what stands then."""
        past = await self.past()
        for service, streams in self._others.items():
            past.stands[service] = stands(streams, _event)
        return past

    def _take(self, service: str, rows: Sequence[EventRow]) -> None:
        past, new = self._past, defaultdict[str, list[EventRow]](list)
        whole = past.streams.setdefault(service, {})
        for row in rows:
            at = self._read[service]
            at[row.shard] = max(at[row.shard], row.position)
            if row.stream.startswith(KIT):
                continue
            past.words[str(row.event_id)] = _digest((row.type, said(row.payload)))
            if _is_driven_by_one(service, row):
                whole.setdefault(row.stream, []).append(_line(row))
            else:
                new[row.stream].append(row)
                self._others[service][row.stream].append(row)
        known = past.facts.setdefault(service, {})
        past.facts[service] = facts(service, new) | known
        past.answers.setdefault(service, {}).update(_answers(rows))
        past.acts.setdefault(service, {}).update(_acts(rows))


def _is_driven_by_one(service: str, row: EventRow) -> bool:
    """Classification also hears what officers had done to these loans, of disposal and collection."""
    return service in ONE_SOURCE and not (service == "classification" and is_bad(row.key))


def _line(row: EventRow) -> str:
    # A closed day names shards' positions, which dead letters beside the book move.
    payload = b"" if row.stream.startswith("day-") else row.payload
    names = (row.type, row.event_id, row.key, row.loan_id, row.causation_id, row.correlation_id)
    return _digest((*names, row.effective_on, row.known_on, payload))


def _digest(told: object) -> str:
    return sha256(repr(told).encode()).hexdigest()


def _event(row: EventRow) -> Any:
    return events.decode(row.type, row.schema_version, row.payload)


def _answers(rows: Sequence[EventRow]) -> dict[str, Any]:
    """What the book's officers were told; not which events their acts led to at once."""
    found = {}
    for row in rows:
        if row.type in ANSWERS and row.causation_id.startswith(COMMANDS):
            answer = json.loads(row.payload)
            words = (answer.get("code"), answer.get("detail"), answer.get("blocked"))
            found[row.causation_id] = (row.type, row.key, row.loan_id, row.known_on, *words)
    return found


def _acts(rows: Sequence[EventRow]) -> dict[str, Any]:
    """Facts that the book's commands led to, in their order; a service decides on one in one turn.

    Conclusions rest on what neighbours said before, and so does the day on which to look again.
    """
    found: dict[str, Any] = defaultdict(list)
    for row in rows:
        ours = row.causation_id.startswith(COMMANDS) and not row.stream.startswith(KIT)
        if ours and not row.type.endswith(".ReviewPlanned") and not isinstance(_event(row), Entry):
            words = (row.stream, row.type, row.key, row.effective_on, row.known_on)
            found[row.causation_id].append((*words, said(row.payload)))
    return found


def differences(ours: Past, calm: Past) -> list[str]:
    """What is not a beginning of the calm run's."""
    found = []
    for service in DECIDING:
        for stream, lines in ours.streams[service].items():
            wanted = calm.streams[service].get(stream, [])[: len(lines)]
            if lines != wanted:
                found.append(f"{service} {stream} at version {_first_difference(lines, wanted)}")
        pairs = other_facts(ours.facts[service], calm.facts[service], ours.words, calm.words)
        found += [f"{service} {stream}: {ours} {calm}" for (_, stream), ours, calm in pairs]
        found += _other(service, "answer to", ours.answers[service], calm.answers[service])
        found += _other(service, "act of", ours.acts[service], calm.acts[service])
    return found


def _other(service: str, what: str, ours: Mapping[str, Any], calm: Mapping[str, Any]) -> list[str]:
    return [
        f"{service} {what} {name}: {mine} {calm.get(name)}"
        for name, mine in ours.items()
        if mine != calm.get(name)
    ]


def differences_at_the_end(ours: Past, calm: Past) -> list[str]:
    """What is not all of the calm run's, no more and no less."""
    found = differences(ours, calm)
    for service in DECIDING:
        for mine, other in ((ours, calm), (calm, ours)):
            found += _other(service, "stands", mine.stands[service], other.stands[service])
            found += _other(service, "answer to", mine.answers[service], other.answers[service])
            found += _other(service, "act of", mine.acts[service], other.acts[service])
            found += _other(service, "stream", mine.streams[service], other.streams[service])
    return found


def _first_difference(found: list[str], wanted: list[str]) -> int:
    for number, (ours, theirs) in enumerate(zip(found, wanted, strict=False), 1):
        if ours != theirs:
            return number
    return len(wanted) + 1
