"""What producers that are not ours may put on a topic: names that are no text, codecs, transactions."""

from __future__ import annotations

import msgspec
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition, codec

from contracts.envelope import write_headers
from services.kit import halts
from services.kit.sharding import partition_of, shard_of
from services.kit.unreadable import consumer_of_its_own
from tests.integration.kit.standing import AT, noted, order, released
from tests.integration.kit.world import PARTITIONS, World
from tests.unit.kit.batches import BROKEN, GZIP, LZ4, SNAPPY, ZSTD, Headers, batch

OTHER = next(
    each
    for each in map("C-{}".format, range(99))
    if partition_of(shard_of(each), PARTITIONS) != AT
)
"""Its records lie in another partition than those of C-1."""


@pytest.fixture(autouse=True)
def soon_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halts, "BATCH_AGAIN_S", 0.1)


async def send_batch(world: World, data: bytes, records: int, topic: str = "") -> None:
    """A batch in its own bytes, on the topic of facts unless another is named."""
    producer = AIOKafkaProducer(bootstrap_servers=world.bootstrap)
    await producer.start()
    batch = producer.create_batch()
    for _ in range(records):
        batch.append(timestamp=None, key=None, value=b"")
    batch._build()
    batch._buffer = bytearray(data)
    sent = await producer.send_batch(batch, topic or world.service.topics[0], partition=AT)
    await sent
    await producer.stop()


def facts(world: World, *amounts: int, more: Headers | None = None) -> list[tuple[bytes, Headers]]:
    made = [world.repayment("L-1", amount) for amount in amounts]
    return [
        (m.to_payload(), [*write_headers(world.envelope(m)), *(more or [])])  # type: ignore[list-item]
        for m in made
    ]


async def amounts(world: World, n: int) -> list[int]:
    rows = await world.until_events("toy.Counted", n)
    return sorted(msgspec.json.decode(row["payload"])["amount"] for row in rows)


async def next_offset(world: World) -> int:
    topic = world.service.topics[0]
    rows = await world.rows(
        "select next_offset from store.consumed where topic = $1 and partition = $2", topic, AT
    )
    return max((row["next_offset"] for row in rows), default=0)


async def reaches(world: World, offset: int) -> None:
    async def there() -> bool:
        return await next_offset(world) == offset

    await world.until(there)


async def test_a_header_name_that_is_no_text_is_a_dead_letter_and_holds_up_nobody(
    world: World,
) -> None:
    first, last = facts(world, 1, 3)
    (broken,) = facts(world, 2, more=[(BROKEN, b"x")])
    await send_batch(world, batch([first, broken, last], key=b"C-1"), 3)
    await world.send(world.repayment("L-2", 4, obligor=OTHER))
    process = world.process()
    await process.start()
    assert await amounts(world, 3) == [1, 3, 4]
    (row,) = await world.until_events("kit.MessageDeadLettered", 1)
    letter = msgspec.json.decode(row["payload"])
    assert letter["rule"] == "header_name"
    assert letter["message"]["headers"][-1][0] == r"\xff\xfe\\name"
    (sent,) = await world.topic(world.service.dead_letter_topic, 1)
    assert sent.value == broken[0]
    assert process.inbox.halted == {}
    assert process.inbox.failure is None
    await process.stop()


@pytest.mark.parametrize("kind", [GZIP, SNAPPY, LZ4, ZSTD])
async def test_every_codec_of_kafka_is_read(world: World, kind: int) -> None:
    await send_batch(world, batch(facts(world, 1, 2, 3), codec=kind, key=b"C-1"), 3)
    process = world.process()
    await process.start()
    assert await amounts(world, 3) == [1, 2, 3]
    await process.stop()


