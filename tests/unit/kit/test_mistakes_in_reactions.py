"""Our own code fails before it has said what a message asks of whom: as when it fails on deciding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.catalogue import DECIDING, parse
from contracts.commands import kit_commands
from contracts.envelope import Envelope
from contracts.json_schema import examples_of
from services.kit.memory_store import MemoryStore
from tests.integration.kit import toy as toys
from tests.integration.kit.toy import ToyService
from tests.simulation.world import rules as services
from tests.unit.kit.test_fitting import SERVICE, asked, replies, rows
from tests.unit.kit.test_orders import REDRIVE, Desk
from tests.unit.kit.test_refused_of_ours import amounts, ours, owner_of, paid, rules

STREAM = "loan-L-1"


def mistaken(service: ToyService, broken: list[bool]) -> ToyService:
    """Fails on a receipt of 5 fen and on every command, until nothing is left in ``broken``."""

    def react(message: Any, envelope: Envelope, as_of: date) -> Any:
        if broken and getattr(getattr(message, "amount", None), "minor", 5) == 5:
            raise KeyError("a mistake in the reaction")
        return toys.react(message, envelope, as_of)

    return replace(service, react=react)


async def test_a_fact_waits_and_its_followers_wait_behind_it() -> None:
    store, service = MemoryStore(), mistaken(ours(), [True])
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], [paid(0, 1, 0), paid(1, 5, 1), paid(2, 7, 5)])
    assert await rules(store) == ["handler_failed", "parked_behind"]
    assert owner.held == {STREAM: 2}
    assert await amounts(store) == [1]


async def test_repaired_all_is_taken_in_its_order() -> None:
    broken = [True]
    desk = Desk(MemoryStore())
    desk.service = mistaken(desk.service, broken)
    desk.owner.service = desk.service
    await desk.owner.claim()
    for amount in (1, 5, 7):
        await desk.fact(amount)
    broken.clear()
    await desk.order(REDRIVE, stream=STREAM)
    assert await amounts(desk.store) == [1, 5, 7]
    assert desk.owner.held == {}


async def test_a_command_waits_and_has_one_answer() -> None:
    store, service = MemoryStore(), mistaken(SERVICE, [True])
    owner = await owner_of(store, service)
    await owner.take(service.commands_topic, [asked(owner.partition)])
    found = await rows(store)
    assert Counter(row.type for row in found) == {"kit.MessageParked": 1, "kit.CommandRejected": 1}
    (told,) = replies(service, found)
    assert (told.code, told.detail) == (
        "handler_failed",
        "KeyError: 'a mistake in the reaction'",
    )
    assert owner.held == {STREAM: 1}


@pytest.mark.parametrize("name", DECIDING)
def test_all_that_a_message_asks_is_asked_of_the_stream_it_is_said_to_have(name: str) -> None:
    service, on = services()[name], date(2024, 3, 20)
    asks = 0
    for ce_type in sorted(service.listens - {each.TYPE for each in kit_commands(name)}):
        for path in examples_of(ce_type):
            message = parse(ce_type, path.read_bytes())
            pairs = service.react(message, Envelope("m-1", "/x", ce_type, on), on)
            assert {stream for stream, _ in pairs} <= {service.stream_of(message)}
            asks += len(pairs)
    assert asks > 0
