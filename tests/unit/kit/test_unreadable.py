"""What Kafka's client can't read stops nothing but itself, and is kept with its bytes."""

from __future__ import annotations

import logging
import struct
import types
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from aiokafka import TopicPartition, codec
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import READ_COMMITTED, FetchResult, PartitionRecords

from services.kit import edge, unreadable
from services.kit.batch_bytes import BrokenName
from services.kit.inbox import Inbox
from services.kit.incoming import Refused, read
from services.kit.kept import keep
from services.kit.kit_events import MessageDeadLettered, PartitionReleased
from services.kit.releases import _given_up
from services.kit.settings import Settings
from services.kit.unreadable import Unreadable
from tests.unit.kit.batches import (
    BROKEN,
    GZIP,
    LZ4,
    SNAPPY,
    ZSTD,
    Headers,
    aborted,
    batch,
    sealed,
)
from tests.unit.kit.filled import Case
from tests.unit.kit.observing import NOW, PARTITION, PARTITIONS, TOPIC, repayment

AT = TopicPartition(TOPIC, PARTITION)
ESCAPED = r"\xff\xfe\\name"
THREE: list[tuple[bytes | None, Headers]] = [
    (b"v0", [("a", b"1")]),
    (b"v1", [("a", b"1"), (BROKEN, b"\0"), ("c", None)]),
    (b"v2", []),
]
SETTINGS = Settings(kafka="127.0.0.1:1", dsn="postgresql://nobody@127.0.0.1:1/none")


@pytest.fixture(autouse=True)
def as_every_consumer_reads() -> None:
    edge.make_broker(SETTINGS)


def handed_out(data: bytes, *, since: int = 0, dropped: Sequence[tuple[int, int]] = ()) -> Any:
    """The records that the fetcher hands out of what one fetch brought, and where it stands then."""
    records = fetcher.MemoryRecords(data)
    read = PartitionRecords(AT, records, list(dropped), since, None, None, True, READ_COMMITTED)
    return list(read), read.next_fetch_offset


@pytest.mark.parametrize("kind", [0, GZIP, SNAPPY, LZ4, ZSTD])
def test_a_header_name_that_is_no_text_spoils_its_own_record_alone(kind: int) -> None:
    records, onwards = handed_out(batch(THREE, codec=kind, base=7))
    assert [r.value for r in records] == [b"v0", b"v1", b"v2"]
    assert [r.offset for r in records] == [7, 8, 9]
    assert [r.timestamp for r in records] == [1_000, 1_001, 1_002]
    assert records[1].headers == (("a", b"1"), (ESCAPED, b"\0"), ("c", None))
    assert {type(name) for name, _ in records[1].headers} == {BrokenName}
    assert [type(name) for name, _ in records[0].headers] == [str]
    assert onwards == 10


@pytest.mark.parametrize("kind", [0, GZIP, SNAPPY, LZ4, ZSTD])
def test_every_codec_of_kafka_is_read(kind: int) -> None:
    records, _ = handed_out(
        batch([(b"v%d" % n, [("h", b"%d" % n)]) for n in range(9)], codec=kind)
    )
    assert [(r.value, r.headers) for r in records] == [
        (b"v%d" % n, (("h", b"%d" % n),)) for n in range(9)
    ]


def damaged(data: bytes) -> bytes:
    """Its content is no longer what its codec makes."""
    raw = bytearray(data)
    raw[63:] = bytes(len(raw) - 63)
    return sealed(raw)


def wrong_sum(data: bytes) -> bytes:
    raw = bytearray(data)
    raw[-1] ^= 1
    return bytes(raw)


def unknown_codec(data: bytes) -> bytes:
    raw = bytearray(data)
    raw[21:23] = struct.pack(">H", 7)
    return sealed(raw)


@pytest.mark.parametrize("harm", [damaged, wrong_sum, unknown_codec])
@pytest.mark.parametrize("since", [0, 8])
def test_a_batch_that_cant_be_read_is_one_record_with_its_bytes_and_what_follows_is_read(
    harm: Any, since: int
) -> None:
    harmed = harm(batch(THREE, codec=LZ4, base=7))
    records, onwards = handed_out(harmed + batch(THREE, base=10), since=since)
    stands = records[0]
    assert isinstance(stands.value, Unreadable)
    assert (stands.value, stands.offset, stands.value.first) == (harmed, 9, 7)
    assert stands.value.reason
    assert [r.value for r in records[1:]] == [b"v0", b"v1", b"v2"]
    assert onwards == 13


def test_the_records_before_the_broken_one_are_handed_out_once() -> None:
    whole = bytearray(batch([(b"v0", []), (b"v1", []), (b"v2", [])], base=7))
    whole[whole.index(b"v1") - 1] = 200  # longer than the batch
    records, onwards = handed_out(sealed(whole))
    assert [(r.offset, r.value) for r in records[:-1]] == [(7, b"v0")]
    assert (records[-1].offset, records[-1].value.first) == (9, 8)
    assert onwards == 10


def test_what_an_aborted_transaction_said_is_not_handed_out() -> None:
    data = batch(THREE, transaction_of=77) + aborted(77, 3) + batch([(b"said", [])], base=4)
    records, onwards = handed_out(data, dropped=[(77, 0)])
    assert [(r.offset, r.value) for r in records] == [(4, b"said")]
    assert onwards == 5


