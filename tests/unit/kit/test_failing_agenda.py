"""A mistake of ours in an agenda holds the one stream that meets it, as one in decide or evolve does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.corebank import BusinessDayClosed
from services.kit.domain import Decider, DomainEvent, Due
from services.kit.kit_events import CommandAccepted, MessageParked
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from tests.integration.kit import toy
from tests.unit.kit.test_orders import Record
from tests.unit.kit.test_refused_of_ours import (
    DAY,
    amounts,
    ours,
    owner_of,
    paid,
    redriven,
    sent,
    stored,
)

TOPIC = ours().topics[0]
BAD = 5  # a total of 0.05: the new code fails on it


def decide(command: Any, state: toy.Total, policies: object) -> Sequence[DomainEvent]:
    if state.total == BAD:
        raise ZeroDivisionError("five")
    return toy.decide(command, state, policies)


def evolve(state: toy.Total, event: DomainEvent) -> toy.Total:
    if isinstance(event, toy.Counted) and event.total == BAD:
        raise ZeroDivisionError("five")
    return toy.evolve(state, event)


def agenda(state: toy.Total) -> Sequence[Due]:
    if state.total == BAD:
        raise ZeroDivisionError("five")
    return toy.agenda(state)


WRONG: dict[str, Decider[Any, Any, Any, Any]] = {
    "decide": replace(toy.DECIDER, decide=decide),
    "evolve": replace(toy.DECIDER, evolve=evolve),
    "agenda": replace(toy.DECIDER, agenda=agenda),
}


def about(loan: str, record: Record) -> Record:
    """The same message about another loan."""
    value = (record.value or b"").replace(b'"L-1"', b'"%b"' % loan.encode())
    headers = [(n, loan.encode() if n == "ce_subject" else v) for n, v in record.headers]
    return record._replace(value=value, headers=tuple(headers))


def tick(offset: int, position: int, previous: int, days: int) -> Record:
    on = DAY + timedelta(days=days)
    return sent(offset, BusinessDayClosed(business_date=on), position, previous, on=on)


async def deployed(store: MemoryStore, wrong: str | None) -> Owner:
    return await owner_of(
        store, ours() if wrong is None else replace(ours(), decider=WRONG[wrong])
    )


async def parked(store: MemoryStore) -> list[tuple[str, str, str]]:
    found = [each for each in await stored(store) if isinstance(each, MessageParked)]
    return [(each.stream, each.rule, each.detail) for each in found]


@pytest.mark.parametrize("wrong", WRONG)
async def test_new_code_that_fails_on_a_stored_stream_parks_it_until_it_is_repaired(
    wrong: str,
) -> None:
    store = MemoryStore()
    await (await deployed(store, None)).take(TOPIC, [paid(0, BAD, 0), about("L-2", paid(1, 6, 5))])
    owner = await deployed(store, wrong)
    more = [about("L-2", paid(2, 7, 6)), paid(3, 8, 7), about("L-3", paid(4, 9, 8))]
    await owner.take(TOPIC, [*more, paid(5, 10, 9)])
    assert await amounts(store) == [BAD, 6, 7, 9], "all others go on"
    assert await parked(store) == [
        ("loan-L-1", "handler_failed", "ZeroDivisionError: five"),
        ("loan-L-1", "parked_behind", "loan-L-1 waits behind a failure"),
    ]
    assert owner.next_offsets[TOPIC] == 6
    assert (await redriven(owner, store, "loan-L-1", "stream")).code == "handler_failed"

    owner = await deployed(store, None)
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    assert await amounts(store) == [BAD, 6, 7, 9, 8, 10]
    assert owner.held == {}


async def test_an_agenda_that_fails_after_the_decision_leaves_nothing_of_the_decision() -> None:
    store = MemoryStore()
    owner = await deployed(store, "agenda")
    await owner.take(TOPIC, [paid(0, BAD, 0), about("L-2", paid(1, 6, 5))])
    assert await amounts(store) == [6]
    assert [rule for _, rule, _ in await parked(store)] == ["handler_failed"]

    owner = await deployed(store, None)
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    assert await amounts(store) == [6, BAD]
    assert owner.held == {}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_day_closes_over_a_stream_whose_agenda_fails(wrong: str) -> None:
    store = MemoryStore()
    await (await deployed(store, None)).take(TOPIC, [paid(0, BAD, 0), about("L-2", paid(1, 6, 5))])
    owner = await deployed(store, wrong)
    await owner.take(TOPIC, [tick(2, 7, 6, days=4)])
    reminded = [each.loan_id for each in await stored(store) if isinstance(each, toy.Reminded)]
    assert reminded == ["L-2"]
    assert [(name, rule) for name, rule, _ in await parked(store)] == [
        ("loan-L-1", "handler_failed")
    ]
    assert {owner.shards[n].closed_on for n in owner.owned} == {DAY + timedelta(days=4)}

    owner = await deployed(store, None)
    assert isinstance(await redriven(owner, store, "loan-L-1", "stream"), CommandAccepted)
    reminded = [each.loan_id for each in await stored(store) if isinstance(each, toy.Reminded)]
    assert reminded == ["L-2", "L-1"]
    assert owner.held == {}
    assert store.database.tables.agenda == frozenset(), "what was due is done, and due no more"
    rows = [row for shard in range(16) for row in await store.page(shard, 0, 1_000)]
    known = [(row.loan_id, row.known_on - DAY) for row in rows if row.type == toy.Reminded.NAME]
    assert known == [("L-2", timedelta(days=4)), ("L-1", timedelta(days=5))], (
        "the fourth is closed"
    )
