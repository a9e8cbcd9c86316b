"""Phrases for tests of the kit: topics, messages, a running toy, what is stored and sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.commands import AccelerateLoan, Redrive, kit_commands
from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.message import Message
from contracts.values import Money
from deploy.local.topics import create_topics
from services.kit.main import Process
from services.kit.settings import Settings
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from tests.integration.kit.toy import subscribe_to, toy

PARTITIONS = 4
PATIENCE_S = 30.0
DAY = date(2024, 3, 20)


class World:
    """One test's topics and database, with a producer that plays core banking and the officers."""

    def __init__(self, bootstrap: str, prefix: str, owner_dsn: str, dsn: str) -> None:
        self.service = toy(prefix)
        self.prefix = prefix
        self.bootstrap = bootstrap
        self.owner_dsn = owner_dsn
        self.settings = Settings(
            kafka=bootstrap, dsn=dsn, owner_dsn=owner_dsn, partitions=PARTITIONS, batch_records=100
        )
        self._number = 0

    async def __aenter__(self) -> World:
        service = self.service
        names = [*service.all_topics, service.replies_topic, service.published_topic]
        names += [service.journal_topic, service.dead_letter_topic]
        await create_topics(self.bootstrap, dict.fromkeys(names, PARTITIONS))
        self.producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, enable_idempotence=True)
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.stop()

    def process(self, telemetry: Telemetry | None = None, group: str = "group") -> Process:
        return Process(
            self.service, self.settings, subscribe_to(self.prefix, group), telemetry or Telemetry()
        )

    # -- sending --------------------------------------------------------------------------------

    def repayment(self, loan: str, amount: int, obligor: str = "C-1", on: date = DAY) -> Message:
        self._number += 1
        return RepaymentReceived.model_validate(
            {
                "loan_id": loan,
                "obligor_id": obligor,
                "receipt_id": f"R-{self._number}",
                "amount": Money(amount).to_wire(),
                "value_date": on.isoformat(),
                "booked_on": on.isoformat(),
                "payer": {"kind": "borrower"},
            }
        )

    def envelope(self, message: Any, on: date = DAY, identity: str | None = None) -> Envelope:
        self._number += 1
        return Envelope(
            id=identity or f"m-{self._number}",
            source="/test",
            type=message.TYPE,
            business_date=on,
            time="2024-03-20T09:00:00+08:00",
            subject=getattr(message, "loan_id", None),
            key=getattr(message, "obligor_id", None),
        )

    async def send(self, message: Any, *, identity: str | None = None, on: date = DAY) -> int:
        envelope = self.envelope(message, on, identity)
        partition = partition_of(shard_of(envelope.key or ""), PARTITIONS)
        await self.raw(
            message.to_payload(), write_headers(envelope), partition, (envelope.key or "").encode()
        )
        return partition

    async def command(self, message: Any, partition: int | None = None) -> str:
        envelope = self.envelope(message)
        at = partition_of(shard_of(envelope.key or ""), PARTITIONS)
        await self.producer.send_and_wait(
            self.service.commands_topic,
            key=(envelope.key or "").encode() or None,
            value=message.to_payload(),
            headers=write_headers(envelope),
            partition=at if partition is None else partition,
        )
        return envelope.id

    async def raw(
        self, value: bytes | None, headers: Any, partition: int = 0, key: bytes | None = None
    ) -> None:
        await self.producer.send_and_wait(
            self.service.topics[0], key=key, value=value, headers=headers, partition=partition
        )

    async def close(self, on: date) -> None:
        message = BusinessDayClosed.model_validate({"business_date": on.isoformat()})
        envelope = self.envelope(message, on, f"tick-{on}")
        for partition in range(PARTITIONS):
            await self.raw(message.to_payload(), write_headers(envelope), partition)

    @staticmethod
    def accelerate(loan: str, reason: str, obligor: str = "C-1") -> AccelerateLoan:
        return AccelerateLoan.model_validate(
            {
                "loan_id": loan,
                "obligor_id": obligor,
                "effective_on": DAY.isoformat(),
                "reason": reason,
                "requested_by": "li",
                "role": "post_loan_officer",
                "approved_by": "wang",
                "approver_role": "risk_reviewer",
            }
        )

    @staticmethod
    def redrive(**fields: str) -> Redrive:
        people = {"reason": "repaired", "requested_by": "li", "approved_by": "wang"}
        return kit_commands("monitoring").redrive.model_validate(people | fields)

    # -- looking --------------------------------------------------------------------------------

    async def rows(self, sql: str, *args: object) -> list[Any]:
        db = await asyncpg.connect(self.settings.dsn)
        try:
            return list(await db.fetch(sql, *args))
        finally:
            await db.close()

    async def events(self, kind: str) -> list[Any]:
        return await self.rows(
            "select * from store.event where type = $1 order by recorded_at, position", kind
        )

    async def until(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a condition, with a named limit."""
        async with asyncio.timeout(PATIENCE_S):
            while not await true():
                await asyncio.sleep(0.02)

    async def until_events(self, kind: str, n: int) -> list[Any]:
        async def there() -> bool:
            return len(await self.events(kind)) >= n

        await self.until(there)
        return await self.events(kind)

    async def topic(self, name: str, n: int) -> list[Any]:
        """The first n records of a topic, in order of partition and offset."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, auto_offset_reset="earliest")
        await consumer.start()
        try:
            tps = [TopicPartition(name, p) for p in range(PARTITIONS)]
            consumer.assign(tps)
            await consumer.seek_to_beginning(*tps)
            found: list[Any] = []
            async with asyncio.timeout(PATIENCE_S):
                while len(found) < n:
                    for records in (await consumer.getmany(timeout_ms=200)).values():
                        found += records
            return sorted(found, key=lambda r: (r.partition, r.offset))
        finally:
            await consumer.stop()