def test_one_poll_brings_what_other_partitions_hold() -> None:
    """As aiokafka drains its partitions one after another: nothing may be thrown out of it."""
    state = types.SimpleNamespace(paused=False, position=0)
    state.consumed_to = lambda position: setattr(state, "position", position)
    assignment = types.SimpleNamespace(active=True, state_value=lambda tp: state)
    records = PartitionRecords(
        AT, fetcher.MemoryRecords(batch(THREE)), [], 0, None, None, True, READ_COMMITTED
    )
    result = FetchResult(AT, assignment=assignment, partition_records=records, backoff=0)
    assert [r.offset for r in result.getall(100)] == [0, 1, 2]
    assert state.position == 3


def test_such_a_record_is_refused_and_kept_with_its_bytes() -> None:
    good = repayment(0)
    headers: Headers = [*good.headers, (BROKEN, b"x")]
    ((arrived,), _) = handed_out(batch([(good.value, headers)], key=b"C-1"))
    refused = read(arrived, Case().service, PARTITIONS)
    assert isinstance(refused, Refused)
    assert refused.error.rule == "header_name"
    assert ESCAPED in msgspec.json.decode(msgspec.json.encode({"d": str(refused.error)}))["d"]
    kept = msgspec.json.decode(msgspec.json.encode(keep(arrived)), type=dict)
    assert kept["headers"][-1][0] == ESCAPED


def broken_off(last: int, first: int = 1) -> Any:
    stands = Unreadable.of(b"its bytes", "Damaged: it is", first)
    return repayment(last)._replace(value=stands, key=None, headers=())


async def dead(case: Case) -> list[MessageDeadLettered]:
    return [
        msgspec.json.decode(row.payload, type=MessageDeadLettered)
        for shard in range(16)
        for row in await case.store.page(shard, 0, 100)
        if row.type == "kit.MessageDeadLettered"
    ]


async def halted_at_a_broken_batch(case: Case) -> Inbox:
    inbox = await case.start()
    case.topics.hold(TOPIC, [repayment(n) for n in range(5)])
    await inbox.take((repayment(0), broken_off(3), repayment(4)))
    assert inbox.failure is None, inbox.failure
    return inbox


async def test_a_batch_that_cant_be_read_halts_its_partition_where_it_begins() -> None:
    case = Case()
    inbox = await halted_at_a_broken_batch(case)
    halt = inbox.owners[PARTITION].stops.found[TOPIC]
    assert (halt.rule, halt.waits_at, halt.last) == ("unreadable_batch", 1, 3)
    assert halt.detail == (
        f"{TOPIC} partition {PARTITION}: the batch from 1 to 3 can't be read: Damaged: it is"
    )
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 1, "what came before it is taken"
    assert await dead(case) == []


async def test_it_goes_on_by_itself_when_it_can_be_read_after_all() -> None:
    case = Case()
    inbox = await halted_at_a_broken_batch(case)
    stops = inbox.owners[PARTITION].stops
    assert [h.topic for h in stops.due(10**9)] == [TOPIC]
    stops.try_again(TOPIC)
    await inbox.take(tuple(repayment(n) for n in range(1, 5)))
    assert inbox.halted == {}
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 5


async def test_two_persons_give_it_up_and_it_is_a_dead_letter() -> None:
    case = Case()
    inbox = await halted_at_a_broken_batch(case)
    stops = inbox.owners[PARTITION].stops
    halt = stops.found[TOPIC]
    said = _given_up(halt, "beginning")
    assert said["given_up"] == (
        f"records of {TOPIC} partition {PARTITION} from 1 to 3: their batch can't be read, and its "
        "bytes are a dead letter"
    )
    stops.learn(
        [
            PartitionReleased(
                loan_id="",
                effective_on=NOW.date(),
                topic=TOPIC,
                partition=PARTITION,
                rule=halt.rule,
                waits_at=halt.waits_at,
                since=halt.since,
                reason="r",
                requested_by="li",
                approved_by="wang",
                **said,
            )
        ]
    )
    stops.try_again(TOPIC)
    jump = (broken_off(3), repayment(4))
    await inbox.take(jump)
    await inbox.take(jump)  # its offset is a jump for the inbox: looked at again
    assert inbox.halted == {}
    assert inbox.owners[PARTITION].next_offsets[TOPIC] == 5
    (letter,) = await dead(case)
    assert (letter.rule, letter.message.value_bytes()) == ("unreadable_batch", b"its bytes")


async def test_what_stands_still_by_it_says_nothing_about_an_earlier_look() -> None:
    case = Case()
    await case.has_taken([repayment(0), repayment(1)])
    case.topics.hold(TOPIC, [repayment(0), broken_off(1)])
    assert await case.halt() is None


def test_errors_of_the_clients_loop_reach_the_log_and_what_it_says_of_every_batch_does_not() -> (
    None
):
    broker = edge.make_broker(SETTINGS)
    logger = broker.config.logger.params_storage.get_logger(context=broker.context)
    assert isinstance(logger, logging.Logger)
    assert logger.isEnabledFor(logging.ERROR)
    assert not logger.isEnabledFor(logging.WARNING)


def test_a_changed_client_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetcher, "MemoryRecords", object())
    with pytest.raises(RuntimeError, match="aiokafka"):
        unreadable.install()


def test_a_missing_library_is_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    data = batch(THREE, codec=LZ4)
    monkeypatch.setattr(codec, "has_lz4", lambda: False)
    ((stands,), onwards) = handed_out(data)
    assert isinstance(stands.value, Unreadable)
    assert "available" in stands.value.reason
    assert onwards == 3
