"""Stored names and bytes of events: registry, encoding, upcasting.

The registry is the ``eventsourcing`` package's own (``register_topic`` / ``resolve_topic``; the package
calls a stored class name a topic), fed with the names written out on the classes. Upcasting follows
its convention: ``VERSION`` on the class, static ``upcast_v1_v2`` steps on the decoded object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from eventsourcing.utils import register_topic, resolve_topic

from services.kit.domain import DomainEvent

_encoder = msgspec.json.Encoder()
_known: dict[str, tuple[int, Callable[[bytes], DomainEvent], type[DomainEvent]]] = {}
"""By stored name: the present schema version, what reads it, the class."""


class UnknownEvent(Exception):
    """A stored name or schema version that this code does not know."""


def register(events: Iterable[type[DomainEvent]]) -> None:
    """Make stored names readable; registering the same class again changes nothing."""
    for event in events:
        register_topic(event.NAME, event)
        _known[event.NAME] = (event.VERSION, msgspec.json.Decoder(event).decode, event)


def encode(event: DomainEvent) -> bytes:
    """The exact bytes that are stored and hashed: compact JSON in the order of the fields."""
    return _encoder.encode(event)


def decode(name: str, schema_version: int, payload: bytes) -> DomainEvent:
    """Read stored bytes back, raising them to the present schema first; ``UnknownEvent``."""
    known = _known.get(name)
    if known is None:
        raise UnknownEvent(f"event {name!r} is not registered in this service")
    present, read, event = known
    if schema_version == present:
        return read(payload)
    if schema_version > present:
        raise UnknownEvent(
            f"event {name!r} has schema version {schema_version}, this code knows {present}"
        )
    fields: dict[str, Any] = msgspec.json.decode(payload)
    for version in range(schema_version, present):
        step: Callable[[dict[str, Any]], dict[str, Any]] | None = getattr(
            event, f"upcast_v{version}_v{version + 1}", None
        )
        if step is None:
            raise UnknownEvent(f"event {name!r} has no upcast from version {version}")
        fields = step(fields)
    return msgspec.convert(fields, event)


def event_class(name: str) -> type[Any]:
    """The class registered under a stored name (the package's resolver)."""
    resolved: type[Any] = resolve_topic(name)
    return resolved
