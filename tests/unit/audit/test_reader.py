"""A journal topic that is made anew under a running audit is not passed over in silence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from services.audit.halts import OFFSETS_LOST, Halted
from services.audit.reader import Reader

AT = TopicPartition("postloan.monitoring.journal.v1", 0)
OFFSET = 66


class Store:
    """A place is stored; whether anything is asked or written behind it is told."""

    appended = 0

    async def patiently(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        return await ask()

    async def claim(self, *_: object) -> tuple[int, dict[int, Any]]:
        return OFFSET, {}

    async def append(self, *_: object) -> None:
        self.appended += 1


class Notes:
    """What is noted of the partition."""

    noted: Halted | None = None

    async def lost(self, at: TopicPartition, offset: int) -> Halted | None:
        return self.noted if self.noted is not None and self.noted.lost_at(offset) else None


class Topic:
    """The part of a consumer that the reader talks to."""

    def __init__(self) -> None:
        self.begin, self.end = 0, OFFSET
        self.sought: list[int] = []
        self.silent = False

    async def beginning_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        if self.silent:
            raise KafkaError("no answer")
        return dict.fromkeys(at, self.begin)

    async def end_offsets(self, at: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(at, self.end)

    def seek(self, at: TopicPartition, offset: int) -> None:
        self.sought.append(offset)

    def resume(self, *_: TopicPartition) -> None:
        pass

    def pause(self, *_: TopicPartition) -> None:
        pass

    def assignment(self) -> set[TopicPartition]:
        return {AT}


class Case:
    """A reader that has its place in the topic."""

    def __init__(self) -> None:
        self.store, self.topic, self.notes = Store(), Topic(), Notes()
        store: Any = self.store
        self.reader = Reader(store, {AT.topic: "monitoring"}, 4, 100)
        notes: Any = self.notes
        self.reader._notes = notes
        consumer: Any = self.topic
        self.reader.consumer = lambda: consumer

    async def assigned(self) -> None:
        await self.reader.on_partitions_assigned({AT})

    async def arrive(self, *offsets: int) -> None:
        where = {"topic": AT.topic, "partition": AT.partition, "key": b"", "value": b"new"}
        of_record = {**where, "headers": (), "timestamp": 0}
        await self.reader.take(tuple(SimpleNamespace(offset=n, **of_record) for n in offsets))


@pytest.fixture
async def case() -> Case:
    made = Case()
    await made.assigned()
    assert made.topic.sought == [OFFSET]
    return made


async def test_a_topic_made_anew_under_it_halts_at_its_first_records(case: Case) -> None:
    case.topic.end = 21
    await case.arrive(*range(21))
    assert "our position is 66, the topic holds 0 to 21" in case.reader.halted[AT]
    assert AT not in case.reader.places


async def test_old_records_of_a_topic_that_holds_our_position_are_sought_away(case: Case) -> None:
    await case.arrive(64, 65)
    assert case.topic.sought == [OFFSET, OFFSET]
    assert case.reader.halted == {}
    await case.arrive(64, 65)  # the same again: there is nothing of it to take
    assert case.topic.sought == [OFFSET, OFFSET]
    assert (case.store.appended, case.reader.failure) == (0, None)
    await case.arrive(64, 65)
    assert len(case.topic.sought) == 3, "only the very next look proves a jump"


async def test_kafka_is_silent_at_that_look_and_the_place_is_given_up(case: Case) -> None:
    case.topic.silent = True
    await case.arrive(0)
    assert (case.reader.failure, case.reader.places, case.reader.halted) == (None, {}, {})


async def test_lost_records_stay_lost_when_the_topic_has_grown(case: Case) -> None:
    case.topic.end = 21
    await case.arrive(0)
    case.topic.end = 500
    await case.assigned()
    assert AT in case.reader.halted
    assert case.topic.sought == [OFFSET]


async def test_a_halt_noted_by_an_earlier_process_stands(case: Case) -> None:
    other = Case()
    other.notes.noted = Halted(OFFSETS_LOST, OFFSET, "lost before")
    await other.assigned()
    assert other.reader.halted == {AT: "lost before"}
    assert other.topic.sought == []
    moved = Case()
    moved.notes.noted = Halted(OFFSETS_LOST, OFFSET - 1, "released since")
    await moved.assigned()
    assert moved.reader.halted == {}
