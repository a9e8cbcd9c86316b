"""Values that the journal's tables take, the longest ones, and some that they refuse."""

from __future__ import annotations

import random
import string
from dataclasses import replace

import pytest
from aiokafka import TopicPartition

from services.audit.halts import Order
from services.audit.reader import Reader
from services.audit.store import JournalStore, findings
from services.kit.unreadable import Unreadable
from tests.integration.audit.arrivals import arrive, reader, take
from tests.unit.audit.counting import added, opened
from tests.unit.audit.writer import Record, Writer

pytestmark = pytest.mark.servers
AT = TopicPartition("postloan.monitoring.journal.v1", 3)
TOO_LONG = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=6_000))


def number(seed: int) -> str:
    """The longest number of a loan or an obligor: four bytes a character, not to be pressed together."""
    dice = random.Random(seed)
    return "".join(chr(dice.randrange(0x20000, 0x2A000)) for _ in range(128))


def written(loan: str, key: str, at: int) -> Writer:
    """Ten events, the one at this place of such a loan and obligor."""
    made = Writer("monitoring")
    made.write("loan-L-1", opened(loan="L-1"), key="C-3")
    for place in range(1, 10):
        if place == at:
            made.write(f"legal-{place}", opened(loan=loan), key=key)
        else:
            made.write("loan-L-1", added(place, 5, "2024-01-02"), key="C-3")
    return made


async def kept(store: JournalStore) -> list[int]:
    async with store.connection() as db:
        rows = await db.fetch("select position from audit.entry order by position")
    return [row["position"] for row in rows]


async def test_the_longest_numbers_that_the_contract_allows_are_kept(store: JournalStore) -> None:
    made = written(number(1), number(2), 5)
    took = await arrive(store, made)
    assert took.halted == {}
    assert await kept(store) == [*range(1, 11)]
    stream, other = f"security-{number(1)}", Writer("guarantee", now=made.now)
    other.write(stream, opened(loan=number(1)), key=number(2))
    await take(took, other.records())
    assert took.halted == {}
    async with store.connection() as db:
        assert (
            await db.fetchval("select entries from audit.loan where loan_id = $1", number(1)) == 2
        )
        held = await db.fetchval("select key from audit.stream where stream = $1", stream)
    assert held == number(2)


@pytest.mark.parametrize("at", [1, 5, 9])
@pytest.mark.parametrize("which", ["loan", "key"])
@pytest.mark.parametrize("size", [1, 500])
async def test_a_record_that_the_database_refuses_stops_its_partition_and_not_the_process(
    store: JournalStore, at: int, which: str, size: int
) -> None:
    made = written(*((TOO_LONG, "C-3") if which == "loan" else ("L-9", TOO_LONG)), at)
    other = Writer("monitoring", now=made.now)
    other.write("loan-L-5", opened(loan="L-5"), shard=4)
    took = await reader(store)
    await take(took, [*made.records(), *other.records()], size)
    assert took.failure is None
    assert set(took.halted) == {AT}
    assert took.halted_at[AT] == at
    assert "the database refuses its values: 54000 index row" in took.halted[AT]
    assert await kept(store) == sorted([*range(1, at + 1), 1]), (
        "what came before, and another partition"
    )
    async with store.connection() as db:
        (found,) = await findings(db)
        offset = await db.fetchval(
            "select next_offset from audit.consumed where partition = 3 and topic = $1", AT.topic
        )
        record = await db.fetchval("select record from audit.finding")
    assert (found.rule, found.position, found.version) == ("not_storable", at + 1, 1)
    assert offset == at
    assert len(record) > 6_000, "with its bytes"

    restarted = await started_again(store, made, at)
    assert set(restarted.halted) == {AT}
    async with store.connection() as db:
        assert len(await findings(db)) == 1, "and it is kept once"


async def started_again(store: JournalStore, made: Writer, at: int) -> Reader:
    """A new process, which begins at the same record."""
    restarted = await reader(store)
    await take(restarted, made.records()[at:])
    return restarted


async def test_it_is_noted_and_two_persons_let_the_partition_go_on(store: JournalStore) -> None:
    made = written(TOO_LONG, "C-3", 5)
    took = await reader(store)
    await take(took, made.records())
    await took._look_after()
    released = await took.release(AT, Order("looked into", "li", "wang"))
    assert (released.rule, released.waited_at, released.continued_at) == ("not_storable", 5, 6)


BATCH = Unreadable.of(b"its bytes", "Damaged: it is", 5)


def broken_off(made: Writer) -> list[Record]:
    """Its records, those from the sixth to the eighth in a batch that can't be read."""
    records = made.records()
    return [*records[:5], replace(records[7], value=BATCH, key=None, headers=()), *records[8:]]


async def test_a_batch_that_cant_be_read_stops_its_partition_where_it_begins(
    store: JournalStore,
) -> None:
    made = written("L-9", "C-3", 9)
    took = await reader(store)
    await take(took, broken_off(made))
    assert took.failure is None
    assert took.halted_at == {AT: 5}
    assert "the batch from 5 to 7 can't be read: Damaged: it is" in took.halted[AT]
    assert await kept(store) == [*range(1, 6)]
    async with store.connection() as db:
        assert b"aXRzIGJ5dGVz" in (await db.fetchval("select record from audit.finding"))
    again = await reader(store)
    await take(again, made.records()[5:])
    assert again.halted == {}, "it can be read after all"
    assert await kept(store) == [*range(1, 11)]


async def test_given_up_it_is_a_finding_and_the_next_record_must_follow(
    store: JournalStore,
) -> None:
    made = written("L-9", "C-3", 9)
    took = await reader(store)
    await take(took, broken_off(made))
    await took._look_after()
    released = await took.release(AT, Order("looked into", "li", "wang"))
    assert (released.rule, released.continued_at) == ("unreadable_batch", 6)
    assert "its bytes are kept as the finding 'unreadable'" in released.given_up
    again = await reader(store)
    rest = broken_off(made)[5:]
    await take(again, rest)
    await take(again, rest)  # a jump for the reader: looked at again
    await take(again, rest[1:])
    assert "position 6 to 8 is missing before 9" in again.halted[AT]
    async with store.connection() as db:
        rules = [found.rule for found in await findings(db)]
    assert rules == ["unreadable", "position_missing"], "and it is kept once"
