"""What a look says of an audit that hears nothing: no place, no Kafka, no database."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from opentelemetry.sdk.metrics import MeterProvider

from deploy.local.processes import free_port
from services.audit.gauges import Gauges
from services.audit.halts import OFFSETS_LOST, Halted
from services.audit.places import Place
from services.audit.reader import Reader
from services.audit.store import JournalStore
from services.kit import telemetry_instruments as instruments
from services.kit.batch import StoreUnavailable
from services.kit.clock import utc_now
from services.kit.metrics import Metrics
from services.kit.sharding import shards_of

JOURNALS = {"a.journal": "a", "b.journal": "b"}
PARTITIONS = 2
A, B = TopicPartition("a.journal", 1), TopicPartition("b.journal", 0)


class Consumer:
    """A consumer of all journals, each ``end`` records long; None does not answer."""

    end: int | None = 10

    def assignment(self) -> set[TopicPartition]:
        """Everything."""
        return {TopicPartition(topic, n) for topic in JOURNALS for n in range(PARTITIONS)}

    async def end_offsets(self, asked: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """As Kafka says."""
        if self.end is None:
            raise KafkaError("no connection")
        return dict.fromkeys(asked, self.end)

    def highwater(self, at: TopicPartition) -> int:
        """Of the last fetch that was answered."""
        return 3

    def pause(self, *at: TopicPartition) -> None:
        """Nothing is fetched here."""


class Looked:
    """An audit without traffic and without a database, looked at as a running one is."""

    def __init__(self) -> None:
        self.metrics = Metrics("audit", MeterProvider(shutdown_on_exit=False), instruments.AUDIT)
        address = f"postgresql://nobody:x@127.0.0.1:{free_port()}/none"
        self.store = JournalStore(address, lambda: self.metrics.count(instruments.UNAVAILABLE))
        self.consumer: Any = Consumer()
        self.reader = Reader(self.store, JOURNALS, PARTITIONS, 100)
        self.reader.consumer = lambda: self.consumer
        process: Any = SimpleNamespace(
            reader=self.reader,
            store=self.store,
            settings=SimpleNamespace(partitions=PARTITIONS),
            verify_every_s=60,
        )
        self.gauges = Gauges(process, self.metrics, utc_now)

    def place(self, at: TopicPartition, offset: int) -> None:
        """It reads there."""
        shards = shards_of(at.partition, PARTITIONS)
        self.reader.places[at] = Place(JOURNALS[at.topic], shards, offset, {})

    async def of(self, one: instruments.Instrument) -> dict[str, float]:
        """The values of a gauge after a look, by the values of its labels."""
        await self.gauges.look()
        return {" ".join(v for _, v in at): value for value, at in self.metrics.looked[one.name]}


async def test_a_journal_partition_without_a_place_is_told_as_unowned() -> None:
    one = Looked()
    one.place(A, 3)
    found = await one.of(instruments.JOURNAL_UNOWNED)
    assert found == {"a.journal 0": 1, "a.journal 1": 0, "b.journal 0": 1, "b.journal 1": 1}


async def test_a_stopped_journal_partition_is_owned_and_halted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = Looked()
    one.reader._halt(B, Halted(OFFSETS_LOST, 4, "the topic was created again"))
    assert (await one.of(instruments.JOURNAL_UNOWNED))["b.journal 0"] == 0
    assert await one.of(instruments.JOURNAL_HALTED) == {"b.journal 0": 1}
    assert await one.of(instruments.LAG_RECORDS) == {"b.journal 0": 6}


async def test_lag_is_what_kafka_says_now_and_untold_when_it_says_nothing() -> None:
    one = Looked()
    one.place(A, 3)
    assert await one.of(instruments.LAG_RECORDS) == {"a.journal 1": 7}
    assert (await one.of(instruments.SILENCE))[""] < 1
    one.consumer.end = None
    one.gauges._answered -= 61
    assert await one.of(instruments.LAG_RECORDS) == {}
    assert (await one.of(instruments.SILENCE))[""] > 61


async def test_looks_at_an_idle_audit_count_a_database_that_is_away() -> None:
    one = Looked()
    for looks in (1, 2, 3):
        assert await one.of(instruments.VERIFICATION_AGE) == {}
        assert one.metrics.counted(instruments.UNAVAILABLE) == looks


async def test_every_call_to_the_journal_s_database_counts_once() -> None:
    one = Looked()
    with pytest.raises(StoreUnavailable):
        await one.store.next_offset("a.journal", 0)
    assert one.metrics.counted(instruments.UNAVAILABLE) == 1
