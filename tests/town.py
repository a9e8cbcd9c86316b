"""All six services in one process: rules, reactions, publications and audit's rebuild, no I/O.

What the kit does with Kafka and PostgreSQL is here a queue: each published message goes to those who
listen, in the order of publication; a closed day comes after all of its words. Every event becomes
a row with its links, so that audit's own code answers for any pair of days. No rule lives here.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from contracts.catalogue import CATALOGUE, DECIDING, parse
from contracts.corebank import BusinessDayClosed
from contracts.envelope import Envelope
from contracts.message import Message
from services.audit.knowledge import EVERYTHING, Entry, Knowledge
from services.audit.policy import PACKS, FiguresBook, FiguresPolicy
from services.audit.rebuild import Past, document
from services.audit.registry import REGISTRY
from services.kit import events
from services.kit.definition import Service
from services.kit.domain import Command, DomainEvent
from services.kit.kit_events import DayClosed
from services.kit.policy import load_book
from services.kit.row import EventRow
from services.kit.settings import Settings
from services.kit.sharding import shard_of
from tests.unit.audit.writer import Writer

TAKES: dict[str, str] = {
    row.message.TYPE: row.subscribers[0]
    for row in CATALOGUE
    if row.publisher in {"corebank", "console"}
}
"""Who takes a message from outside."""
DAY_OF = "monitoring"


@cache
def rules() -> dict[str, Service]:
    """The six services as they are composed for production."""
    REGISTRY.register_events()
    settings = Settings(kafka="none", dsn="none")
    modules = {each: import_module(f"services.{each}.__main__") for each in DECIDING}
    return {name: module.make_service(settings) for name, module in modules.items()}


@cache
def definitions() -> FiguresBook:
    """How figures are defined, as audit reads them in production."""
    return load_book(PACKS / "cn", FiguresPolicy)


@dataclass
class House:
    """One service's streams."""

    service: Service
    writer: Writer
    states: dict[str, Any] = field(default_factory=dict)
    agenda: dict[str, date] = field(default_factory=dict)
    closed_on: date | None = None

    def known_on(self, business_date: date) -> date:
        """The later of the cause's business day and the day after the last closed day."""
        if self.closed_on is None:
            return business_date
        return max(business_date, self.closed_on + timedelta(days=1))

    def put(
        self, stream: str, command: Command, key: str, cause: EventRow | None
    ) -> Iterator[tuple[DomainEvent, EventRow]]:
        """Decide and keep; ``Rejected`` for an officer's command that may not be."""
        decider = self.service.decider
        state = self.states.get(stream, decider.initial)
        made = list(decider.decide(command, state, self.service.policies))
        if made:
            state = self.states[stream] = decider.fold(made, state)
        dues = [due.on for due in decider.agenda(state)]
        self.agenda.pop(stream, None)
        if dues:
            self.agenda[stream] = min(dues)
        for event in made:
            row = self.writer.write(
                stream,
                event,
                shard=shard_of(key),
                key=key,
                known_on=command.as_of,
                cause=cause,
            )
            yield event, row


@dataclass
class Said:
    """A message on its way to one service."""

    to: str
    message: Message
    envelope: Envelope
    cause: EventRow | None = None


