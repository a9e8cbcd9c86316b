"""A journal partition that stands still is noted, stays counted, and is let go on by two persons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from aiokafka import TopicPartition

from services.audit.halts import Order, ReleaseRefused
from services.audit.reader import Reader
from services.audit.sources import SERVICES
from services.audit.store import JournalStore, findings
from tests.integration.audit.arrivals import PARTITIONS, Topics, reader, take
from tests.unit.audit.counting import added, opened
from tests.unit.audit.writer import Record, Writer, edited

pytestmark = pytest.mark.servers
TOPIC = "postloan.monitoring.journal.v1"
AT = TopicPartition(TOPIC, 3)
TWO = Order("looked into", "li", "wang")


@pytest.fixture
def writer() -> Writer:
    made = Writer("monitoring")
    made.write("loan-L-1", opened(loan="L-1"), shard=3, key="C-3")
    for entry in range(1, 6):
        made.write("loan-L-1", added(entry, 5, "2024-01-02"), key="C-3")
    return made


def forged_among(writer: Writer) -> list[Record]:
    """The journal with a stranger's record at offset 3, the true ones behind it."""
    records = writer.records()
    bad = Writer("monitoring").records(rows=[edited(writer.rows[3], payload=b"{}")])[0]
    later = [replace(each, offset=each.offset + 1) for each in records[3:]]
    return [*records[:3], replace(bad, offset=3), *later]


async def look_after(made: Reader) -> None:
    """One second's upkeep."""
    await made._look_after()
    consumer: Any = made.consumer()
    for at in consumer.assignment() - made.places.keys() - made.halted.keys():
        await made._own(at)


async def rows(store: JournalStore, table: str) -> list[dict[str, Any]]:
    async with store.connection() as db:
        return [dict(row) for row in await db.fetch(f"select * from audit.{table}")]


async def halted(store: JournalStore, writer: Writer) -> tuple[Reader, Topics, list[Record]]:
    topics, records = Topics(), forged_among(writer)
    made = await reader(store, topics)
    await take(made, records)
    await look_after(made)
    return made, topics, records


async def test_a_halted_partition_stays_halted_through_a_rebalance(
    store: JournalStore, writer: Writer
) -> None:
    made, topics, records = await halted(store, writer)
    assert set(made.halted) == {AT}
    await made.on_partitions_revoked(topics.assigned)
    await made.on_partitions_assigned(topics.assigned)
    assert set(made.halted) == {AT}
    assert len(made.places.keys() - made.halted.keys()) == len(SERVICES) * PARTITIONS - 1
    await take(made, records[3:])
    assert set(made.halted) == {AT}
    await made.on_partitions_revoked(topics.assigned)
    await made.on_partitions_assigned(topics.assigned - {AT})
    assert made.halted == {}, "somebody else reads it now"


async def test_it_is_noted_and_the_note_outlives_the_process(
    store: JournalStore, writer: Writer
) -> None:
    _, _, records = await halted(store, writer)
    (noted,) = await rows(store, "halt")
    assert (noted["topic"], noted["partition"], noted["kafka_offset"]) == (TOPIC, 3, 3)
    assert noted["rule"] == "link_broken"
    assert "offset 3" in noted["detail"]
    again = await reader(store)
    await look_after(again)
    assert await rows(store, "halt") == [noted], "not met yet"
    await take(again, records[3:])
    await look_after(again)
    assert await rows(store, "halt") == [noted], "it began when it began"


async def test_two_persons_let_it_go_on_behind_the_record_which_stays_a_finding(
    store: JournalStore, writer: Writer
) -> None:
    made, _, records = await halted(store, writer)
    released = await made.release(AT, TWO)
    assert (released.waited_at, released.continued_at) == (3, 4)
    await look_after(made)
    assert made.halted == {}
    await take(made, records[4:])
    assert made.places[AT].offset == len(records)
    assert await rows(store, "halt") == []
    assert len(await rows(store, "entry")) == len(writer.rows)
    (kept,) = await rows(store, "release")
    assert (kept["reason"], kept["requested_by"], kept["approved_by"]) == TWO
    assert "offset 3" in kept["given_up"]
    async with store.connection() as db:
        assert [found.rule for found in await findings(db)] == ["link_broken"]


