"""Brokers die, freeze, hand over: the relay goes on from its cursor, no gap, no other order."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tests.faults.house import SESSION_S, House
from tests.faults.tale import Calm, Tale

ROW = "broker"


async def broker_dies(house: House) -> str:
    await house.working()
    broker = house.brokers[0]
    await asyncio.to_thread(broker.kill)
    await asyncio.sleep(2)
    await asyncio.to_thread(broker.start)
    return "SIGKILL, down 2 s and its start"


async def broker_freezes(house: House) -> str:
    await house.working()
    seconds = SESSION_S + 3
    house.brokers[0].pause()
    await asyncio.sleep(seconds)
    house.brokers[0].resume()
    return f"SIGSTOP for {seconds:g} s, beyond the session time-out"


async def broker_restarts(house: House) -> str:
    await house.working()
    await asyncio.to_thread(house.brokers[0].stop)
    await asyncio.to_thread(house.brokers[0].start)
    return "clean stop and start"


@pytest.mark.long
@pytest.mark.chapters(4)
@pytest.mark.timeout(1800)
async def test_the_broker_dies_freezes_and_restarts(calm: Calm, seed: int, chapters: int) -> None:
    async with House() as house:
        tale = Tale(house, calm, seed, chapters)
        await tale.chapter(ROW, "the only broker killed", broker_dies)
        await tale.chapter(ROW, "the only broker paused", broker_freezes)
        await tale.chapter(ROW, "the only broker restarted", broker_restarts)
        await tale.end("broker frozen")


async def leader_of(house: House, topic: str, partition: int) -> int:
    """The node that leads a partition."""
    alive = [broker for broker in house.brokers if broker.is_up]
    admin = AIOKafkaAdminClient(bootstrap_servers=alive[0].bootstrap)
    await admin.start()
    try:
        described = (await admin.describe_topics([topic]))[0]
        parts = {part["partition"]: part["leader"] for part in described["partitions"]}
        return int(parts[partition])
    finally:
        await admin.close()


async def leader_dies(house: House) -> str:
    await house.working()
    node = await leader_of(house, "corebank.loan.v1", 0)
    broker = house.brokers[node - 1]
    await asyncio.to_thread(broker.kill)

    async def moved() -> bool:
        try:
            return await leader_of(house, "corebank.loan.v1", 0) not in (node, -1)
        except KafkaError:  # the question went to the dead one
            return False

    await house.until("another broker leads", moved)
    await asyncio.sleep(3)
    await asyncio.to_thread(broker.start)
    return f"node {node} killed, another led, node {node} back"


@pytest.mark.long
@pytest.mark.chapters(3)
@pytest.mark.timeout(1800)
async def test_three_brokers_lose_the_leader(calm: Calm, seed: int, chapters: int) -> None:
    async with House(brokers=3) as house:
        tale = Tale(house, calm, seed, chapters)
        for which in ("first", "second"):
            await tale.chapter(ROW, f"three brokers, {which} leader killed", leader_dies)
        await tale.end("leaders killed")
