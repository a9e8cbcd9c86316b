"""How far everything is: Kafka's ends, what each service has taken, what it has not sent yet.

Reads the services' stores through the verifier role and Kafka's offsets without a consumer group,
so looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from services.console.cli import brokers, databases
from services.console.cli.errors import CommandError
from services.console.cli.target import Target
from services.kit.clock import utc_now

Place = tuple[str, int]
"""Topic and partition."""

_CONSUMED = "select topic, partition, next_offset from {schema}.consumed"
_SHARDS = (
    "select s.shard, s.position, s.closed_on, r.position as sent "
    "from store.shard s join store.relay r using (shard)"
)
_RECORD_SECONDS = 5.0


@dataclass(frozen=True)
class Shard:
    """One shard of one service: events stored, events sent on, last closed day."""

    stored: int
    sent: int
    closed_on: date | None


class Positions:
    """Open connections to everything that has a position; a context manager."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._open = AsyncExitStack()
        self._databases: dict[str, asyncpg.Connection] = {}
        self._consumer: AIOKafkaConsumer | None = None

    async def __aenter__(self) -> Self:
        self._consumer = await self._open.enter_async_context(brokers.looking(self.target))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    async def rows(self, service: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """The rows of a query in this service's database."""
        if service not in self._databases:
            self._databases[service] = await self._open.enter_async_context(
                databases.connected(self.target, service)
            )
        return await databases.fetch(self._databases[service], service, query, *arguments)

    async def consumed(self, service: str) -> dict[Place, int]:
        """Next offset to read by topic and partition, as stored by the service itself."""
        schema = "audit" if service == "audit" else "store"
        rows = await self.rows(service, _CONSUMED.format(schema=schema))
        return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}

    async def shards(self, service: str) -> dict[int, Shard]:
        """The shards of a deciding service."""
        rows = await self.rows(service, _SHARDS)
        return {
            row["shard"]: Shard(row["position"], row["sent"], row["closed_on"]) for row in rows
        }

    async def partitions(self, topics: Iterable[str]) -> dict[str, int]:
        """How many partitions each of these topics has; none when it is not there."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.target.kafka)
        try:
            await admin.start()
            found = await admin.describe_topics(list(topics))
        except (KafkaError, OSError) as wrong:
            raise brokers.silent(self.target, wrong) from None
        finally:
            await admin.close()
        return {each["topic"]: len(each["partitions"]) for each in found}

    async def ends(
        self, topics: Iterable[str], counts: Mapping[str, int] | None = None
    ) -> dict[Place, int]:
        """The offset after the last record of each partition of these topics.

        ``counts``: how many each has. One that is missing would be waited for.
        """
        told = self.target.partitions
        wanted = [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in range(min((counts or {}).get(topic, told), told))
        ]
        try:
            found = await self._kafka.end_offsets(wanted)
        except (KafkaError, OSError) as wrong:
            raise brokers.silent(self.target, wrong) from None
        return {(place.topic, place.partition): offset for place, offset in found.items()}

    async def age(self, place: Place, offset: int) -> float:
        """Seconds since the record at this place was written; 0 when it can't be read in time."""
        spot = TopicPartition(*place)
        self._kafka.assign([spot])
        self._kafka.seek(spot, offset)
        found = await self._kafka.getmany(
            spot, timeout_ms=int(_RECORD_SECONDS * 1000), max_records=1
        )
        records = found.get(spot) or []
        return max(utc_now().timestamp() - records[0].timestamp / 1000, 0.0) if records else 0.0

    @property
    def _kafka(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise CommandError("The connection to Kafka is not open.")
        return self._consumer


def lag(ends: Mapping[Place, int], consumed: Mapping[Place, int]) -> dict[Place, int]:
    """Records still to be taken, by place; places without any are left out."""
    left = {place: end - consumed.get(place, 0) for place, end in ends.items()}
    return {place: records for place, records in left.items() if records > 0}
