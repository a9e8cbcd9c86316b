"""What a relay waits out: it ends with the process, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from services.kit import relay as relays
from services.kit.batch import RelayMove, ShardState, Stale, StoreUnavailable
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.relay import Relay
from services.kit.telemetry import Telemetry
from tests.unit.kit.observing import TOPIC, owner, repayment

SILENT = 3


class Store(MemoryStore):
    """Writes the first move, refuses it as after a lost answer, and tells nothing about it for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.moved, self.silent = False, SILENT

    async def relay_move(self, moves: Sequence[RelayMove]) -> None:
        await super().relay_move(moves)
        if not self.moved:
            self.moved = True
            raise Stale("it had been written after all")

    async def positions(
        self, topic: str, partition: int, shards: Sequence[int]
    ) -> tuple[int, dict[int, ShardState]]:
        if self.silent:
            self.silent -= 1
            raise StoreUnavailable("no answer")
        return await super().positions(topic, partition, shards)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is waited for longer than for one."""
    monkeypatch.setattr("services.kit.owner.PATIENCE_S", -1.0)
    monkeypatch.setattr(relays, "RETRY_S", 0.0)

    async def sent(*_: Any) -> None:
        return None

    monkeypatch.setattr(Relay, "_send", sent)


async def until(running: asyncio.Task[None], done: Callable[[], bool]) -> None:
    """As long as the relay runs."""
    async with asyncio.timeout(60):
        while not done():
            assert not running.done(), running
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def sending(store: Store) -> tuple[Relay, Owner, asyncio.Task[None]]:
    one = await owner(Telemetry(), store)
    relay = Relay(one.service, store, "", Telemetry())
    await relay.own(one)
    await one.take(TOPIC, [repayment(0)])
    return relay, one, asyncio.create_task(relay.run())


@pytest.mark.usefixtures("impatient")
async def test_a_database_silent_after_a_refused_move_is_waited_out() -> None:
    store = Store()
    relay, one, running = await sending(store)
    await until(running, lambda: relay.backlog(one) == 0)
    assert store.silent == 0
    assert relay.sends_for(one)


@pytest.mark.usefixtures("impatient")
async def test_and_tells_then_that_the_partition_has_another_owner() -> None:
    store = Store()
    relay, one, running = await sending(store)
    await owner(Telemetry(), store)
    await until(running, lambda: not relay.sends_for(one))
    assert store.silent == 0
    assert relay.backlog(one) > 0