async def test_what_is_missing_is_not_released_away(store: JournalStore, writer: Writer) -> None:
    records = writer.records()
    made = await reader(store)
    gap = [*records[:2], *(replace(each, offset=each.offset - 1) for each in records[3:])]
    await take(made, gap)
    await look_after(made)
    await made.release(AT, TWO)
    await look_after(made)
    await take(made, gap[3:])
    assert "position_missing" in made.halted[AT], "the next one does not follow either"


@pytest.mark.parametrize(
    ("order", "at", "code"),
    [
        (TWO._replace(approved_by="Li"), AT, "same_person"),
        (TWO._replace(reason=" "), AT, "reason_missing"),
        (TWO, TopicPartition(TOPIC, 2), "nothing_halted"),
    ],
)
async def test_a_release_is_refused(
    store: JournalStore, writer: Writer, order: Order, at: TopicPartition, code: str
) -> None:
    made, _, _ = await halted(store, writer)
    with pytest.raises(ReleaseRefused) as refused:
        await made.release(at, order)
    assert refused.value.code == code
    assert len(await rows(store, "halt")) == 1


async def test_a_topic_made_anew_is_read_from_its_beginning_and_held_to_what_is_kept(
    store: JournalStore, writer: Writer
) -> None:
    records = writer.records()
    await take(await reader(store), records[:4])
    topics = Topics()
    topics.ends[AT] = 2
    made = await reader(store, topics)
    await look_after(made)
    (noted,) = await rows(store, "halt")
    assert (noted["rule"], noted["kafka_offset"]) == ("offsets_lost", 4)
    released = await made.release(AT, TWO)
    assert released.continued_at == 0
    await look_after(made)
    await take(made, records)
    assert made.halted == {}
    assert len(await rows(store, "entry")) == len(writer.rows)


async def test_a_topic_that_has_grown_past_our_position_again_stays_halted_until_it_is_released(
    store: JournalStore, writer: Writer
) -> None:
    records = writer.records()
    await take(await reader(store), records[:4])
    topics = Topics()
    topics.ends[AT] = 2
    made = await reader(store, topics)
    await look_after(made)
    (noted,) = await rows(store, "halt")
    topics.ends[AT] = 10
    await look_after(made)
    await made.on_partitions_revoked(topics.assigned)
    await made.on_partitions_assigned(topics.assigned)
    assert set(made.halted) == {AT}, "a rebalance changes nothing"
    again = await reader(store, topics)
    await look_after(again)
    await look_after(again)
    assert set(again.halted) == {AT}, "nor does another process"
    assert await rows(store, "halt") == [noted]
    await again.release(AT, TWO)
    await look_after(again)
    assert (AT, 0) in topics.sought[-1:]
    await take(again, records)
    assert again.halted == {}
    assert await rows(store, "halt") == []
    assert len(await rows(store, "entry")) == len(writer.rows)


async def test_a_topic_made_anew_under_a_running_reader_is_not_dropped_in_silence(
    store: JournalStore, writer: Writer
) -> None:
    records, topics = writer.records(), Topics()
    made = await reader(store, topics)
    await take(made, records[:4])
    topics.ends[AT] = 2
    await take(made, records[:2])  # it is handed out from its beginning
    await look_after(made)
    (noted,) = await rows(store, "halt")
    assert (noted["rule"], noted["kafka_offset"]) == ("offsets_lost", 4)
    assert "our position is 4, the topic holds 0 to 2" in noted["detail"]


async def test_records_from_before_our_position_are_looked_at_again_and_then_passed_over(
    store: JournalStore, writer: Writer
) -> None:
    records, topics = writer.records(), Topics()
    made = await reader(store, topics)
    await take(made, records[:4])
    topics.sought.clear()
    await take(made, records[2:])
    assert topics.sought == [(AT, 4)]
    assert made.places[AT].offset == 4
    await take(made, records[4:])
    assert made.places[AT].offset == len(records)
    assert made.halted == {}
