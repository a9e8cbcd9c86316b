"""Members of a group pause, come, go and fight; old and new code run side by side."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from signal import SIGCONT, SIGKILL, SIGSTOP

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts.catalogue import CATALOGUE
from deploy.local.names import DECIDING
from deploy.local.processes import free_port
from tests.faults.checker.world import Message, messages
from tests.faults.crew import Member
from tests.faults.house import SERVICES, House
from tests.faults.tale import Calm, Tale

WAITING, QUIET_CHAPTERS = 1_000, 7
"""Then the book is so large that from one day of the officers to the next so many messages come."""


CLAIMED = "partition claimed"
GIVEN_UP = "partition given up"
FENCED = (GIVEN_UP, "relay fenced")
"""What an owner says of itself, at last when another one has its partition."""


def another(house: House, service: str, name: str, **always: str) -> Member:
    """One more process of a service beside the one that runs."""
    if service == "audit":
        always["POSTLOAN_API_PORT"] = str(free_port())
    return house.crew.add(service, f"{service}-{name}", **always)


async def zombie(house: House) -> str:
    """Everybody frozen past the session; a second of each takes over; then the first ones wake."""
    await house.working()
    for service in SERVICES:
        house.crew[service].send(SIGSTOP)
    await asyncio.sleep(1)  # what their database had in hand is done by now
    epochs = {service: await _epochs(house, service) for service in DECIDING}
    stood = {service: await house.taken(service) for service in SERVICES}
    seconds = [another(house, service, "second") for service in SERVICES]

    async def all_claimed() -> bool:
        for service, before in epochs.items():
            now = await _epochs(house, service)
            if any(at <= before[shard] for shard, at in now.items()):
                return False
        return True

    await house.until("every shard of each service has another owner", all_claimed)

    async def goes_on() -> bool:
        return all([await house.taken(service) > at for service, at in stood.items()])

    await house.until("the second of each service takes records", goes_on)
    for service in SERVICES:
        process = house.crew[service].process
        assert process is not None
        assert psutil.Process(process.pid).status() == psutil.STATUS_STOPPED
    before = house.count(GIVEN_UP)
    for service in SERVICES:
        house.crew[service].send(SIGCONT)
    await asyncio.sleep(2)
    lost = house.count(GIVEN_UP) - before
    for member in seconds:
        await asyncio.to_thread(member.stop)
    return (
        "all six and audit: while they were stopped a second of each claimed all shards and took "
        f"records; awake, they gave {lost} partitions up"
    )


async def _epochs(house: House, service: str) -> dict[int, int]:
    """How often each shard of a service was claimed: nobody but the last claimant can write."""
    rows = await house.rows(service, "select shard, epoch from store.shard")
    return {row["shard"]: row["epoch"] for row in rows}


async def come_and_go(house: House) -> str:
    """Twice a second member of each service; one half leaves cleanly, the other is killed, in turns."""
    await house.working()
    left = killed = 0
    for turn in range(2):
        extra = [another(house, service, f"extra-{turn}") for service in SERVICES]
        await house.crew.ready(*(member.name for member in extra))
        for member in extra:
            await house.until(f"{member.name} has a partition", partial(_has_some, member))
        for number, member in enumerate(extra):
            assert await _has_some(member), f"{member.name} has nothing in hand"
            held = len(_claimed(member))
            if number % 2 == turn:
                await asyncio.to_thread(member.stop)
                left += held
                continue
            member.kept = False
            assert member.process is not None
            assert member.process.end(SIGKILL, seconds=5) == -SIGKILL
            killed += held
    return (
        "a second member of all six and of audit, twice, left cleanly once and killed once; "
        f"they had claimed {left}, and {killed} partitions"
    )


def _claimed(member: Member) -> set[tuple[str | None, int]]:
    """The partitions that a member says it has claimed, and not that it gave them up; in audit each
    is of one topic."""
    held: set[tuple[str | None, int]] = set()
    for line in member.log.read_text("utf-8", "replace").splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("event") == CLAIMED:
            held.add((said.get("topic"), said["partition"]))
        elif said.get("event") == GIVEN_UP:
            held.discard((said.get("topic"), said["partition"]))
    return held


async def _has_some(member: Member) -> bool:
    return bool(_claimed(member))


async def two_owners(house: House) -> str:
    """Another group owns the same partitions at the same time: the epoch alone keeps them apart, and
    in audit the stored place."""
    await house.working()
    twins = {
        service: another(house, service, "twin", FAULT_GROUP=f"postloan.{service}.twin")
        for service in SERVICES
    }
    await house.crew.ready(*(member.name for member in twins.values()))

    def fenced(service: str) -> int:
        both = house.logs(service) + twins[service].log.read_text("utf-8")
        return sum(map(both.count, FENCED))

    async def all_fenced() -> bool:
        return all(fenced(service) for service in SERVICES)

    await house.until("somebody was fenced in each service", all_fenced)
    await asyncio.sleep(3)
    for member in twins.values():
        await asyncio.to_thread(member.stop)
    return f"in all six and in audit, {sum(map(fenced, SERVICES))} times one was fenced and wrote nothing"


@pytest.mark.long
@pytest.mark.chapters(4)
@pytest.mark.timeout(1800)
async def test_members_pause_come_go_and_fight(calm: Calm, seed: int, chapters: int) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await tale.chapter("zombie", "consumer paused past its session, then resumed", zombie)
        await tale.chapter("rebalance", "members join and leave in mid-batch", come_and_go)
        await tale.chapter("rebalance", "two owners of every shard at once", two_owners)
        await tale.end("members")


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_old_and_new_code_side_by_side(calm: Calm, seed: int, chapters: int) -> None:
    row = "old and new code"

    async def newer_beside(house: House) -> str:
        async def told() -> bool:
            return bool(await _newer(house))

        await house.until("newer code publishes something", told)
        await asyncio.to_thread(house.crew["monitoring-newer"].stop)
        return "messages with a field that old listeners do not know"

    async def newer_types(house: House) -> str:
        await house.again("collection", faults={"FAULT_NEWER": "types"})
        return "each a letter at each listener; what was said after it was taken"

    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        house.crew.add("monitoring", "monitoring-newer", FAULT_NEWER="fields")
        await house.crew.ready("monitoring-newer")
        await tale.chapter(row, "newer monitoring beside old monitoring", newer_beside)
        assert await house.rows("classification", "select * from store.dead_letter") == []
        what = "newer collection tells types that no listener knows"
        await tale.chapter(row, what, newer_types)
        await _are_letters(house)
        await house.again("collection")
        for _ in range(QUIET_CHAPTERS):
            await house.send(tale.next_lines())
        before, rest = house.until_officers(tale.next_lines())
        acts = [line for line in rest if house.is_new_act(line)]
        await house.send([*before, *acts])
        await house.through()
        away = house.crew["classification"]
        await asyncio.to_thread(away.stop)
        away.always["POSTLOAN_BATCH_RECORDS"] = "1"
        missed = sum((await _ends(house)).values())
        before, later = house.until_officers(tale.next_lines())
        await house.send([*rest[len(acts) :], *before])

        async def back(house: House) -> str:
            async def enough() -> bool:
                sent = sum((await _ends(house)).values())
                return sent - missed > WAITING

            await house.until("a thousand messages wait", enough, seconds=120)
            away.start()
            return "a thousand batches of one message each waited"

        what = "classification down for a thousand batches"
        await tale.chapter("slow, memory", what, back, lines=[])
        away.always.pop("POSTLOAN_BATCH_RECORDS")
        await house.again("classification")
        await house.send(later)
        # What newer code had sent and not yet noted as sent, older code sends again, in its own words.
        newer = "says not what the event says: added_by_newer_code"  # no field of any event
        renamed = "says not what the event says: ce_type"  # and nothing else of it is another
        await tale.end("old and new", allowed=("was sent twice, not the same", newer, renamed))


async def _newer(house: House) -> list[Message]:
    """What newer code has published: the old one may have had the whole chapter to itself."""
    topic, target = "postloan.monitoring.v1", house.target
    told = await messages(target.kafka, [topic], target.partitions)
    return [each for each in told[topic] if b"newer_code" in (each.value or b"")]


async def _are_letters(house: House) -> None:
    """What newer collection told is one letter a message at each service that reads its topic."""
    topic = "postloan.collection.v1"
    listeners = {name for row in CATALOGUE if row.topic == topic for name in row.subscribers}
    assert len(listeners) > 1
    for service in sorted(listeners):
        rows = await house.rows(
            service, f"select * from store.dead_letter where topic = '{topic}'"
        )
        assert rows, f"nothing of newer collection was read by {service}"
        assert {row["rule"] for row in rows} == {"unknown_type"}
        assert await house.rows(service, "select * from store.halt") == []


async def _ends(house: House) -> dict[int, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=house.target.kafka)
    await consumer.start()
    try:
        places = [
            TopicPartition("postloan.monitoring.v1", n) for n in range(house.target.partitions)
        ]
        return {place.partition: at for place, at in (await consumer.end_offsets(places)).items()}
    finally:
        await consumer.stop()
