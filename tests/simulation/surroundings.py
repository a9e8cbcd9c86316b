"""What stands around one run: the broker's client replaced, small sizes, logs in the trace, mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

import structlog

from contracts.catalogue import parse
from contracts.envelope import Envelope, Headers, read_headers
from contracts.message import Message
from services.kit import daywork, incoming, relay, sending, turn
from tests.simulation import bus

if TYPE_CHECKING:
    from tests.simulation.world import World


@lru_cache(maxsize=4096)
def parsed(ce_type: str, payload: bytes) -> Message:
    """A message is read by several services and by the checks; its bytes are read once."""
    return parse(ce_type, payload)


_envelope_of = lru_cache(maxsize=4096)(read_headers)


def envelope_of(key: bytes | None, headers: Headers) -> Envelope:
    """So are its headers."""
    return _envelope_of(key, tuple(headers))


@contextmanager
def surroundings(world: World) -> Iterator[None]:
    """The client of the broker replaced, sizes small enough for small books, logs into the trace."""
    small = world.seed is not None
    changes: list[tuple[Any, str, Any]] = [
        (sending, "AIOKafkaProducer", bus.Producer),
        (incoming, "parse", parsed),
        (incoming, "read_headers", envelope_of),
    ]
    if small:
        # A day is written stream by stream.
        pieces = bool(world.chances.death_in_day) or world.random.random() < 0.2
        changes += [
            (relay, "PAGE", world.random.choice((2, 5, 500))),
            (turn, "EVENTS_PER_BATCH", world.random.choice((2, 6, 2_000))),
            (daywork, "EVENTS_PER_BATCH", 1 if pieces else world.random.choice((2, 6, 2_000))),
            (daywork, "STREAMS_PER_SLICE", 1 if pieces else world.random.choice((1, 500))),
        ]
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    logging = structlog.get_config()
    processors = [world.trace.heard, world.trace.log if world.trace.loud else _silent]
    structlog.configure(processors=processors, cache_logger_on_first_use=False)
    try:
        for module, name, value in changes:
            setattr(module, name, value)
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)
        structlog.configure(**logging)


def _silent(_logger: Any, _method: str, _fields: Any) -> Any:
    raise structlog.DropEvent


FAR_AHEAD = timedelta(seconds=90)
"""More than the kit allows between two machines, whatever the other one's clock does."""


def clock_step(random: Random) -> timedelta:
    """A step of a process's clock, within what the kit allows between two machines."""
    return timedelta(seconds=random.uniform(-25, 25))
