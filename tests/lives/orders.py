"""What each service heard in a life, and the same heard again in other orders that Kafka permits.

Within a topic (and key) order is kept; between topics there is none, and ticks come on monitoring's.
Two things hold besides. An officer acts when the service is through with what was said before, and
sees it before what comes later (``postloan play`` waits so), so a command stays in its place. And
nothing is heard before the word of one's own that it came of, however far round it went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from services.audit.registry import REGISTRY
from services.kit import events
from services.kit.domain import Command, DomainEvent, Rejected, effective_order
from services.kit.row import EventRow
from tests.town import DAY_OF, House, Said, Town, rules
from tests.unit.audit.writer import Writer

Seen = dict[str, int]
"""Of each service the inputs whose consequences are known, as bits by number."""


@dataclass(frozen=True)
class Input:
    """Something a service was given: a word, or the end of ``tick``. ``after``: own inputs, as bits."""

    channel: str
    after: int
    said: Said | None = None
    tick: date | None = None
    refused: str | None = None

    @property
    def is_command(self) -> bool:
        """An officer's word: it stays in its place."""
        return self.channel == "commands"


@dataclass
class RecordingTown(Town):
    """Notes what every service is given, in order, and which of its own words each came of."""

    heard: dict[str, list[Input]] = field(default_factory=lambda: defaultdict(list))
    knows: dict[str, Seen] = field(default_factory=lambda: defaultdict(dict))
    made: dict[Any, tuple[str, Seen]] = field(default_factory=dict)
    """Of each published event its service and what that one knew."""

    def _take(self, said: Said) -> None:
        seen = {} if said.cause is None else self._seen_by(said.cause)
        self._given(said.to, _channel(said), seen, said=said)
        try:
            super()._take(said)
        except Rejected as refusal:
            last = self.heard[said.to][-1]
            self.heard[said.to][-1] = Input(last.channel, last.after, said, None, refusal.code)
            raise
        finally:
            self._note(said.to)

    def _close(self, name: str, day: date) -> None:
        source = "corebank" if name == DAY_OF else DAY_OF
        self._given(name, source, {}, tick=day)
        super()._close(name, day)
        self._note(name)

    def _given(self, name: str, channel: str, seen: Seen, **what: Any) -> None:
        knows = self.knows[name]
        for service, bits in seen.items():
            knows[service] = knows.get(service, 0) | bits
        inputs = self.heard[name]
        inputs.append(Input(channel, seen.get(name, 0), **what))
        knows[name] = knows.get(name, 0) | 1 << (len(inputs) - 1)

    def _note(self, name: str) -> None:
        """What was published since knows what its service knows now."""
        for who, _, row in reversed(self.published):
            if row.event_id in self.made:
                break
            self.made[row.event_id] = who, dict(self.knows[who])

    def _seen_by(self, cause: EventRow) -> Seen:
        return self.made[cause.event_id][1]


def _channel(said: Said) -> str:
    if said.cause is not None:
        return said.envelope.source.rpartition("/")[2]
    return "corebank" if said.envelope.type.startswith("corebank.") else "commands"


def meetings(inputs: Sequence[Input], luck: Random) -> list[int]:
    """Places up to which every order has heard the same: the officers' commands, some more, the end."""
    commands = [number for number, each in enumerate(inputs) if each.is_command]
    some = luck.sample(range(len(inputs)), min(3, len(inputs)))
    return sorted({*commands, *some, len(inputs)})


def another(inputs: Sequence[Input], meet: Sequence[int], luck: Random) -> list[int]:
    """The numbers of the inputs in another permitted order; some topics hurry, some lag behind."""
    haste: dict[str, float] = defaultdict(lambda: luck.choice((0.02, 0.3, 1.0, 20.0)))
    order: list[int] = []
    done = start = 0
    for end in meet:
        part = _shuffled(inputs, range(start, end), done, haste, luck)
        part += [end] if end < len(inputs) else []
        done |= sum(1 << number for number in part)
        order += part
        start = end + 1
        if luck.random() < 0.2:
            haste.clear()
    return order


def _shuffled(
    inputs: Sequence[Input],
    numbers: Iterable[int],
    done: int,
    haste: dict[str, float],
    luck: Random,
) -> list[int]:
    waiting: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        waiting[inputs[number].channel].append(number)
    order: list[int] = []
    while waiting:
        free = [
            channel
            for channel, queue in sorted(waiting.items())
            if inputs[queue[0]].after & ~done == 0
        ]
        assert free, "no order is left: the life's own is one"
        (channel,) = luck.choices(free, [haste[each] for each in free])
        number = waiting[channel].pop(0)
        order.append(number)
        done |= 1 << number
        if not waiting[channel]:
            del waiting[channel]
    return order


@dataclass
class Alone:
    """One service that is given what it heard, in some order."""

    name: str
    house: House = field(init=False)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.house = House(rules()[self.name], Writer(self.name))

    def hear(self, inputs: Sequence[Input], order: Iterable[int]) -> None:
        """Some of it, in this order."""
        for number in order:
            each = inputs[number]
            if each.said is not None:
                self._take(each.said, number)
            elif each.tick is not None:
                self._close(each.tick)

    def _take(self, said: Said, number: int) -> None:
        as_of = self.house.known_on(said.envelope.business_date)
        key = getattr(said.message, "obligor_id", "")
        try:
            for stream, command in self.house.service.react(said.message, said.envelope, as_of):
                self._put(stream, command, key)
        except Rejected as refusal:
            self.refused.append((number, refusal.code))

    def _close(self, day: date) -> None:
        house = self.house
        for stream in sorted(each for each, due in house.agenda.items() if due <= day):
            key = house.writer.streams[stream].key
            self._put(stream, house.service.time_reached(stream, day), key)
        house.closed_on = day

    def _put(self, stream: str, command: Command, key: str) -> None:
        for _ in self.house.put(stream, command, key, None):
            pass  # nobody hears what it would tell: what came of that is among the inputs

    def shown(self, loan_id: str, day: date) -> list[dict[str, Any]]:
        """The service's part of the loan's document on ``day``, by its states."""
        return [
            kind.show(view)
            for stream, state in sorted(self.house.states.items())
            if (kind := REGISTRY.kind(self.name, stream)) is not None
            and (view := kind.view(state, loan_id, day)) is not None
        ]

    def rebuilt(self, loan_id: str, day: date) -> list[dict[str, Any]]:
        """The same, by its events as they count on ``day``."""
        rows: dict[str, list[tuple[int, DomainEvent]]] = defaultdict(list)
        for row in self.house.writer.rows:
            event = events.decode(row.type, row.schema_version, row.payload)
            rows[row.stream].append((row.version, event))
        found = []
        for stream, told in sorted(rows.items()):
            kind = REGISTRY.kind(self.name, stream)
            if kind is not None:
                view = kind.view(kind.decider.fold(effective_order(told, day)), loan_id, day)
                found += [] if view is None else [kind.show(view)]
        return found
