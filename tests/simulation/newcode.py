"""Newer code of a service: it plans its days otherwise, or stores an event that older code can't read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, ClassVar, cast

import msgspec

from contracts.catalogue import DECIDING
from services.kit import events
from services.kit.definition import Service
from services.kit.domain import DomainEvent, Due
from services.kit.events import UnknownEvent
from tests.simulation.mistakes import meets
from tests.simulation.script import Mistake

AGENDA, EVENT = "agenda", "event"
ANEW = "_anew"
EARLIER = timedelta(days=1)
"""Newer code asks a day before what it asks for may happen."""


# -- another agenda -----------------------------------------------------------------------------


def plans_anew(service: Service) -> Service:
    """The same rules; each day is planned under another reason, a day earlier."""
    right = service.decider.agenda

    def agenda(state: Any) -> Sequence[Due]:
        return [Due(due.on - EARLIER, due.reason + ANEW) for due in right(state)]

    return replace(service, decider=replace(service.decider, agenda=agenda))


def plan_of(seed: int | None, services: Sequence[str]) -> list[tuple[float, str, bool]]:
    """When which service gets that agenda, and when it is rolled back; in a quarter of the seeds."""
    random = Random(f"code {seed}")
    if seed is None or random.random() > 1 / 4:
        return []
    service = random.choice(services)
    times = sorted(random.random() * 12 for _ in range(random.choice((1, 2, 2, 3))))
    return [(at, service, not number % 2) for number, at in enumerate(times)]


# -- an event more ------------------------------------------------------------------------------


class Annotated(DomainEvent, frozen=True, kw_only=True):
    """What newer code notes beside a fact; nothing follows from it."""

    NAME: ClassVar[str]
    note: str = "told by newer code"


@cache
def annotated(service: str) -> type[Annotated]:
    """The event as that service stores it; older code of it does not know the name."""
    body = {"NAME": f"{service}.AnnotatedAnew", "__module__": __name__, "__doc__": "A note."}
    made = msgspec.defstruct(
        "AnnotatedAnew", [], bases=(Annotated,), namespace=body, frozen=True, kw_only=True
    )
    events.register([made])
    return cast(type[Annotated], made)


def is_note(row: Any) -> bool:
    """Whether this stored row is such a note."""
    return bool(row.type.endswith(".AnnotatedAnew"))


def never_heard_of_notes(service: Service, about: Mistake) -> Service:
    """Older code: what it can't decode it can neither fold nor send."""
    if about.service != service.name:
        return service
    evolve, publish = service.decider.evolve, service.publish
    unknown = annotated(service.name)

    def folded(state: Any, event: Any) -> Any:
        if isinstance(event, unknown):
            raise UnknownEvent(f"event {event.NAME!r} is not registered in this service")
        return evolve(state, event)

    def published(event: Any, key: str) -> Any:
        if isinstance(event, unknown):
            raise UnknownEvent(f"event {event.NAME!r} is not registered in this service")
        return publish(event, key)

    return replace(service, decider=replace(service.decider, evolve=folded), publish=published)


def notes(service: Service, about: Mistake) -> Service:
    """Newer code: it stores a note with what the older one will then be unable to read."""
    if about.service != service.name:
        return service
    decider, publish, note = service.decider, service.publish, annotated(service.name)

    def decide(command: Any, state: Any, policies: Any) -> Any:
        made = decider.decide(command, state, policies)
        if not made or not meets(about, command):
            return made
        return (*made, note(loan_id=about.loan, effective_on=made[0].effective_on))

    def folded(state: Any, event: Any) -> Any:
        return state if isinstance(event, note) else decider.evolve(state, event)

    def published(event: Any, key: str) -> Any:
        return None if isinstance(event, note) else publish(event, key)

    knowing = replace(decider, decide=decide, evolve=folded)
    return replace(service, decider=knowing, publish=published)


def register_all() -> None:
    """Make the notes of every service readable to those who look from outside."""
    for name in DECIDING:
        annotated(name)
