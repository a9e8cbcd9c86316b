"""Messages come twice, shuffled, from the past, or can't be taken at all."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.commands import kit_commands
from contracts.feed import FeedLine
from tests.faults import poison
from tests.faults.book import is_command
from tests.faults.checker.arithmetic import shard_of
from tests.faults.house import PARTITIONS, QUICK, House
from tests.faults.tale import Calm, Tale, record

FOLLOWERS = 3
PARKED = """
    select event_id, causation_id, rule from store.dead_letter join store.event using (event_id)
    where open and dead_letter.stream is not null order by event.shard, event.position
"""
FLOOD = int(os.environ.get("FLOOD") or 20_000)


def lane(line: FeedLine) -> int:
    """The partition of a line."""
    return shard_of(line.envelope.key or "") % PARTITIONS


def shuffled(lines: list[FeedLine], seed: int) -> list[FeedLine]:
    """The lines in another order that Kafka permits: each lane (partition) keeps its own.

    A tick goes to every partition, so nothing passes it; officers act when all before it is through.
    """
    dice, result, lanes = random.Random(seed), list[FeedLine](), dict[int, list[FeedLine]]()
    for each in [*lines, None]:
        if each is not None and each.envelope.key and not is_command(each):
            lanes.setdefault(lane(each), []).append(each)
            continue
        queues = [iter(queue) for queue in lanes.values()]
        while queues:
            queue = dice.choice(queues)
            head = next(queue, None)
            if head is None:
                queues.remove(queue)
            else:
                result.append(head)
        lanes = {}
        if each is not None:
            result.append(each)
    return result


@pytest.mark.long
@pytest.mark.chapters(6)
@pytest.mark.timeout(1800)
async def test_messages_come_twice_shuffled_from_the_past_and_broken(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        first = tale.next_lines()
        seen = "dropped; every loan as in the calm run"
        await tale.chapter(
            "duplicates", "the whole chapter three times", lines=first * 3, seen=seen
        )
        second = tale.next_lines()
        await tale.chapter(
            "duplicates",
            "all of the chapter before once more",
            lines=[*first, *second, *first],
            seen=seen,
        )
        order = shuffled(tale.next_lines(), seed)
        past = sum(b'"value_date"' in line.payload and _late(line) for line in order)
        await tale.chapter(
            "out of order",
            "shuffled across partitions and loans, receipts from the past among them",
            lines=order,
            seen=f"{past} receipts of days long concluded; every loan as in the calm run",
        )
        await tale.chapter("poison", "one message of every bad kind", lambda h: _poison(h, seed))
        await tale.check("poison")
        await _bug(tale)
        await tale.end("messages")


def _late(line: FeedLine) -> bool:
    return f'"value_date":"{line.envelope.business_date}"'.encode() not in line.payload


async def _poison(house: House, seed: int) -> str:
    bad = list(poison.every_kind(seed, PARTITIONS))
    for service in poison.COMMANDED:
        bad += poison.of_officers(service, seed, PARTITIONS)
    sent = await poison.send(house.target.kafka, bad)
    await house.through()
    found: dict[poison.Place, str] = {}
    for service in ("monitoring", *poison.COMMANDED):
        rows = await house.rows(
            service,
            "select topic, partition, kafka_offset, rule from store.dead_letter where open",
        )
        found |= {(r["topic"], r["partition"], r["kafka_offset"]): r["rule"] for r in rows}
    wrong = {
        bad.kind: found.get(place) for place, bad in sent.items() if found.get(place) != bad.rule
    }
    assert not wrong, wrong
    return (
        f"{len(sent)} records of core banking and of officers of {len(poison.COMMANDED)} services, each "
        "a dead letter with its rule and its bytes; all loans went on"
    )


async def _bug(tale: Tale) -> None:
    """A handler fails for one loan: it waits with its followers, others go on, then it is taken."""
    house, lines = tale.house, tale.next_lines()
    tick = next(n for n, line in enumerate(lines) if not line.envelope.key)
    today = lines[0].envelope.business_date
    fresh = [each.envelope for each in lines[:tick] if each.envelope.business_date >= today]
    victim, _ = Counter(each.subject for each in fresh).most_common(1)[0]
    obligor = next(each.key for each in fresh if each.subject == victim)
    said = [each.id for each in fresh if each.subject == victim]
    assert len(said) >= FOLLOWERS + 1, f"only {said} come of one loan"
    await house.again("monitoring", faults={"FAULT_BUG": victim or ""})
    await house.send(lines[:tick])
    await house.through()
    parked = await house.rows("monitoring", PARKED)
    rules = ["handler_failed", *["parked_behind"] * (len(said) - 1)]
    assert [(row["causation_id"], row["rule"]) for row in parked] == [
        *zip(said, rules, strict=True)
    ]
    assert await _taken(house, f"loan-{victim}", said) == []
    await house.again("monitoring")
    began = time.monotonic()
    command = kit_commands("monitoring").redrive(
        stream=f"loan-{victim}",
        obligor_id=obligor,
        reason="mended",
        requested_by="a",
        approved_by="b",
    )
    reply = await house.command("monitoring", command)
    assert reply["ce_type"].endswith("command-accepted.v1"), reply
    await house.through()
    seconds = time.monotonic() - began
    redriven = [json.loads(row["payload"])["letter"] for row in await _redriven(house)]
    assert redriven == [str(row["event_id"]) for row in parked]
    assert await _taken(house, f"loan-{victim}", said) == said
    seen = f"{len(said)} messages of one loan parked in order, taken in order by redrive after the mend"
    await tale.compare("handler bug")
    record(tale.seed, "poison", "handler bug", seen, seconds)
    await house.send(lines[tick:])


async def _redriven(house: House) -> list[Any]:
    """The letters that were taken up again, in the order in which it was written down."""
    what = "select payload from store.event where type = 'kit.MessageRedriven'"
    return await house.rows("monitoring", f"{what} order by shard, position")


async def _taken(house: House, stream: str, said: list[str]) -> list[str]:
    """Which of these messages have led to events of a stream, in the order in which they did."""
    sql = f"select causation_id from store.event where stream = '{stream}' order by version"
    causes = [row["causation_id"] for row in await house.rows("monitoring", sql)]
    return list(dict.fromkeys(cause for cause in causes if cause in said))


@pytest.mark.long
@pytest.mark.timeout(900 + FLOOD // 200)
async def test_a_flood_of_malformed_messages_is_found_again_one_by_one(seed: int) -> None:
    async with House(constants=QUICK, batch_records=500) as house:
        began = time.monotonic()
        await poison.flood(house.target.kafka, FLOOD, PARTITIONS)
        sent = time.monotonic() - began
        await house.through_within(600 + FLOOD / 250)
        seconds = time.monotonic() - began
        found = await _found_again(house)
        assert found == bytearray(number % 4 + 1 for number in range(FLOOD))
        listed = await house.rows(
            "monitoring", "select rule, count(*) as n from store.dead_letter where open group by 1"
        )
        wanted = Counter(poison.FLOOD_RULES[number % 4] for number in range(FLOOD))
        assert {row["rule"]: row["n"] for row in listed} == dict(wanted)
        assert await house.rows("audit", "select * from audit.finding") == []
        seen = f"{FLOOD:,} of {FLOOD:,} found again with their reason; sent in {sent:.0f} s"
        record(seed, "poison", f"a flood of {FLOOD:,} malformed messages", seen, seconds)


async def _found_again(house: House) -> bytearray:
    """Per message the number of its reason, plus one; zero where it was not found."""
    found = bytearray(FLOOD)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=house.target.kafka, max_partition_fetch_bytes=8 * 1024 * 1024
    )
    await consumer.start()
    try:
        places = [TopicPartition("dlq.monitoring", n) for n in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        left = await consumer.end_offsets(places)
        while left:
            for place, records in (await consumer.getmany(timeout_ms=1000)).items():
                for each in records:
                    rule = dict(each.headers)["_dlq.errors.rule"].decode()
                    found[int(each.value.split()[1])] = poison.FLOOD_RULES.index(rule) + 1
                if records and records[-1].offset + 1 >= left.get(place, 0):
                    left.pop(place, None)
            left = {place: end for place, end in left.items() if end}
    finally:
        await consumer.stop()
    return found
