"""A stream's letters are read page by page and written in parts, however many and however large they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.kit import open_letters, redrive
from services.kit.batch import Batch
from services.kit.domain import Rejected
from services.kit.kit_events import CommandAccepted, CommandRejected, MessageRedriven
from services.kit.memory_store import MemoryStore, Step
from services.kit.owner import Owner
from services.kit.row import EventRow
from tests.integration.kit.toy import FAILS, REPAIRED
from tests.unit.kit.test_failing_agenda import TOPIC
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import (
    amounts,
    ours,
    owner_of,
    paid,
    redriven,
    stored,
)

STREAM = "loan-L-1"
KIB = 1024


class Watched(MemoryStore):
    """Notes what each answer and each write brings; dies before the write of that number."""

    def __init__(self, database: Any = None) -> None:
        super().__init__(database, self._hook)
        self.answers: list[int] = []
        self.closed: list[int] = []
        self.dies_at: int | None = None

    def _hook(self, step: Step) -> None:
        if step == Step("before", "append") and self.dies_at == len(self.closed):
            raise RuntimeError("killed")

    async def letters(self, **asked: Any) -> list[EventRow]:
        rows = await super().letters(**asked)
        self.answers.append(sum(len(row.payload) for row in rows))
        return rows

    async def append(self, batch: Batch) -> None:
        await super().append(batch)
        self.closed.append(len(batch.closed_letters))


def large(record: Record, size: int) -> Record:
    value = record.value or b""
    return record._replace(value=value[:-1] + b',"more":"' + b"x" * size + b'"}')


async def parked(
    followers: int, size: int = 0, store: Watched | None = None
) -> tuple[Watched, Owner]:
    """A loan whose first message fails, and those that wait behind it; the code is repaired since."""
    store = store or Watched()
    owner = await owner_of(store, ours())
    numbers = [FAILS + n for n in range(followers + 1)]
    sent = [large(paid(n, at, at - 1 if n else 0), size) for n, at in enumerate(numbers)]
    await owner.take(TOPIC, sent)
    REPAIRED.append(True)
    store.answers.clear()
    store.closed.clear()
    return store, owner


def letters_kept(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """So many letters are a part."""
    monkeypatch.setattr(redrive, "LETTERS_PER_PART", at_once)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrive, "PART_BYTES", 512 * KIB)
    monkeypatch.setattr(open_letters, "PAGE_BYTES", 512 * KIB)


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("kib", [70, 90, 560])
async def test_large_letters_are_neither_read_nor_written_at_once(kib: int) -> None:
    """Twenty: more than a page, and than one write should carry; one that is larger goes alone."""
    store, owner = await parked(19, kib * KIB)
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert await amounts(store) == [FAILS + n for n in range(20)]
    one = kib * KIB * 4 // 3
    assert sum(store.answers) > 20 * one
    assert max(store.answers) <= max(512 * KIB, one + 4 * KIB)
    assert sum(store.closed) == 20
    assert max(store.closed) * one <= max(512 * KIB, one)
    assert owner.held == {}


@pytest.mark.parametrize(("followers", "parts"), [(1, [2]), (3, [4]), (4, [4, 1]), (8, [4, 4, 1])])
async def test_a_part_ends_only_where_another_letter_follows(
    monkeypatch: pytest.MonkeyPatch, followers: int, parts: list[int]
) -> None:
    """So that the last one is written with the answer, and a process that dies has one to go on with."""
    letters_kept(monkeypatch, 4)
    store, owner = await parked(followers)
    answer = await redriven(owner, store, STREAM, "stream")
    assert len(answer.event_ids) == followers + 1
    assert [n for n in store.closed if n] == parts


async def test_every_letter_has_a_closing_event_of_its_own_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters_kept(monkeypatch, 2)
    store, owner = await parked(6)
    answer = await redriven(owner, store, STREAM, "stream")
    closings = [each for each in await stored(store) if isinstance(each, MessageRedriven)]
    assert len({each.letter for each in closings}) == len(closings) == 7
    assert len(set(answer.event_ids)) == 7


@pytest.mark.parametrize("dies_at", [0, 1, 2, 3])
async def test_who_dies_between_parts_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    letters_kept(monkeypatch, 2)
    store, owner = await parked(6)
    offset = owner.next_offsets[ours().commands_topic]
    store.dies_at = dies_at
    with pytest.raises(RuntimeError, match="killed"):
        await redriven(owner, store, STREAM, "stream")
    assert await amounts(store) == [FAILS + n for n in range(2 * dies_at)]
    again = Watched(store.database)
    owner = await owner_of(again, ours())
    assert owner.next_offsets[ours().commands_topic] == offset, "the order comes again"
    assert owner.held == {STREAM: 7 - 2 * dies_at}, "and new messages of the loan wait still"
    answer = await redriven(owner, again, STREAM, "stream")
    assert isinstance(answer, CommandAccepted)
    assert await amounts(again) == [FAILS + n for n in range(7)]
    rows = [row for n in range(16) for row in await again.page(n, 0, 1_000)]
    assert len({row.event_id for row in rows}) == len(rows)


async def test_an_order_that_comes_twice_does_nothing_the_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its own id is written with its last part; the second one must not begin with a first."""
    letters_kept(monkeypatch, 2)
    store, owner = await parked(6)
    REPAIRED.clear()
    orders, take = list[Record](), owner.take

    async def noted(topic: str, records: Any) -> int:
        orders.extend(records)
        return await take(topic, records)

    monkeypatch.setattr(owner, "take", noted)
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandRejected)
    REPAIRED.append(True)  # whoever ordered it has been told that nothing was taken
    (order,) = orders
    await take(order.topic, [order._replace(offset=owner.next_offsets[order.topic])])
    assert (await amounts(store), owner.held) == ([], {STREAM: 7})


async def test_the_first_one_that_fails_again_ends_it_and_says_how_many_were_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters_kept(monkeypatch, 2)
    store, owner = await parked(6)
    fails_again: UUID = list(store.database.tables.letters)[5]
    again = redrive._again

    async def failing(turn: Any, row: EventRow, *rest: Any, **more: Any) -> Any:
        if row.event_id == fails_again:
            return Rejected("still", "it fails")
        return await again(turn, row, *rest, **more)

    monkeypatch.setattr(redrive, "_again", failing)
    answer = await redriven(owner, store, STREAM, "stream")
    assert isinstance(answer, CommandRejected)
    assert (answer.code, answer.detail) == ("still", "it fails (5 taken before it)")
    assert [n for n in store.closed if n] == [2, 2, 1]
    assert owner.held == {STREAM: 2}


@pytest.mark.usefixtures("small_pages")
async def test_a_single_letter_looks_at_no_more_than_the_first_page_of_its_stream() -> None:
    store, owner = await parked(19, 70 * KIB)
    last = list(store.database.tables.letters)[-1]
    assert (await redriven(owner, store, last)).code == "earlier_open"
    assert max(store.answers) <= 512 * KIB
