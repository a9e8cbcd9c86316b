"""The subscription to the journals; thin."""

from __future__ import annotations

from typing import Any

from faststream.kafka import KafkaBroker

from services.audit.reader import Reader
from services.audit.settings import AuditSettings
from services.kit.edge import subscribe

GROUP = "postloan.audit"


def subscribe_journals(broker: KafkaBroker, reader: Reader, settings: AuditSettings) -> Any:
    """All journal topics of the reader in one batch subscriber; returns it."""
    return subscribe(
        broker,
        *reader.journals,
        group=GROUP,
        take=reader.take,
        listener=reader,
        records_max=settings.batch_records,
    )
