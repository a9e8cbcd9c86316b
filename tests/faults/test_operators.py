"""Operators' errors: refused with a clear message, never silently processed again or skipped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.local.databases import ensure_database
from deploy.local.names import DECIDING
from deploy.local.topics import create_topics
from tests.faults.book import is_command
from tests.faults.house import PARTITIONS, House
from tests.faults.tale import Calm, Tale, checked, record

TOPIC = "corebank.loan.v1"
JOURNAL = "postloan.monitoring.journal.v1"
REFUSED_S = 6.0
FILLINGS_MAX = 20


async def reset_offsets(house: House, service: str, to: Callable[[int], int]) -> None:
    """What an operator's tool does to a group that has no members."""
    places = [TopicPartition(TOPIC, n) for n in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=house.target.kafka,
        group_id=f"postloan.{service}",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.commit({place: to(ends[place]) for place in places})
    finally:
        await consumer.stop()


async def stopped(house: House, *services: str) -> None:
    """End services and keep them so."""
    for service in services:
        await asyncio.to_thread(house.crew[service].stop)


async def copy_database(house: House, service: str, name: str) -> None:
    """A copy as old as this moment, as a dump would be. Nobody may be connected."""
    await house.sql(
        f"create database {name} owner postloan_{service}_owner template postloan_{service}"
    )


async def swap_databases(house: House, service: str, other: str) -> None:
    """The other database takes the service's name, and the other way round."""
    own = f"postloan_{service}"
    ended = (
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = any($1::text[])"
    )
    await house.sql(ended, [own, other])
    for before, after in ((own, "between"), (other, own), ("between", other)):
        await house.sql(f"alter database {before} rename to {after}")
    admin = await asyncpg.connect(house.postgres.admin_dsn)
    try:
        passwords = house.postgres.credentials.password
        await ensure_database(admin, house.postgres.admin_dsn, service, passwords, database=own)
    finally:
        await admin.close()


async def make_anew(house: House, topic: str) -> None:
    """Delete a topic with all it holds, and create an empty one of that name."""
    admin = AIOKafkaAdminClient(bootstrap_servers=house.target.kafka)
    await admin.start()
    try:
        await admin.delete_topics([topic])
        await asyncio.sleep(1)
    finally:
        await admin.close()
    await create_topics(house.target.kafka, {topic: PARTITIONS})


POSITIONS = "select position from store.shard order by shard"


async def halted(house: House, service: str, words: str, positions: str = POSITIONS) -> str:
    """The service halts, says why, and writes nothing meanwhile: ``positions`` stay as they are."""

    async def said() -> bool:
        return house.crew[service].said(words)

    try:
        await house.until(f"{service} says {words!r}", said)
    except AssertionError as silent:
        silent.add_note(house.logs(service)[-3000:])
        raise
    rows = await house.rows(service, positions)
    await asyncio.sleep(REFUSED_S)
    assert await house.rows(service, positions) == rows
    return next(line for line in house.logs(service).splitlines() if words in line)


@pytest.mark.long
@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)
async def test_offsets_are_reset_and_a_database_is_restored(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        row = "operator error"

        async def to_the_beginning(house: House) -> str:
            await stopped(house, "monitoring")
            await reset_offsets(house, "monitoring", lambda end: 0)
            house.crew["monitoring"].start()
            return "went on from its own stored positions; nothing was processed again"

        async def to_the_end(house: House) -> str:
            await stopped(house, "monitoring")
            before, rest = house.until_officers(tale.next_lines())
            await house.send(before)
            await reset_offsets(house, "monitoring", lambda end: end)
            house.crew["monitoring"].start()
            await house.send(rest)
            return "went on from its own stored positions; nothing was skipped"

        await tale.chapter(row, "group's offsets reset to the beginning", to_the_beginning)
        lines = tale.next_lines()
        await house.send(lines)
        await tale.chapter(row, "group's offsets reset to the end", to_the_end, lines=[])
        await _restored(tale)
        await tale.end("offsets and restore")


async def _restored(tale: Tale) -> None:
    house = tale.house
    await stopped(house, *DECIDING)
    for service in DECIDING:
        await copy_database(house, service, f"old_{service}")
    for service in DECIDING:
        house.crew[service].start()
    await house.send(tale.next_lines())
    await house.through()
    for service in DECIDING:
        await stopped(house, service)
        await swap_databases(house, service, f"old_{service}")
        house.crew[service].start()
        said = await halted(house, service, "restored from an old copy")
        await stopped(house, service)
        await swap_databases(house, service, f"old_{service}")
        house.crew[service].start()
        await house.through()
        await tale.compare(f"restore of {service}")
        seen = f"refused: nothing written, critical in the log ({_detail(said)})"
        record(tale.seed, "restore", f"{service}'s database restored from an old copy", seen, None)
    await tale.check("restore")


def _detail(line: str) -> str:
    found = json.loads(line)
    told = str(found.get("reason") or found.get("detail") or found["event"])
    return told.split(": it was")[0]


@pytest.mark.long
@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)
async def test_a_topic_is_truncated(calm: Calm, seed: int, chapters: int) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await house.send(tale.next_lines())
        await house.through()
        await stopped(house, "monitoring")
        await house.send(house.until_officers(tale.next_lines())[0])
        places = [TopicPartition(TOPIC, n) for n in range(PARTITIONS)]
        admin = AIOKafkaAdminClient(bootstrap_servers=house.target.kafka)
        await admin.start()
        try:
            ends = await _ends(house, places)
            await admin.delete_records({p: RecordsToDelete(before_offset=ends[p]) for p in places})
        finally:
            await admin.close()
        house.crew["monitoring"].start()
        said = await halted(house, "monitoring", "our position is")
        seen = f"halted, nothing skipped in silence ({_detail(said)})"
        record(seed, "operator error", "topic truncated beyond what was taken", seen, None)
        report = await checked(house)
        gone = "causes that nobody sent"  # they lay in what was cut off
        wrong = [
            each
            for each in report["findings"]
            if each["invariant"] in ("I2", "I3", "I5", "I7") and not each["what"].startswith(gone)
        ]
        assert not wrong, wrong[:5]