async def test_what_cant_be_read_halts_its_partition_alone_until_it_can(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = world.service.topics[0]
    await world.send(world.repayment("L-1", 1))
    await send_batch(world, batch(facts(world, 2, 3), codec=LZ4, key=b"C-1"), 2)
    await world.send(world.repayment("L-1", 4))
    await world.send(world.repayment("L-2", 5, obligor=OTHER))
    with monkeypatch.context() as lacking:
        lacking.setattr(codec, "has_lz4", lambda: False)
        process = world.process()
        await process.start()
        assert await amounts(world, 2) == [1, 5]
        (row,) = await noted(world)
        place = row["topic"], row["partition"], row["rule"], row["waits_at"], row["last"]
        assert place == (topic, AT, "unreadable_batch", 1, 2)
        assert "the batch from 1 to 2 can't be read" in row["detail"]
    assert await amounts(world, 5) == [1, 2, 3, 4, 5]
    await noted(world, 0)
    await process.stop()


async def test_two_persons_give_up_what_cant_be_read_and_its_bytes_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = world.service.topics[0]
    await world.send(world.repayment("L-1", 1))
    data = batch(facts(world, 2, 3), codec=ZSTD, key=b"C-1")
    monkeypatch.setattr(codec, "has_zstd", lambda: False)
    await send_batch(world, data, 2)
    await world.send(world.repayment("L-1", 4))
    process = world.process()
    await process.start()
    await noted(world)
    await world.command(order(topic), AT)
    assert await amounts(world, 2) == [1, 4]
    (said,) = await released(world)
    assert (said["rule"], said["first"], said["last"]) == ("unreadable_batch", 1, 2)
    (row,) = await world.events("kit.MessageDeadLettered")
    assert b'"rule":"unreadable_batch"' in row["payload"]
    (sent,) = await world.topic(world.service.dead_letter_topic, 1)
    assert sent.value[61:] == data[61:]
    await noted(world, 0)
    await process.stop()
    again = world.process()
    await again.start()
    await world.send(world.repayment("L-1", 6))
    assert await amounts(world, 3) == [1, 4, 6]
    assert again.inbox.halted == {}
    await again.stop()


async def test_a_release_behind_an_unreadable_command_is_obeyed_after_a_time_without_the_service(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = world.service.commands_topic
    data = batch(facts(world, 1), codec=ZSTD, key=b"C-1")
    monkeypatch.setattr(codec, "has_zstd", lambda: False)
    await send_batch(world, data, 1, topic)
    await world.command(order(topic), AT)
    await world.command(world.accelerate("L-1", "two"), AT)
    process = world.process()
    await process.start()
    await world.until_events("kit.CommandAccepted", 2)
    (said,) = await released(world)
    assert (said["topic"], said["rule"], said["first"]) == (topic, "unreadable_batch", 0)
    await noted(world, 0)
    await process.stop()


async def in_transaction(world: World, topic: str, amounts: list[int], *, commit: bool) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=world.bootstrap, transactional_id=f"{topic}-{amounts}"
    )
    await producer.start()
    await producer.begin_transaction()
    for value, headers in facts(world, *amounts):
        await producer.send_and_wait(topic, value, key=b"C-1", headers=headers, partition=AT)
    await (producer.commit_transaction() if commit else producer.abort_transaction())
    await producer.stop()


async def end(world: World) -> int:
    place = TopicPartition(world.service.topics[0], AT)
    async with consumer_of_its_own(world.bootstrap) as consumer:
        return (await consumer.end_offsets([place]))[place]


async def test_what_an_aborted_transaction_said_is_no_fact_and_nothing_is_missed(
    world: World,
) -> None:
    topic = world.service.topics[0]
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await in_transaction(world, topic, [2, 3], commit=False)
    await world.send(world.repayment("L-1", 4))
    await in_transaction(world, topic, [5, 6], commit=True)
    assert await amounts(world, 4) == [1, 4, 5, 6]
    assert await end(world) == 8
    await reaches(world, 8)  # the marker of a commit is nothing that waits
    await in_transaction(world, topic, [7], commit=False)
    await reaches(world, 10)
    await world.send(world.repayment("L-1", 8))
    assert await amounts(world, 5) == [1, 4, 5, 6, 8]
    assert process.inbox.halted == {}
    await process.stop()


async def test_a_process_begins_behind_what_was_aborted_and_before_it(world: World) -> None:
    topic = world.service.topics[0]
    await in_transaction(world, topic, [1, 2], commit=False)
    process = world.process()
    await process.start()
    await reaches(world, 3)
    await process.stop()
    again = world.process()
    await again.start()
    await world.send(world.repayment("L-1", 3))
    assert await amounts(world, 1) == [3]
    assert again.inbox.halted == {}
    await again.stop()


async def test_a_strangers_transaction_at_the_journals_end_keeps_nobody_from_starting(
    world: World,
) -> None:
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    await world.until_events("toy.Counted", 1)
    await world.topic(world.service.journal_topic, 1)
    await process.stop()
    await in_transaction(world, world.service.journal_topic, [2], commit=False)
    again = world.process()
    await again.start()
    await world.send(world.repayment("L-1", 3))
    assert await amounts(world, 2) == [1, 3]
    await again.stop()
