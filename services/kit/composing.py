"""Puts a service together from its modules, which all services have by the same names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.definition import Service
from services.kit.domain import Command, Decider, DomainEvent
from services.kit.policy import Policy, book_of
from services.kit.settings import Settings


class App(Protocol):
    """Which topics are read; a service that itself is the source of closed days passes them on."""

    SERVICE: str
    TICKS_FROM: str

    @property
    def TOPICS(self) -> tuple[str, ...]:  # noqa: N802 - a module's constant
        """Of which each is read in batches."""


class Reactions(Protocol):
    """What is listened to, and what it asks of whom."""

    LISTENS: tuple[type[Message], ...]

    def react(
        self, message: Any, envelope: Envelope, as_of: date, /
    ) -> Sequence[tuple[str, Command]]:
        """(stream, command) pairs."""

    def stream_of(self, message: Any, /) -> str:
        """The stream that all pairs of a message name, and that waits when ``react`` fails."""

    def time_reached(self, stream: str, as_of: date, /) -> Command:
        """The tick for one stream."""


class Publications(Protocol):
    """What is told the world."""

    def publish(self, event: Any, key: str, /) -> Message | None:
        """The message, or None."""


class Projection(Protocol):
    """How the read tables are kept."""

    PROJECTS: tuple[type[DomainEvent], ...]
    project: Any


def compose(
    settings: Settings,
    app: App,
    reactions: Reactions,
    publications: Publications,
    projection: Projection,
    decider: Decider[Any, Any, Any, Any],
    packs: Path,
    policy: type[Policy],
    *,
    passes_ticks_on: bool = False,
) -> Service:
    """The service under these settings; ``PolicyError`` for a pack that can't be used.

    ``packs`` is the service's folder of policies; its migrations lie beside it.
    """
    return Service(
        name=app.SERVICE,
        topics=app.TOPICS,
        ticks_from=app.TICKS_FROM,
        passes_ticks_on=passes_ticks_on,
        listens=frozenset(message.TYPE for message in reactions.LISTENS),
        decider=decider,
        policies=book_of(settings, app.SERVICE, packs, policy),
        react=reactions.react,
        stream_of=reactions.stream_of,
        time_reached=reactions.time_reached,
        publish=publications.publish,
        project=projection.project,
        projects=projection.PROJECTS,
        migrations=packs.parent / "migrations",
    )
