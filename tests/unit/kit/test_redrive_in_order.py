"""A letter named by itself is not taken before an earlier message of its stream that is still open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from contracts.corebank import RepaymentReceived
from services.kit import incoming
from services.kit.kit_events import CommandAccepted
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from tests.integration.kit.toy import FAILS, REPAIRED
from tests.unit.kit.test_failing_agenda import BAD as FIVE
from tests.unit.kit.test_failing_agenda import TOPIC, deployed, tick
from tests.unit.kit.test_orders import REDRIVE, Desk
from tests.unit.kit.test_refused_of_ours import (
    RENAMED,
    amounts,
    knows,
    ours,
    owner_of,
    paid,
    redriven,
    typed,
)

STREAM = "loan-L-1"


def letters(store: MemoryStore) -> list[UUID]:
    """In the order in which they were kept, closed ones included."""
    return list(store.database.tables.letters)


def refusal(answer: Any, first: UUID) -> None:
    assert answer.code == "earlier_open"
    assert f"{first} of {STREAM} is open and was kept earlier: redrive that one first" in (
        answer.detail
    )


async def test_a_follower_waits_until_the_first_one_is_taken() -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await owner.take(TOPIC, [paid(0, 1, 0), paid(1, FAILS, 1), paid(2, 5_000, FAILS)])
    first, follower = letters(store)
    refusal(await redriven(owner, store, follower), first)
    REPAIRED.append(True)
    refusal(await redriven(owner, store, follower), first)
    assert (await amounts(store), owner.held) == ([1], {STREAM: 2})
    assert isinstance(await redriven(owner, store, first), CommandAccepted)
    assert isinstance(await redriven(owner, store, follower), CommandAccepted)
    assert (await amounts(store), owner.held) == ([1, FAILS, 5_000], {})


async def test_a_follower_waits_behind_a_follower_too() -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await owner.take(TOPIC, [paid(0, FAILS, 0), paid(1, 2_000, FAILS), paid(2, 3_000, 2_000)])
    first, second, third = letters(store)
    REPAIRED.append(True)
    assert isinstance(await redriven(owner, store, first), CommandAccepted)
    refusal(await redriven(owner, store, third), second)
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert await amounts(store) == [FAILS, 2_000, 3_000]
    assert (await redriven(owner, store, third)).code == "nothing_open"


async def newer(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The code that reads the renamed type too."""
    knows(monkeypatch, RENAMED, RepaymentReceived)
    return await owner_of(store, replace(ours(), listens=ours().listens | {RENAMED}))


async def test_a_dead_letter_about_a_held_loan_waits_for_what_was_parked_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await owner.take(TOPIC, [paid(0, FAILS, 0), typed(paid(1, 2_000, FAILS), RENAMED)])
    parked, dead = letters(store)
    assert (await redriven(owner, store, dead)).code == "unknown_type"
    owner = await newer(store, monkeypatch)
    refusal(await redriven(owner, store, dead), parked)
    REPAIRED.append(True)
    assert isinstance(await redriven(owner, store, parked), CommandAccepted)
    assert isinstance(await redriven(owner, store, dead), CommandAccepted)
    assert await amounts(store) == [FAILS, 2_000]


async def test_a_dead_letter_that_came_before_what_is_parked_goes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The parked message may need the very fact that the letter tells."""
    store = MemoryStore()
    owner = await owner_of(store, ours())
    await owner.take(TOPIC, [typed(paid(0, 1_000, 0), RENAMED), paid(1, FAILS, 1_000)])
    dead, parked = letters(store)
    owner = await newer(store, monkeypatch)
    assert owner.held == {STREAM: 1}
    assert isinstance(await redriven(owner, store, dead), CommandAccepted)
    REPAIRED.append(True)
    assert isinstance(await redriven(owner, store, parked), CommandAccepted)
    assert await amounts(store) == [1_000, FAILS]


async def test_a_parked_tick_waits_as_well() -> None:
    store = MemoryStore()
    await (await deployed(store, None)).take(TOPIC, [paid(0, FIVE, 0)])
    owner = await deployed(store, "agenda")
    await owner.take(TOPIC, [tick(1, 7, FIVE, days=4), paid(2, 8, 7)])
    first, follower = letters(store)
    owner = await deployed(store, None)
    refusal(await redriven(owner, store, follower), first)
    assert isinstance(await redriven(owner, store, STREAM, "stream"), CommandAccepted)
    assert await amounts(store) == [FIVE, 8]


async def test_an_order_that_was_refused_unread_is_given_anew_and_not_redriven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was answered as refused, and goes to a partition of its own choice."""
    store, newer_order = MemoryStore(), "postloan.newer.redrive.v1"
    desk = Desk(store)
    desk.service, desk.owner = ours(), await owner_of(store, ours())
    people = {"reason": "mended", "requested_by": "li", "approved_by": "wang"}
    order = desk.record(
        ours().commands_topic, 0, REDRIVE.model_validate({**people, "stream": STREAM})
    )
    await desk.owner.take(ours().commands_topic, [typed(order, newer_order)])
    (dead,) = letters(store)
    knows(monkeypatch, newer_order, REDRIVE)
    monkeypatch.setattr(incoming, "COMMANDS", incoming.COMMANDS | {newer_order})
    assert (await redriven(desk.owner, store, dead)).code == "order_again"
    assert store.database.tables.closed == set()
