"""Order, keys and partitions of what is sent; a stand-in takes the producer's batches."""

import asyncio
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiokafka.producer.message_accumulator import BatchBuilder

from contracts.envelope import read_headers
from services.console.cli import feeds, sending
from services.kit.sharding import partition_of, shard_of
from tests.unit.console import lines

PARTITIONS = lines.target().partitions
TRACE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01")


class Batch:
    """A batch of the client library that remembers its records."""

    def __init__(self, size: int) -> None:
        self._builder = BatchBuilder(size, 0)
        self.records: list[dict[str, Any]] = []

    def append(self, **record: Any) -> object:
        added = self._builder.append(**record)
        if added is not None:
            self.records.append(record)
        return added

    def record_count(self) -> int:
        return len(self.records)


class Producer:
    """Takes batches and acknowledges each at once."""

    def __init__(self, size: int = 1 << 20) -> None:
        self._size = size
        self.batches = 0
        self.log: dict[int, list[dict[str, Any]]] = {n: [] for n in range(PARTITIONS)}

    def create_batch(self) -> Batch:
        return Batch(self._size)

    async def send_batch(
        self, batch: Batch, topic: str, *, partition: int
    ) -> "asyncio.Future[None]":
        assert topic == "corebank.loan.v1"
        self.batches += 1
        self.log[partition] += batch.records
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


def sent_by(tmp_path: Path, feed: list[dict[str, Any]], producer: Producer) -> tuple[int, int]:
    """(records, lines told) after sending a feed."""
    told: list[int] = []
    checked = feeds.check([lines.write(tmp_path / "feed.jsonl", feed)])
    assert not checked.bad

    async def send() -> int:
        sender = sending.Sender(lines.target(), producer, told.append)  # type: ignore[arg-type]
        records = await sender.send(checked.lines())
        await asyncio.sleep(0)  # the last acknowledgement's callback
        return records

    return asyncio.run(send()), sum(told)


def feed_of(obligors: int) -> list[dict[str, Any]]:
    feed = []
    for day in ("2024-01-01", "2024-01-02", "2024-01-03"):
        feed += [
            lines.repaid(f"L-{n}", f"C-{n}", day, f"R-{n}-{day}", "1.00") for n in range(obligors)
        ]
        feed.append(lines.closed(day))
    return feed


@pytest.mark.parametrize("size", [1 << 20, 2000], ids=["one batch", "many batches"])
def test_each_partition_gets_its_obligors_and_every_tick_in_the_order_of_the_feed(
    size: int, tmp_path: Path
) -> None:
    feed, producer = feed_of(40), Producer(size)
    records, told = sent_by(tmp_path, feed, producer)
    assert told == len(feed)
    assert records == 3 * 40 + 3 * PARTITIONS
    for partition, log in producer.log.items():
        wanted = [
            each["id"]
            for each in feed
            if "partitionkey" not in each
            or partition_of(shard_of(each["partitionkey"]), PARTITIONS) == partition
        ]
        assert [read_headers(r["key"], r["headers"]).id for r in log] == wanted
    assert producer.batches == PARTITIONS if size > 2000 else producer.batches > 3 * PARTITIONS


def test_keys_are_the_obligors_and_a_ticks_key_is_empty(tmp_path: Path) -> None:
    producer = Producer()
    sent_by(tmp_path, feed_of(3), producer)
    for log in producer.log.values():
        for record in log:
            envelope = read_headers(record["key"], record["headers"])
            assert record["key"] == (envelope.key or "").encode()
            assert (record["key"] == b"") == (envelope.type == "corebank.business-day-closed.v1")


def test_a_trace_begins_here_unless_the_line_brings_one(tmp_path: Path) -> None:
    brought = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    feed = [
        lines.repaid("L-1", "C-1", "2024-01-01", "R-1", "1.00"),
        lines.repaid("L-1", "C-1", "2024-01-01", "R-2", "1.00") | {"traceparent": brought},
        lines.closed("2024-01-01"),
    ]
    producer = Producer()
    sent_by(tmp_path, feed, producer)
    traces = {
        (envelope.id, envelope.traceparent)
        for log in producer.log.values()
        for envelope in (read_headers(record["key"], record["headers"]) for record in log)
    }
    assert len(traces) == 3  # the tick's copies share one trace
    assert (feed[1]["id"], brought) in traces
    assert all(TRACE.fullmatch(trace or "") for _, trace in traces)


def test_closing_a_day_twice_is_the_same_message() -> None:
    first, second = (sending.closed_day(date(2024, 1, 31)) for _ in range(2))
    assert first.envelope.id == second.envelope.id
    assert first.payload == second.payload == b'{"business_date":"2024-01-31"}'
    assert first.envelope.source == "/postloan/console"
    assert first.envelope.id != sending.closed_day(date(2024, 2, 1)).envelope.id