@pytest.mark.long
@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)
async def test_a_topic_is_made_anew_under_a_running_service(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await house.send(tale.next_lines())
        await house.through()
        await make_anew(house, TOPIC)
        await house.send(tale.next_lines()[:40])
        said = await halted(house, "monitoring", "our position is")
        seen = f"halted, nothing dropped in silence ({_detail(said)})"
        record(seed, "operator error", "topic deleted and made anew", seen, None)
        await tale.compare("topic made anew")


@pytest.mark.long
@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)
async def test_a_topic_is_filled_anew_beyond_our_position_while_its_readers_are_down(
    calm: Calm, seed: int, chapters: int
) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await house.send(tale.next_lines())
        await house.through()
        await stopped(house, *DECIDING)
        places = [TopicPartition(TOPIC, n) for n in range(PARTITIONS)]
        before = await _ends(house, places)
        await make_anew(house, TOPIC)
        others = [line for line in tale.next_lines() if not is_command(line)]
        for _ in range(FILLINGS_MAX):
            await house.send(others)  # nobody has taken any of them, however often they are sent
            now = await _ends(house, places)
            if all(now[place] > before[place] for place in places):
                break
        else:
            raise AssertionError(f"the topic held {before}, filled anew {now}")
        house.crew["monitoring"].start()
        said = await halted(house, "monitoring", "was never taken")
        assert "our position is" in said
        seen = f"halted, nothing skipped in silence ({_detail(said)})"
        fault = "topic filled anew beyond what was taken, its readers down"
        record(seed, "operator error", fault, seen, None)
        await tale.compare("topic filled anew")


@pytest.mark.long
@pytest.mark.chapters(5)
@pytest.mark.timeout(1800)
async def test_a_journal_is_made_anew_under_a_running_audit(
    calm: Calm, seed: int, chapters: int
) -> None:
    arrived = "select position from audit.shard where service = 'monitoring' order by shard"
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await house.send(tale.next_lines())
        await house.through()
        await stopped(house, "monitoring")
        await make_anew(house, JOURNAL)  # its producer would go on in the numbers of the old one
        house.crew["monitoring"].start()
        await house.send(house.until_officers(tale.next_lines())[0])
        # by its offsets or, where the new one has outgrown them when it is seen again, by what is missing
        said = await halted(house, "audit", "journal stopped", arrived)
        seen = f"halted, nothing dropped in silence ({_detail(said)})"
        record(seed, "operator error", "journal deleted and made anew under audit", seen, None)
        await stopped(house, "audit")
        before = house.count("journal stopped", "audit")
        house.crew["audit"].start()
        await house.until("audit stands still again", lambda: _more(house, before))
        await tale.compare("journal made anew")


async def _more(house: House, before: int) -> bool:
    """Whether audit has said once more that a journal has stopped."""
    return house.count("journal stopped", "audit") > before


async def _ends(house: House, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=house.target.kafka)
    await consumer.start()
    try:
        found: dict[TopicPartition, int] = await consumer.end_offsets(places)
        return found
    finally:
        await consumer.stop()