@dataclass
class Town:
    """The six services of one bank; ``published`` is all they told each other, in order."""

    houses: dict[str, House] = field(default_factory=dict)
    published: list[tuple[str, Message, EventRow]] = field(default_factory=list)
    _queue: deque[Said] = field(default_factory=deque)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.houses = {n: House(each, Writer(n)) for n, each in rules().items()}

    # -- from outside ---------------------------------------------------------------------------

    def say(self, type_: str, on: date | str, identity: str, data: dict[str, Any]) -> None:
        """One message of core banking or of an officer, on business day ``on``, and all it brings.

        Raises:
            Rejected: an officer's command that may not be.
            ContractError: not a message of the contract.
        """
        day = date.fromisoformat(on) if isinstance(on, str) else on
        message = parse(type_, json.dumps(data).encode())
        self.tell(message, Envelope(identity, "/town", type_, day))

    def tell(self, message: Message, envelope: Envelope) -> None:
        """One message from outside and all it brings; a repetition brings nothing."""
        mark = (envelope.source, envelope.id)
        if mark in self._seen:
            return
        self._seen.add(mark)
        if isinstance(message, BusinessDayClosed):
            self.close(message.business_date)
            return
        self._queue.append(Said(TAKES[envelope.type], message, envelope))
        self._run()

    def close(self, on: date | str) -> None:
        """Close a business day: monitoring first, the others after all of its words."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        self._close(DAY_OF, day)
        closed = DayClosed(loan_id="", effective_on=day, business_date=day, after=())
        self.houses[DAY_OF].writer.write("day-0", closed, shard=0, key="")
        self._run()
        for name in self.houses:
            if name != DAY_OF:
                self._close(name, day)
                self._run()

    # -- the queue ------------------------------------------------------------------------------

    def _run(self) -> None:
        while self._queue:
            self._take(self._queue.popleft())

    def _take(self, said: Said) -> None:
        house = self.houses[said.to]
        as_of = house.known_on(said.envelope.business_date)
        key = getattr(said.message, "obligor_id", "")
        for stream, command in house.service.react(said.message, said.envelope, as_of):
            self._put(said.to, stream, command, key, said.cause)

    def _close(self, name: str, day: date) -> None:
        house = self.houses[name]
        for stream in sorted(each for each, due in house.agenda.items() if due <= day):
            key = house.writer.streams[stream].key
            self._put(name, stream, house.service.time_reached(stream, day), key, None)
            still = house.agenda.get(stream)
            assert still is None or still > day, f"the agenda of {stream} stands still on {day}"
        house.closed_on = day

    def _put(
        self, name: str, stream: str, command: Command, key: str, cause: EventRow | None
    ) -> None:
        house = self.houses[name]
        for event, row in house.put(stream, command, key, cause):
            word = house.service.publish(event, key)
            if word is None:
                continue
            word = parse(word.TYPE, word.to_payload())  # as the others read it: by the contract
            self.published.append((name, word, row))
            envelope = Envelope(str(row.event_id), f"/postloan/{name}", word.TYPE, row.known_on)
            for other, its in self.houses.items():
                if word.TYPE in its.service.listens and other != name:
                    self._queue.append(Said(other, word, envelope, row))

    # -- what is asked --------------------------------------------------------------------------

    def past(self, loan_id: str) -> Past:
        """What audit's journal would hold of a loan."""
        mine: set[tuple[str, str]] = set()
        for name, house in self.houses.items():
            mine |= {(name, row.stream) for row in house.writer.rows if row.loan_id == loan_id}
        found = [
            Entry(name, row, place)
            for place, (name, row) in enumerate(self._rows(), 1)
            if (name, row.stream) in mine
        ]
        ends = {
            at: (
                self.houses[at[0]].writer.streams[at[1]].version,
                self.houses[at[0]].writer.streams[at[1]].link,
            )
            for at in mine
        }
        return Past(loan_id=loan_id, entries=found, ends=ends)

    def _rows(self) -> list[tuple[str, EventRow]]:
        rows = [(name, row) for name, each in self.houses.items() for row in each.writer.rows]
        return sorted(rows, key=lambda each: (each[1].hlc, each[0]))

    def loan(
        self, loan_id: str, as_of: date | str, known_on: date | str | None = None
    ) -> dict[str, Any]:
        """The loan document as audit shows it (contract.md section 5)."""
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        known = date.fromisoformat(known_on) if isinstance(known_on, str) else known_on
        knowledge = EVERYTHING if known is None else Knowledge(known)
        found = document(REGISTRY, self.past(loan_id), day, knowledge, definitions())
        assert found is not None, f"{loan_id} is not known"
        return found

    def events(self, name: str, type_: str | None = None) -> list[DomainEvent]:
        """What a service has stored, in order; of one stored name or all."""
        return [
            events.decode(row.type, row.schema_version, row.payload)
            for row in self.houses[name].writer.rows
            if type_ is None or row.type == type_
        ]
