"""A topic whose end holds nothing is passed over, also when the first look at it has failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from services.kit.batch import Batch, Stale, StoreUnavailable
from services.kit.earlier import Earlier, nothing_earlier
from services.kit.empty_ends import LOOKS, LOOKS_BETWEEN, EmptyEnds
from services.kit.incoming import Record
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.telemetry import Telemetry
from tests.integration.kit.toy import toy
from tests.unit.kit.observing import PARTITION, TOPIC, owner, repayment

END = 5


class Consumer:
    """Says how far each topic is decided, as the last fetch told."""

    def __init__(self) -> None:
        self.end = END

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition(topic, PARTITION) for topic in toy("").all_topics}

    def last_stable_offset(self, at: TopicPartition) -> int:
        return self.end if at.topic == TOPIC else 0


class Store(MemoryStore):
    """A store that may refuse what is written."""

    refusal: Exception | None = None

    async def append(self, batch: Batch) -> None:
        if self.refusal is not None:
            raise self.refusal
        await super().append(batch)


class Case:
    """One owner whose topic ends with what is never handed out."""

    def __init__(self) -> None:
        self.consumer: Any = Consumer()
        self.store, self.asked = Store(), list[range]()
        self.answer: Callable[[], Awaitable[Sequence[Record]]] = empty
        self.ends = EmptyEnds(self._look)
        self.owners: dict[int, Owner] = {}
        self.paused: set[int] = set()

    async def _look(self, places: Mapping[TopicPartition, range]) -> Sequence[Record]:
        (offsets,) = places.values()
        self.asked.append(offsets)
        return await self.answer()

    async def claim(self) -> None:
        self.owners[PARTITION] = await owner(Telemetry(), self.store)

    async def rounds(self, n: int) -> None:
        """So many seconds of the inbox's upkeep."""
        for _ in range(n):
            await self.ends.pass_over(self.consumer, self.owners, self.paused, asyncio.Lock())

    @property
    def position(self) -> int:
        return self.owners[PARTITION].next_offsets[TOPIC]


async def empty() -> Sequence[Record]:
    return ()


async def silent() -> Sequence[Record]:
    raise KafkaError("no answer")


@pytest.fixture
async def case() -> Case:
    made = Case()
    await made.claim()
    return made


async def test_an_end_that_holds_nothing_is_passed_over_once_it_has_stayed_the_same(
    case: Case,
) -> None:
    await case.rounds(LOOKS - 1)
    assert (case.asked, case.position) == ([], 0)
    await case.rounds(1)
    assert (case.asked, case.position) == ([range(END)], END)
    await case.rounds(2 * LOOKS_BETWEEN)
    assert len(case.asked) == 1, "nothing is left to ask"


async def test_what_grows_meanwhile_is_looked_at_anew(case: Case) -> None:
    await case.rounds(LOOKS - 1)
    case.consumer.end += 1
    await case.rounds(LOOKS - 1)
    assert case.asked == []
    await case.rounds(1)
    assert case.position == END + 1


async def test_a_look_that_failed_is_repeated_after_a_pause_until_it_is_answered(
    case: Case,
) -> None:
    case.answer = silent
    await case.rounds(LOOKS)
    assert len(case.asked) == 1
    await case.rounds(LOOKS_BETWEEN - 1)
    assert len(case.asked) == 1, "a silent Kafka is not asked in every round"
    await case.rounds(1)
    assert (len(case.asked), case.position) == (2, 0)
    case.answer = empty
    await case.rounds(LOOKS_BETWEEN)
    assert (len(case.asked), case.position) == (3, END)


@pytest.mark.parametrize("refusal", [Stale("fenced"), StoreUnavailable("away")])
async def test_so_is_one_whose_answer_could_not_be_stored(
    case: Case, refusal: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.kit.owner.PATIENCE_S", -1.0)
    case.store.refusal = refusal
    await case.rounds(LOOKS)
    assert (len(case.asked), case.position) == (1, 0)
    case.store.refusal = None
    await case.rounds(LOOKS_BETWEEN)
    assert case.position == END


async def test_another_owner_meanwhile_looks_for_itself(case: Case) -> None:
    async def claimed_meanwhile() -> Sequence[Record]:
        await case.claim()
        return ()

    case.answer = claimed_meanwhile
    await case.rounds(LOOKS)
    assert case.position == 0, "what the first owner has seen is not the second one's"
    case.answer = empty
    await case.rounds(LOOKS_BETWEEN)
    assert case.position == END


async def test_records_that_lie_there_are_waited_for(case: Case) -> None:
    async def one() -> Sequence[Record]:
        return (repayment(0),)

    case.answer = one
    await case.rounds(LOOKS + LOOKS_BETWEEN)
    assert (len(case.asked), case.position) == (2, 0)


async def test_a_partition_that_is_not_read_is_not_looked_at(case: Case) -> None:
    case.paused.add(PARTITION)
    await case.rounds(LOOKS)
    assert case.asked == []


async def test_where_topics_are_never_made_anew_nobody_asks() -> None:
    case = Case()
    await case.claim()
    quiet: Earlier = nothing_earlier
    case.ends = EmptyEnds(quiet)
    await case.rounds(LOOKS + LOOKS_BETWEEN)
    assert case.position == 0
