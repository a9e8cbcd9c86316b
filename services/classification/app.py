"""Topics in, commands out. No rule lives here."""

from __future__ import annotations

from typing import Any

from faststream.kafka import KafkaBroker

from contracts.catalogue import topics_of
from services.kit import edge
from services.kit.inbox import Inbox
from services.kit.settings import Settings

SERVICE = "classification"
TICKS_FROM = topics_of("monitoring").events
TOPICS = (
    TICKS_FROM,
    topics_of("collection").events,
    topics_of("litigation").events,
    topics_of("disposal").events,
)


def subscribe(broker: KafkaBroker, inbox: Inbox, settings: Settings) -> Any:
    """One batch subscriber over what it listens to and officers' commands."""
    return edge.subscribe_inbox(broker, SERVICE, inbox, settings)
