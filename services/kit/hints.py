"""Where we are, told to Kafka: for its tools. The truth lies in the database."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

log = structlog.get_logger()


class Hints:
    """Committed offsets, which nothing hangs on."""

    def __init__(self) -> None:
        self._told: dict[TopicPartition, int] = {}

    async def tell(
        self, consumer: AIOKafkaConsumer, offsets: Mapping[TopicPartition, int]
    ) -> None:
        """Commit what is assigned and new. Every failure is harmless and said so."""
        if offsets.items() <= self._told.items():
            return
        assigned = consumer.assignment()
        hints = {
            at: offset
            for at, offset in offsets.items()
            if at in assigned and self._told.get(at) != offset
        }
        if not hints:
            return
        try:
            await consumer.commit(hints)
            self._told.update(hints)
        except KafkaError as refused:
            log.debug("offset hint not committed", reason=repr(refused))
