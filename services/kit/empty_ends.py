"""The ends of topics at which nothing is ever handed out: markers and aborted records of transactions.

A producer's transaction ends with a record of the broker's own, and what an aborted one wrote is never
read. Where they are the last of a topic, our position would stay before them and the topic look unread
until something else comes. So where nothing has come for a while and Kafka says that more is decided than we
have taken, a consumer of its own reads just that, and when it finds nothing our position moves behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Set
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from services.kit.batch import Stale, StoreUnavailable
from services.kit.earlier import Earlier, nothing_earlier
from services.kit.owner import Owner
from services.kit.turn import Turn

log = structlog.get_logger()

LOOKS: Final = 3
"""So many looks, a second apart, must find the same before Kafka is asked."""
LOOKS_BETWEEN: Final = 30
"""And so many more before it is asked again, where that has not moved our position: Kafka or the database
did not answer, say, or the partition had another owner meanwhile. A silent Kafka holds up whoever asks."""


class EmptyEnds:
    """What one inbox knows of the ends of its topics."""

    def __init__(self, look: Earlier) -> None:
        self._look = look
        self._seen: dict[TopicPartition, tuple[int, int, int]] = {}

    async def pass_over(
        self,
        consumer: AIOKafkaConsumer,
        owners: Mapping[int, Owner],
        paused: Set[int],
        lock: asyncio.Lock,
    ) -> None:
        """Move the position of each topic whose end holds nothing. ``lock``: nothing is taken meanwhile."""
        if self._look is nothing_earlier:
            return
        for owner in list(owners.values()):
            if owner.partition in paused or owner.stops.found:
                continue
            for at, end in list(self._waiting(consumer, owner)):
                try:
                    await self._pass(owners, owner, at, end, lock)
                except (Stale, StoreUnavailable, KafkaError) as lost:
                    log.warning("end not looked at", topic=at.topic, reason=str(lost))
                    owner.telemetry.not_written(owner.partition, lost)

    def _waiting(
        self, consumer: AIOKafkaConsumer, owner: Owner
    ) -> Iterator[tuple[TopicPartition, int]]:
        """Topics of which the same has been left for a while: with the end of what is decided."""
        assigned = consumer.assignment()
        for topic, at in owner.places.items():
            offset = owner.next_offsets[topic]
            end = consumer.last_stable_offset(at) if at in assigned else None
            if end is None or end <= offset:
                self._seen.pop(at, None)
                continue
            known_offset, known_end, looks = self._seen.get(at, (offset, end, 0))
            looks = looks + 1 if (known_offset, known_end) == (offset, end) else 1
            self._seen[at] = offset, end, looks
            if looks >= LOOKS and (looks - LOOKS) % LOOKS_BETWEEN == 0:
                yield at, end

    async def _pass(
        self,
        owners: Mapping[int, Owner],
        owner: Owner,
        at: TopicPartition,
        end: int,
        lock: asyncio.Lock,
    ) -> None:
        offset = owner.next_offsets[at.topic]
        if await self._look({at: range(offset, end)}):
            return  # they are on their way to us
        async with lock:
            if owners.get(owner.partition) is owner and owner.next_offsets[at.topic] == offset:
                await Turn(owner, at.topic, [], set()).flush(end)
                log.info("passed over", topic=at.topic, partition=at.partition, next_offset=end)
