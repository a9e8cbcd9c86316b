"""Topics in, commands out. No rule lives here."""

from __future__ import annotations

from typing import Any

from faststream.kafka import KafkaBroker

from contracts.catalogue import COREBANK, topics_of
from services.kit import edge
from services.kit.inbox import Inbox
from services.kit.settings import Settings

SERVICE = "monitoring"
TOPICS = (COREBANK, topics_of("litigation").events, topics_of("disposal").events)
TICKS_FROM = COREBANK


def subscribe(broker: KafkaBroker, inbox: Inbox, settings: Settings) -> Any:
    """One batch subscriber over core banking's, litigation's and disposal's facts and officers' commands."""
    return edge.subscribe_inbox(broker, SERVICE, inbox, settings)
